/**
 * What runs beside the requests: the questions that the command center answers, the watermarks it hears, the heartbeat of
 * the live readers and the sealing of its audit rows. It starts with the service and waits for nothing.
 */
import { anchorFile } from '@anju/events/anchor';
import { listAudit, type AuditQuestion } from '@anju/events/audit';
import { Bus } from '@anju/events/bus';
import { Lease } from '@anju/events/lease';
import { listParked } from '@anju/events/parked';
import { answer, type Handler } from '@anju/events/questions';
import { Sealer } from '@anju/events/seal';
import { verifyAudit } from '@anju/events/verify';
import { watermarkSubject, type Watermark } from '@anju/events/watermark';
import { log } from '@anju/runtime/log';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { AccessVersions } from './access-versions.service.js';
import { AuditQueries } from './audit.queries.js';
import { config } from './config.js';
import { DigestQueries } from './digest.queries.js';
import { LiveFeed } from './live.feed.js';
import { Projector } from './projector.service.js';
import { Rebuild } from './rebuild.service.js';
import { Watermarks } from './watermark.consumer.js';

const service = 'command-center';
const heartbeatMs = 2_000;

@Injectable()
export class Desk implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly ends: (() => void)[] = [];
  private readonly sealer: Sealer;

  constructor(
    private readonly pool: Pool,
    private readonly bus: Bus,
    private readonly lease: Lease,
    private readonly projector: Projector,
    private readonly rebuild: Rebuild,
    private readonly digests: DigestQueries,
    private readonly audit: AuditQueries,
    private readonly live: LiveFeed,
    private readonly access: AccessVersions,
    private readonly watermarks: Watermarks,
  ) {
    this.sealer = new Sealer({ pool, lease, service, anchor: anchorFile(config.STATE_DIR), log });
  }

  onApplicationBootstrap(): void {
    this.access.onRevoked((sub) => this.live.revoke(sub));
    this.ends.push(answer(this.bus, service, this.questions(), log), this.hearWatermarks());
    const heartbeat = setInterval(() => this.live.beat(), heartbeatMs);
    this.ends.push(() => clearInterval(heartbeat));
    this.sealer.start();
  }
  async onApplicationShutdown(): Promise<void> {
    for (const end of this.ends) end();
    await this.sealer.stop();
    await this.projector.stop();
    this.live.close();
    await this.lease.release();
    await this.bus.close();
    await this.pool.end();
  }

  private questions(): Record<string, Handler> {
    return {
      digest: ({ view }: { view?: string }) => this.digests.digest(view),
      rebuild: ({ view }: { view?: string }) => this.rebuild.run(view),
      'parked.list': async () => ({ items: await listParked(this.pool) }),
      'parked.replay': ({ aggregateId }: { aggregateId?: string }) => this.projector.replay(aggregateId),
      'audit.record': (entry: unknown) => this.audit.record(entry),
      'audit.list': (question: AuditQuestion) => listAudit(this.pool, question),
      'audit.verify': () => verifyAudit(this.pool, anchorFile(config.STATE_DIR)),
      status: () => this.status(),
    };
  }
  private status() {
    return {
      ...this.projector.status(),
      dataAsOf: this.watermarks.dataAsOf,
      isConnected: this.bus.session !== undefined,
      lease: { isMine: this.lease.fence !== undefined },
    };
  }

  /** The subscription outlives interruptions of the connection. */
  private hearWatermarks(): () => void {
    let unsubscribe: (() => void) | undefined;
    const off = this.bus.onConnect(() => {
      if (unsubscribe) return;
      const callback = (error: Error | null, message: { subject: string; json<T>(): T }) => {
        if (!error) this.watermarks.hear(message.subject, message.json<Watermark>());
      };
      const subscription = this.bus.connection.subscribe(watermarkSubject('*', '*'), { callback: callback as never });
      unsubscribe = () => subscription.unsubscribe();
    });
    return () => {
      off();
      unsubscribe?.();
    };
  }
}
