/**
 * Where an acknowledged filing has to be found afterwards, asked directly and not through the platform's services: the rows
 * of the database under its read-only role, and the messages of the stream, each counted by the case they speak of.
 */
import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import type { Run } from './platform.js';

const reported = 'ev.safety-hazards.hazard-reported.v1.>';

export async function query<Row extends Record<string, any>>(run: Run, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: run.postgres.url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Ids of which there is not exactly one hazard row with exactly one first event. */
export async function missingInDatabase(run: Run, ids: readonly string[]): Promise<string[]> {
  const rows = await query<{ id: string }>(
    run,
    `select i.id from unnest($1::uuid[]) i (id)
     where (select count(*) from safety_hazards.hazards h where h.id = i.id) <> 1
        or (select count(*) from safety_hazards.event_log e where e.aggregate_type = 'hazard' and e.aggregate_id = i.id and e.aggregate_version = 1) <> 1`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

export interface Backlog {
  readonly pending: number;
  readonly parked: number;
}
export async function backlog(run: Run): Promise<Backlog> {
  const schemas = ['enterprise_registry', 'safety_hazards', 'command_center'];
  const count = (table: string, where = ''): string =>
    schemas.map((schema) => `(select count(*) from ${schema}.${table} ${where})`).join(' + ');
  const [row] = await query<{ pending: string; parked: string }>(
    run,
    `select ${count('outbox_pending')} as pending, ${count('parked_event', 'where replayed_at is null')} as parked`,
  );
  return { pending: Number(row?.pending), parked: Number(row?.parked) };
}

export const eventCount = async (run: Run): Promise<number> => {
  const [row] = await query<{ count: string }>(
    run,
    'select (select count(*) from safety_hazards.event_log) + (select count(*) from enterprise_registry.event_log) as count',
  );
  return Number(row?.count);
};

const opened = (run: Run): Promise<NatsConnection> =>
  connect({
    servers: run.nats.url,
    name: 'anju-proof',
    authenticator: nkeyAuthenticator(new TextEncoder().encode(readFileSync(run.nats.nkeySeedFile, 'utf8').trim())),
    timeout: 5_000,
    maxReconnectAttempts: 5,
  });

async function withNats<T>(run: Run, work: (nats: NatsConnection) => Promise<T>): Promise<T> {
  const nats = await opened(run);
  try {
    return await work(nats);
  } finally {
    await nats.close();
  }
}

export interface StreamEnd {
  readonly messages: number;
  readonly lastSeq: number;
}
export const streamEnd = (run: Run): Promise<StreamEnd> =>
  withNats(run, async (nats) => {
    const { state } = await (await jetstreamManager(nats)).streams.info(run.nats.stream);
    return { messages: state.messages, lastSeq: state.last_seq };
  });

/** How often each case was reported on the stream after a sequence. */
export const reportsOnStream = (run: Run, afterSeq: number): Promise<Map<string, number>> =>
  countsOf(run, reported, 'ce-subject', afterSeq);
/** How often each event is on the stream. */
export const streamEventIds = async (run: Run): Promise<Map<string, number>> => {
  const counts = await countsOf(run, 'ev.>', 'ce-id', 0);
  counts.delete(''); // markers of the stream's own epoch
  return counts;
};

const countsOf = (run: Run, subject: string, header: string, afterSeq: number): Promise<Map<string, number>> =>
  withNats(run, async (nats) => {
    const counts = new Map<string, number>();
    const options = {
      filter_subjects: [subject],
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: afterSeq + 1,
      headers_only: true,
    };
    const consumer = await jetstream(nats).consumers.get(run.nats.stream, options);
    if ((await consumer.info()).num_pending === 0) return counts;
    const messages = await consumer.consume({ max_messages: 1_000 });
    for await (const message of messages) {
      const value = message.headers?.get(header) ?? '';
      counts.set(value, (counts.get(value) ?? 0) + 1);
      if (message.info.pending === 0) break;
    }
    await messages.close();
    return counts;
  });

/** Ids that are not on the stream exactly once, and how often they are. */
export const notOnce = (ids: readonly string[], counts: ReadonlyMap<string, number>): string[] =>
  ids.filter((id) => counts.get(id) !== 1).map((id) => `${id} ×${counts.get(id) ?? 0}`);
