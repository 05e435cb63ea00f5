/**
 * The one stream of all events. A server that is too old accepts this configuration and silently leaves promises out, so
 * the server's version and the configuration it echoes are compared with what was wanted, and a difference stops the relay
 * with a sentence. A full stream refuses (`discard: new`) instead of dropping what a reader has not seen yet.
 */
import { jetstreamManager, type JetStreamManager, type StoredMsg, type StreamConfig, type StreamInfo } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import type { Bus } from './bus.js';

export const STREAM = 'EVENTS';
/** Every event: `ev.<context>.…`; the epoch markers of the stream are among them. */
export const EVERYTHING = 'ev.>';
export const EPOCH_SUBJECT = 'ev.stream.epoch';
const oldest = [2, 14, 5] as const;
const page = 1_000;

export interface StreamOptions {
  /** Below the disk, so that a full stream is a clear answer; undefined leaves it to the server's own limit. */
  readonly maxBytes?: number | undefined;
  readonly replicas?: number | undefined;
}

const wantedConfig = ({ maxBytes = -1, replicas = 1 }: StreamOptions) =>
  ({
    name: STREAM,
    subjects: [EVERYTHING],
    retention: 'limits',
    storage: 'file',
    num_replicas: replicas,
    max_age: 0,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_bytes: maxBytes,
    discard: 'new',
    duplicate_window: nanos(20 * 60_000),
    allow_direct: true,
    allow_atomic: true,
    deny_delete: false,
    deny_purge: false,
  }) as const satisfies Partial<StreamConfig>;

export const managerOf = (bus: Bus): Promise<JetStreamManager> => jetstreamManager(bus.connection, { checkAPI: false, timeout: 5_000 });

/** The stream as it is, made when missing. Throws a sentence when the server or its stream is not what the platform needs. */
export async function ensureStream(bus: Bus, manager: JetStreamManager, options: StreamOptions): Promise<StreamInfo> {
  const version = bus.connection.info?.version ?? '';
  if (!isRecent(version)) throw new Error(`nats-server ${version} is too old: ${oldest.join('.')} or later is needed`);
  const wanted = wantedConfig(options);
  const info = await find(manager);
  if (info) return conforming(info, wanted, manager);
  return conforming(await manager.streams.add({ ...wanted }), wanted, manager);
}

async function conforming(info: StreamInfo, wanted: ReturnType<typeof wantedConfig>, manager: JetStreamManager): Promise<StreamInfo> {
  const different = differences(info, wanted);
  if (different.length === 0) return info;
  // Limits may be changed by configuration; everything else of an existing stream is for people to decide.
  const updated = different.every((name) => name === 'max_bytes')
    ? await manager.streams.update(STREAM, { ...info.config, max_bytes: wanted.max_bytes })
    : info;
  const left = differences(updated, wanted);
  if (left.length > 0) throw new Error(`the stream ${STREAM} differs from what is needed in ${left.join(', ')}`);
  return updated;
}

/** Stored messages of a subject filter from a sequence on, in order; what comes meanwhile is read too. */
export async function* storedFrom(manager: JetStreamManager, seq: number, filter: string): AsyncGenerator<StoredMsg, void, void> {
  for (let next = Math.max(1, seq); ;) {
    let count = 0;
    try {
      for await (const message of await manager.direct.getBatch(STREAM, { seq: next, batch: page, next_by_subj: filter })) {
        count += 1;
        next = message.seq + 1;
        yield message;
      }
    } catch (error) {
      // The client reports "there is none" as an error.
      if ((error as { code?: number }).code === 404) return;
      throw error;
    }
    if (count < page) return;
  }
}

const differences = (info: StreamInfo, wanted: object): string[] =>
  Object.entries(wanted)
    .filter(([name, value]) => JSON.stringify(info.config[name as keyof StreamConfig] ?? false) !== JSON.stringify(value))
    .map(([name]) => name)
    .concat(info.config.persist_mode === 'async' ? ['persist_mode'] : []);

async function find(manager: JetStreamManager): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(STREAM);
  } catch (error) {
    if ((error as { code?: number }).code === 10059) return undefined;
    throw error;
  }
}

function isRecent(version: string): boolean {
  const parts = version.split('-')[0]!.split('.').map(Number);
  for (const [index, least] of oldest.entries()) if (parts[index] !== least) return (parts[index] ?? 0) > least;
  return true;
}
