/**
 * Brings other services' events to the `@On` handlers of this one. Nest's own NATS transport is at most once; here a
 * message is acknowledged only after its handler has finished, a failure is tried again and at the third time parked with
 * its cause, and meanwhile only the events of that aggregate wait. Where the broker's memory of the consumer is in doubt
 * (gone, ahead of the stream, of another epoch) it is thrown away and everything is offered again: handlers keep by version.
 */
import { versionOf, type CloudEvent, type EventDeclaration } from '@anju/contracts/event';
import { jetstream, type ConsumerInfo, type JetStreamManager, type JsMsg } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { Pool } from 'pg';
import { v5 } from 'uuid';
import type { Bus } from './bus.js';
import { fromMessage } from './cloud-event.js';
import { onEpoch, presentEpoch } from './epoch.js';
import type { Log } from './log.js';
import { Parked, causeOf } from './parked.js';
import { pause, untilConnected } from './reader.js';
import { STREAM, ensureStream, managerOf, type StreamOptions } from './stream.js';

export interface JetStreamServerOptions {
  readonly bus: Bus;
  readonly pool: Pool;
  readonly service: string;
  readonly stream: StreamOptions;
  readonly log: Log;
  readonly verifyMs?: number;
}

const ackWaitMs = 30_000;
const mostRunning = 16;
const mostFailures = 3;
const retryMs = [200, 1_000];
const unreadable = 'unreadable.message.v1';
const nobody = '00000000-0000-0000-0000-000000000000';

export class JetStreamServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  readonly durable: string;
  readonly parked: Parked;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private readonly failures = new Map<string, number>();
  /** Versions sent back to the broker, by aggregate, and when: nothing later is handled before them. */
  private readonly returned = new Map<string, Map<number, number>>();
  private readonly replaying = new Set<string>();

  constructor(private readonly options: JetStreamServerOptions) {
    super();
    this.initializeSerializer({});
    this.initializeDeserializer({});
    this.durable = `${options.service}__copies`;
    this.parked = new Parked(options.pool, this.durable);
  }

  /** Never waits for the broker: the service serves while there is none. */
  listen(callback: (error?: unknown) => void): void {
    if (this.messageHandlers.size > 0) this.running = this.run();
    callback();
  }
  async close(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
  on(): void {
    throw new Error('the state of the bus is told by Bus');
  }
  unwrap<T>(): T {
    return this.options.bus.connection as T;
  }

  /** Calls the handlers of an event; resolves when all have finished. */
  async apply(event: CloudEvent): Promise<void> {
    if (event.type === unreadable) throw new Error(String((event.data as { cause: string }).cause));
    const [aggregate, name, version] = event.type.split('.');
    const handler = this.messageHandlers.get(`ev.${event.source.split('/').at(-1)}.${aggregate}-${name}.${version}.>`);
    if (!handler) throw new Error(`nobody here handles ${event.type}`);
    const declaration = handler.extras?.['declaration'] as EventDeclaration | undefined;
    const checked = declaration?.data.safeParse(event.data);
    if (checked?.error) throw checked.error;
    await lastValueFrom(this.transformToObservable(await handler(checked ? { ...event, data: checked.data } : event)), {
      defaultValue: undefined,
    });
  }

  async replay(aggregateId?: string): Promise<{ replayed: number; left: number }> {
    const key = aggregateId ?? '*';
    this.replaying.add(key);
    try {
      return await this.parked.replay((event) => this.apply(event), aggregateId);
    } finally {
      this.replaying.delete(key);
    }
  }

  private async run(): Promise<void> {
    const { bus, log } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await untilConnected(bus, signal);
        if (signal.aborted) return;
        await this.consume(await this.consumer(await managerOf(bus)));
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error, consumer: this.durable }, 'copies: reading was interrupted');
        await pause(200 + Math.random() * 600, signal);
      }
    }
  }

  /** The durable consumer, made anew from the first message when it cannot be trusted. */
  private async consumer(manager: JetStreamManager): Promise<ConsumerInfo> {
    const { bus, stream, log } = this.options;
    const { state } = await ensureStream(bus, manager, stream);
    const marker = await presentEpoch(manager);
    if (!marker) throw new Error('nobody has opened the stream yet');
    const filters = [...this.messageHandlers.keys()].sort();
    const epoch = String(marker.epoch);
    const info = await manager.consumers.info(STREAM, this.durable).catch((error: { code?: number }) => {
      if (error.code === 10014) return undefined;
      throw error;
    });
    if (info) {
      const isSame =
        info.config.metadata?.['anju_epoch'] === epoch && [...(info.config.filter_subjects ?? [])].sort().join() === filters.join();
      if (isSame && info.delivered.stream_seq <= state.last_seq) return info;
      log.warn(
        { consumer: this.durable, epoch, delivered: info.delivered.stream_seq, last: state.last_seq },
        'copies: everything is read again',
      );
      await manager.consumers.delete(STREAM, this.durable);
    }
    this.returned.clear();
    return manager.consumers.add(STREAM, {
      durable_name: this.durable,
      ack_policy: 'explicit',
      deliver_policy: 'all',
      filter_subjects: filters,
      ack_wait: nanos(ackWaitMs),
      max_ack_pending: 256,
      max_deliver: -1,
      num_replicas: stream.replicas ?? 1,
      metadata: { anju_epoch: epoch },
    });
  }

  /** Until the connection is lost, the server is closed or it is time to look at the stream again. */
  private async consume(info: ConsumerInfo): Promise<void> {
    const { bus, verifyMs = 60_000 } = this.options;
    const { signal } = this.stopping;
    const consumer = jetstream(bus.connection, { timeout: 5_000 }).consumers.getConsumerFromInfo(info);
    const running = new Set<Promise<void>>();
    const chains = new Map<string, Promise<void>>();
    let fetching: { stop(error?: Error): void } | undefined;
    let isOver = false;
    const stop = () => {
      isOver = true;
      fetching?.stop();
    };
    const offs = [bus.onDisconnect(stop), onEpoch(bus, stop)];
    const timer = setTimeout(stop, verifyMs);
    signal.addEventListener('abort', stop);
    try {
      while (!isOver && !signal.aborted) {
        const messages = await consumer.fetch({ max_messages: 64, expires: 10_000, idle_heartbeat: 2_000 });
        fetching = messages as unknown as { stop(error?: Error): void };
        for await (const message of messages) {
          if (isOver) break;
          const key = message.headers?.get('ce-subject') ?? '';
          const task = (chains.get(key) ?? Promise.resolve()).then(() => this.handle(message));
          chains.set(key, task);
          running.add(task);
          void task.finally(() => {
            running.delete(task);
            if (chains.get(key) === task) chains.delete(key);
          });
          if (running.size >= mostRunning) await Promise.race(running);
        }
      }
    } finally {
      for (const off of offs) off();
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      await Promise.all(running);
    }
  }

  private async handle(message: JsMsg): Promise<void> {
    const { log } = this.options;
    try {
      const event = this.read(message);
      const [aggregateId, version] = [event.subject, versionOf(event)];
      const waiting = this.returned.get(aggregateId);
      // What was given back and does not return went to another instance of this service.
      const isBehind = [...(waiting ?? [])].some(([earlier, at]) => earlier < version && performance.now() - at < ackWaitMs);
      if (isBehind || this.replaying.has(aggregateId) || this.replaying.has('*')) return this.giveBack(message, event, 500);
      if (await this.parked.holds(aggregateId)) {
        await this.parked.park(event, 'waits behind an earlier event of the same aggregate');
      } else {
        const failure = await this.attempt(event, message);
        if (failure === 'again') return;
      }
      waiting?.delete(version);
      if (waiting?.size === 0) this.returned.delete(aggregateId);
      this.failures.delete(event.id);
      await message.ackAck();
    } catch (error) {
      // The database does not answer: not the event's fault, it comes again.
      log.warn({ err: error, seq: message.seq }, 'copies: an event could be neither applied nor parked');
      message.nak(2_000);
    }
  }

  private async attempt(event: CloudEvent, message: JsMsg): Promise<'done' | 'again'> {
    try {
      await this.apply(event);
      return 'done';
    } catch (error) {
      const count = (this.failures.get(event.id) ?? 0) + 1;
      this.failures.set(event.id, count);
      if (count < mostFailures) {
        this.giveBack(message, event, retryMs[count - 1]!);
        return 'again';
      }
      await this.parked.park(event, causeOf(error));
      this.options.log.error({ err: error, eventId: event.id, type: event.type }, 'copies: an event is parked');
      return 'done';
    }
  }

  private giveBack(message: JsMsg, event: CloudEvent, delayMs: number): void {
    const waiting = this.returned.get(event.subject) ?? new Map<number, number>();
    this.returned.set(event.subject, waiting.set(versionOf(event), performance.now()));
    message.nak(delayMs);
  }

  /** A message that is no event becomes one that says so: it fails, and is parked like any other. */
  private read(message: JsMsg): CloudEvent {
    try {
      return fromMessage(message);
    } catch (error) {
      return {
        specversion: '1.0',
        id: v5(`${message.info.stream} ${message.seq} ${message.time.getTime()}`, nobody),
        source: message.subject,
        type: unreadable,
        subject: nobody,
        time: message.time.toISOString(),
        datacontenttype: 'application/json',
        sequence: String(message.seq).padStart(20, '0'),
        dbgeneration: '',
        data: { cause: causeOf(error), body: new TextDecoder().decode(message.data.subarray(0, 4_096)) },
      };
    }
  }
}
