/**
 * What a service adds to its providers to have its events go out and others' come in. They stand beside the platform's own
 * providers, in the service's one list, because they need its clock and its wake. The bus strategy is connected by
 * `connectBus` before the service listens.
 */
import {
  Inject,
  Injectable,
  type INestApplication,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Bus } from './bus.js';
import { Clock } from './clock.js';
import { CopyWatermark } from './copy-watermark.js';
import { JetStreamServer } from './jetstream.server.js';
import type { Log } from './log.js';
import { Outlet, type EventsConfig } from './outlet.js';
import { TimerPoll } from './timers.js';
import { Wake } from './wake.js';

@Injectable()
class OutletLife implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(Outlet) private readonly outlet: Outlet,
    @Inject(Wake) private readonly wake: Wake,
    private readonly em: EntityManager,
  ) {}
  onApplicationBootstrap(): void {
    this.wake.listenTo(this.em);
    this.outlet.start();
  }
  onApplicationShutdown(): Promise<void> {
    return this.outlet.stop();
  }
}

/** Provides Outlet, Bus, TimerPoll, CopyWatermark and JetStreamServer; needs Clock, Wake and EntityManager in the same module. */
export const eventsProviders = (service: string, config: EventsConfig, log: Log): Provider[] => [
  { provide: Outlet, useFactory: (clock: Clock, wake: Wake) => new Outlet(service, config, clock, wake, log), inject: [Clock, Wake] },
  { provide: Bus, useFactory: (outlet: Outlet) => outlet.bus, inject: [Outlet] },
  { provide: TimerPoll, useFactory: (outlet: Outlet) => outlet.timers, inject: [Outlet] },
  { provide: CopyWatermark, useFactory: (outlet: Outlet) => outlet.copyWatermark, inject: [Outlet] },
  { provide: JetStreamServer, useFactory: (outlet: Outlet) => outlet.copies, inject: [Outlet] },
  OutletLife,
];

/** Connects the `@On` handlers. Guards, pipes and filters of HTTP do not apply to them. */
export async function connectBus(app: INestApplication): Promise<void> {
  app.connectMicroservice({ strategy: app.get(JetStreamServer) });
  await app.startAllMicroservices();
}
