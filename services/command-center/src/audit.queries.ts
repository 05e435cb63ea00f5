/**
 * The audit records of all services in one list, newest first. Ids are made of their time, so the newest of each service's
 * page are the newest of all. A list that left out a service without saying so would be worse than none: while one does
 * not answer, the list is unavailable.
 */
import { Person } from '@anju/contracts/actors';
import type { AuditPage, AuditQuery, AuditRecord } from '@anju/contracts/command-center';
import { problem } from '@anju/contracts/problems';
import { Instant } from '@anju/contracts/schema';
import { listAudit, recordAudit, type AuditQuestion, type AuditRow } from '@anju/events/audit';
import { Bus } from '@anju/events/bus';
import { ask } from '@anju/events/questions';
import { log } from '@anju/runtime/log';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { z } from 'zod';
import { sources } from './watermark.consumer.js';

/** What the gateway puts on record: who, what and when, and whatever else it knows of the visit. */
const Entry = z.looseObject({ kind: z.string().min(1).max(40), actor: Person, at: Instant });

@Injectable()
export class AuditQueries {
  constructor(
    private readonly pool: Pool,
    private readonly bus: Bus,
  ) {}

  async list({ limit, cursor, kind, sub }: AuditQuery): Promise<AuditPage> {
    const before = z.uuid().optional().safeParse(cursor);
    if (!before.success)
      throw problem('content-invalid', { errors: [{ pointer: '/cursor', code: 'invalid', message: 'not a cursor of this list' }] });
    const question: AuditQuestion = { limit, ...(before.data && { before: before.data }), ...(kind && { kind }), ...(sub && { sub }) };
    const pages = await Promise.all([
      listAudit(this.pool, question).then((page) => ({ service: 'command-center', ...page })),
      ...sources.map(async (service) => ({ service, ...(await this.from(service, question)) })),
    ]);
    const all: AuditRecord[] = pages
      .flatMap(({ service, items }) => items.map((item) => ({ ...item, service, detail: item.detail ?? {} })))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const items = all.slice(0, limit);
    const isMore = all.length > limit || pages.some(({ hasMore }) => hasMore);
    return { items, nextCursor: isMore ? items.at(-1)?.id : undefined };
  }

  /** The answer to the question `audit.record`. */
  async record(entry: unknown): Promise<{ recorded: true }> {
    const parsed = Entry.safeParse(entry);
    if (!parsed.success) throw problem('content-invalid', { detail: parsed.error.message });
    const { kind, actor, at, ...detail } = parsed.data;
    await recordAudit(this.pool, { kind, at, sub: actor.sub, name: actor.name, role: actor.role, detail });
    return { recorded: true };
  }

  private async from(service: string, question: AuditQuestion): Promise<{ items: AuditRow[]; hasMore: boolean }> {
    try {
      return await ask(this.bus, service, 'audit.list', question, 3_000);
    } catch (error) {
      log.warn({ err: error, service }, 'audit: a service does not answer');
      throw problem('unavailable', { service });
    }
  }
}
