/**
 * What an independent program needs to judge: every event of both services in the order of its transaction, what the API
 * says at the end, and what it said of days of the past. Lists are taken again when a deadline acted meanwhile, so that each
 * stands for one moment.
 */
import type { Who } from '@anju/testing/realm';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dice } from './histories-dice.js';
import { managersOf, officials, ofRole } from './histories-people.js';
import { dayAfter, services, type Service, type Town } from './histories-town.js';

const abreast = 12;
export async function inParallel<T>(those: readonly T[], work: (one: T) => Promise<void>, lanes = abreast): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < those.length) await work(those[next++]!);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export async function exportEvents({ database, folder }: Town): Promise<number> {
  const file = createWriteStream(join(folder, 'events.jsonl'));
  let count = 0;
  for (const service of services) {
    const schema = service.replaceAll('-', '_');
    for (let [xid, id, more] = ['0', '00000000-0000-0000-0000-000000000000', true]; more;) {
      const { rows } = await database.query(
        `select event_id, xid::text, aggregate_type, aggregate_id, aggregate_version::int as version, division_code, enterprise_id, departments, ce_type, payload,
           headers -> 'by' as by, headers ->> 'contentHash' as content_hash, occurred_at, recorded_at
         from ${schema}.event_log where (xid, event_id) > ($1::xid8, $2::uuid) order by xid, event_id limit 5000`,
        [xid, id],
      );
      for (const row of rows) {
        const line = JSON.stringify({ service, ...row });
        if (!file.write(`${line}\n`)) await once(file, 'drain');
      }
      count += rows.length;
      more = rows.length === 5000;
      if (more) [xid, id] = [rows.at(-1).xid, rows.at(-1).event_id];
    }
  }
  await new Promise((resolve) => file.end(resolve));
  return count;
}

export class Answers {
  private readonly file;
  count = 0;
  constructor(private readonly town: Town) {
    this.file = createWriteStream(join(town.folder, 'answers.jsonl'));
  }

  write(kind: string, asked: object, answer: unknown): void {
    this.count++;
    this.file.write(`${JSON.stringify({ kind, at: new Date(this.town.now()).toISOString(), ...asked, answer })}\n`);
  }
  close(): Promise<void> {
    return new Promise((resolve) => this.file.end(resolve));
  }

  private async get(service: Service, path: string, by: Who): Promise<any> {
    const { status, body, text } = await this.town.read(service, path, by);
    if (status !== 200) throw new Error(`${path} answers ${status} ${text.slice(0, 300)}`);
    return body;
  }

  private async pages(service: Service, path: string, by: Who): Promise<any[]> {
    const items: any[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: any = await this.get(service, `${path}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, by);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  /** Who answers where on which days, what is without service, and the share that is not; as it is known now. */
  async registry(dice: Dice, compounds: readonly string[], days: readonly string[], howMany: number): Promise<void> {
    const by = ofRole('registrar', '51')[0]!;
    const asked = Array.from({ length: howMany }, () => ({ compoundId: dice.pick(compounds), on: dice.pick(days) }));
    await inParallel(asked, async ({ compoundId, on }) =>
      this.write(
        'responsibleOn',
        { compoundId, on },
        await this.get('enterprise-registry', `responsible?compoundId=${compoundId}&on=${on}`, by),
      ),
    );
    await inParallel(asked.slice(0, Math.ceil(howMany / 4)), async ({ compoundId, on }) =>
      this.write('compound', { compoundId, on }, await this.get('enterprise-registry', `compounds/${compoundId}?on=${on}`, by)),
    );
    const divisions = ['31', '3101', '310115', '310115005', '310115005001', '310115016', '51', '510603', '510603100'];
    const places = Array.from({ length: Math.min(40, Math.ceil(howMany / 4)) }, () => ({
      division: dice.pick(divisions),
      on: dice.pick(days),
    }));
    for (const { division, on } of places) {
      this.write('coverage', { division, on }, await this.get('enterprise-registry', `coverage?division=${division}&on=${on}`, by));
      const state = dice.pick(['open', 'closed', 'any']);
      const gaps = await this.pages('enterprise-registry', `coverage-gaps?division=${division}&state=${state}&on=${on}&`, by);
      this.write('gaps', { division, on, state }, gaps);
      const isGap = dice.pick(['true', 'false']);
      const rows = await this.pages('enterprise-registry', `compounds?division=${division}&isGap=${isGap}&on=${on}&`, by);
      this.write(
        'compounds',
        { division, on, isGap },
        rows.map(({ id, name, households, enterpriseId }) => ({ id, name, households, enterpriseId })),
      );
    }
  }

  async hazards(firms: readonly string[]): Promise<void> {
    const { database } = this.town;
    const ids = (await database.query<{ id: string; division: string }>('select id, division from safety_hazards.hazards')).rows;
    await inParallel(ids, async ({ id, division }) =>
      this.write('hazard', { id }, await this.get('safety-hazards', `hazards/${id}`, ofRole('auditor', division)[0]!)),
    );
    this.write('incidents', {}, await this.pages('safety-hazards', 'incidents?', ofRole('auditor')[0]!));
    const people = [
      ...officials.filter(({ role }) => !['source', 'system-admin', 'security-admin'].includes(role)),
      ...firms.map((id) => managersOf(id)[0]!),
    ];
    const queries = [
      'state=open',
      'state=any',
      'isOverdue=true',
      'isEscalated=true',
      'isForHandOver=true',
      'isListed=true&state=any',
      ...['SUBMITTED', 'CLOSED', 'MERGED', 'VOID'].map((state) => `state=${state}`),
      ...['assign', 'accept', 'rectify', 'recheck', 'decide', 'decide-extension', 'publish', 'file-with-city', 'delist'].map(
        (duty) => `duty=${duty}`,
      ),
    ];
    const dice = new Dice(1, ids.length);
    for (const by of people)
      for (const query of queries.filter(() => dice.chance(ids.length > 2000 ? 0.12 : 0.5))) await this.list(query, by);
  }

  /** Taken again until nothing was recorded meanwhile. */
  private async list(query: string, by: Who): Promise<void> {
    const last = async () =>
      (await this.town.database.query('select max(event_id::text) as last from safety_hazards.event_log')).rows[0].last;
    for (;;) {
      const before = await last();
      const items = await this.pages('safety-hazards', `hazards?${query}&`, by);
      if ((await last()) !== before) continue;
      return this.write(
        'list',
        { query, by },
        items.map(({ id, version, state, clocks }) => ({ id, version, state, dueAt: clocks.map((clock: any) => clock.dueAt) })),
      );
    }
  }

  async papers(): Promise<void> {
    const by = ofRole('registrar', '51')[0]!;
    const { rows } = await this.town.database.query('select id from enterprise_registry.enterprises');
    await inParallel(rows, async ({ id }) =>
      this.write('enterprise', { id }, await this.get('enterprise-registry', `enterprises/${id}`, by)),
    );
    for (const service of services)
      for (const { id } of await this.pages(service, 'policies?', ofRole('system-admin')[0]!))
        this.write('policy', { service, id }, await this.get(service, `policies/${id}`, ofRole('system-admin')[0]!));
  }
}

/** The days around every beginning and end, and some others. */
export function daysToAsk(town: Town, dice: Dice, contracts: Iterable<{ startsOn: string; endsOn: string }>): string[] {
  const edges = [...contracts].flatMap(({ startsOn, endsOn }) => [startsOn, dayAfter(startsOn, -1), endsOn, dayAfter(endsOn, 1)]);
  const others = Array.from({ length: 40 }, () => town.day(dice.int(-2600, 800)));
  return [
    ...Array.from({ length: 60 }, () => (edges.length > 0 ? dice.pick(edges) : town.day())),
    ...others,
    town.day(),
    town.day(),
    town.day(-1),
  ];
}
export const writeMeta = (town: Town, meta: object): void => writeFileSync(join(town.folder, 'meta.json'), JSON.stringify(meta, null, 1));
