/**
 * Log-ins and log-outs go to the audit before they count: the command center keeps them in its sealed table and is asked
 * over NATS. A log-in that cannot be recorded within two seconds does not happen, for an unrecorded one could never be
 * found again; a log-out happens all the same, since keeping somebody signed in would be the greater harm.
 */
import { readFileSync } from 'node:fs';
import { personOf, type Actor } from '@anju/access/actor';
import { problem } from '@anju/contracts/problems';
import { log } from '@anju/runtime/log';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type GatewayConfig } from './config.js';

const subject = 'q.command-center.audit.record';
const patienceMs = 2_000;

export interface Visit {
  readonly ip: string;
  readonly userAgent: string;
}

@Injectable()
export class AuditService implements OnApplicationShutdown {
  private readonly connection: Promise<NatsConnection>;
  private present: NatsConnection | undefined;

  constructor(@Inject(CONFIG) { NATS_URL, NATS_NKEY_SEED_FILE: seedFile }: GatewayConfig) {
    this.connection = connect({
      servers: NATS_URL.split(','),
      name: 'gateway',
      ...(seedFile && { authenticator: nkeyAuthenticator(() => new TextEncoder().encode(readFileSync(seedFile, 'utf8').trim())) }),
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      ignoreAuthErrorAbort: true,
      reconnectDelayHandler: () => 100 + Math.random() * 1_900,
      pingInterval: 10_000,
    });
    this.connection.then(
      (connection) => (this.present = connection),
      (error: unknown) => log.error({ err: error }, 'NATS cannot be reached; nobody can sign in'),
    );
  }

  /** Throws `unavailable` when it is not on record. */
  async record(kind: 'login' | 'logout', actor: Actor, { ip, userAgent }: Visit): Promise<void> {
    const entry = { kind, actor: personOf(actor), at: new Date().toISOString(), ip, userAgent: userAgent.slice(0, 400) };
    try {
      if (!this.present) throw new Error('NATS has not been reached yet');
      const reply = await this.present.request(subject, JSON.stringify(entry), { timeout: patienceMs });
      const answer = reply.json<{ ok: boolean; problem?: unknown }>();
      if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.problem)}`);
    } catch (cause) {
      log.warn({ kind, reason: (cause as Error).message }, 'not on the audit record');
      throw Object.assign(problem('unavailable'), { cause });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.present?.close();
  }
}
