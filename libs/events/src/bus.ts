/**
 * The one connection of a service to NATS. A service starts and accepts filings without a broker, so opening never waits:
 * the first connection is sought in the background for as long as it takes, and so is every later one. The client queues
 * what is published while it dials and sends it as soon as it is connected, before anybody could look at what the broker
 * still holds; therefore `session` names the present connection, and whoever publishes compares it with the one it checked.
 */
import { connect, nkeyAuthenticator, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { readFileSync } from 'node:fs';
import type { Log } from './log.js';

export interface BusOptions {
  readonly url: string;
  /** File with the nkey seed of the platform's user; read again at every attempt, so it may appear later. */
  readonly nkeySeedFile?: string | undefined;
  /** Shown by the broker beside the connection. */
  readonly name: string;
  /** Full jitter between two attempts; the default suits one machine, a cluster wants [250, 8000]. */
  readonly reconnectMs?: readonly [number, number];
  readonly log: Log;
  /** The client gave up for good. The default ends the process, for whoever supervises it to start it again. */
  readonly onClosed?: (reason: string) => void;
}

export class Bus {
  private nc: NatsConnection | undefined;
  private closing = false;
  private readonly first: Promise<NatsConnection>;
  private readonly connected = new Set<() => void>();
  private readonly disconnected = new Set<() => void>();

  constructor(readonly options: BusOptions) {
    this.first = this.open();
    this.first.catch((error: unknown) => this.gone(error));
  }

  /** Resolves with the first connection; rejects only when the bus is closed before there was one. */
  get ready(): Promise<NatsConnection> {
    return this.first;
  }

  /** The present connection to a server, undefined while there is none. Two equal values mean: not interrupted in between. */
  get session(): string | undefined {
    const info = this.nc?.info;
    return info && !this.nc!.isClosed() ? `${info.server_id}:${info.client_id}` : undefined;
  }

  /** Throws while there was never a connection. */
  get connection(): NatsConnection {
    if (!this.nc) throw new Error('NATS has not been reached yet');
    return this.nc;
  }

  /** Called on the first connection and after each interruption; at once when connected already. */
  onConnect(listener: () => void): () => void {
    this.connected.add(listener);
    if (this.session) listener();
    return () => this.connected.delete(listener);
  }
  onDisconnect(listener: () => void): () => void {
    this.disconnected.add(listener);
    return () => this.disconnected.delete(listener);
  }

  /** Sends what is queued when there is a connection, and closes. */
  async close(): Promise<void> {
    this.closing = true;
    if (!this.nc) return;
    if (this.session)
      await Promise.race([this.nc.drain().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
    await this.nc.close();
  }

  private async open(): Promise<NatsConnection> {
    const { url, name, nkeySeedFile, reconnectMs: [least, most] = [100, 2_000] } = this.options;
    let seed = await this.seed();
    // Read anew at every attempt, so a rotated seed is taken; one that is being replaced just now is no reason to give up.
    const present = () => (seed = this.read() ?? seed) ?? new Uint8Array();
    const options: NodeConnectionOptions = {
      servers: url.split(','),
      name,
      ...(nkeySeedFile && { authenticator: nkeyAuthenticator(present) }),
      maxReconnectAttempts: -1,
      ignoreAuthErrorAbort: true,
      reconnectDelayHandler: () => least + Math.random() * (most - least),
      pingInterval: 10_000,
      maxPingOut: 2,
      timeout: 5_000,
    };
    // The client can wait for the first connection itself, but then it cannot be told to stop waiting.
    let nc: NatsConnection | undefined;
    for (let isSaid = false; !nc && !this.closing; isSaid = true) {
      try {
        nc = await connect(options);
      } catch (error) {
        if (!isSaid) this.options.log.warn({ url, reason: (error as Error).message }, 'NATS: not reached yet');
        await new Promise((resolve) => setTimeout(resolve, least + Math.random() * (most - least)));
      }
    }
    if (!nc || this.closing) {
      await nc?.close();
      throw new Error('closed before the first connection');
    }
    this.nc = nc;
    void nc.closed().then((error) => this.gone(error ?? 'closed'));
    void this.watch(nc);
    for (const listener of this.connected) listener();
    return nc;
  }

  /** Waits for the file: whoever sets the platform up may still be writing it. */
  private async seed(): Promise<Uint8Array | undefined> {
    for (let isSaid = false; this.options.nkeySeedFile && !this.closing; isSaid = true) {
      const seed = this.read();
      if (seed) return seed;
      if (!isSaid) this.options.log.warn({ file: this.options.nkeySeedFile }, 'NATS: the seed file is not there yet');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return undefined;
  }

  private read(): Uint8Array | undefined {
    try {
      const text = readFileSync(this.options.nkeySeedFile!, 'utf8').trim();
      return text ? new TextEncoder().encode(text) : undefined;
    } catch {
      return undefined;
    }
  }

  private async watch(nc: NatsConnection): Promise<void> {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect') {
        this.options.log.warn({ server: status.server }, 'NATS: connection lost');
        for (const listener of this.disconnected) listener();
      } else if (status.type === 'reconnect') {
        this.options.log.info({ server: status.server }, 'NATS: connected again');
        for (const listener of this.connected) listener();
      } else if (status.type === 'error') {
        this.options.log.error({ err: status.error }, 'NATS: the server reports an error');
      }
    }
  }

  private gone(reason: unknown): void {
    if (this.closing) return;
    const sentence = `NATS connection given up: ${reason instanceof Error ? reason.message : String(reason)}`;
    this.options.log.error({}, sentence);
    if (this.options.onClosed) this.options.onClosed(sentence);
    else process.exit(1);
  }
}
