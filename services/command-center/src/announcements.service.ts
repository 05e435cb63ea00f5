/**
 * The command center's own events, of which there is one kind: a rule came into force. They leave like everybody's, by the
 * log, its markers and the relay under the lease, and whoever asks for them is answered; the projector itself skips them.
 */
import { Bus } from '@anju/events/bus';
import { Healer } from '@anju/events/heal';
import { History, type HistoryQuestion, type OfQuestion } from '@anju/events/history';
import { Lease } from '@anju/events/lease';
import { answer } from '@anju/events/questions';
import { Relay } from '@anju/events/relay';
import { Wake } from '@anju/events/wake';
import { log } from '@anju/runtime/log';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Pool } from 'pg';
import { config } from './config.js';

const service = 'command-center';

@Injectable()
export class Announcements implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: Relay;
  private readonly history: History;
  private readonly ends: (() => void)[] = [];

  constructor(
    pool: Pool,
    private readonly bus: Bus,
    lease: Lease,
    private readonly wake: Wake,
    private readonly em: EntityManager,
  ) {
    const origin = { service, generation: config.DB_GENERATION };
    const healer = new Healer({ bus, pool, lease, service, stream: { maxBytes: config.STREAM_MAX_BYTES }, log });
    this.relay = new Relay({ bus, pool, lease, healer, origin, log });
    this.history = new History(pool, origin);
  }

  onApplicationBootstrap(): void {
    this.wake.listenTo(this.em);
    this.relay.start();
    const questions = {
      'events.history': (body: HistoryQuestion) => this.history.notOnStream(body),
      'events.of': (body: OfQuestion) => this.history.of(body),
    };
    this.ends.push(
      this.wake.on((events) => this.relay.take(events)),
      answer(this.bus, service, questions, log),
    );
  }
  async beforeApplicationShutdown(): Promise<void> {
    for (const end of this.ends) end();
    await this.relay
      .stop()
      .catch((error: unknown) => log.warn({ err: error }, 'relay: stopped with events under way; they are sent again'));
  }
}
