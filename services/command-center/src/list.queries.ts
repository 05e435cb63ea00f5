/**
 * The lists of desk and territory as the text that is stored: a county's open hazards are megabytes, and nothing between
 * the row and the socket has to understand them. Every list keeps to the reader's scope and may be narrowed to a division.
 */
import type { Actor } from '@anju/access/actor';
import { scopeWhere } from '@anju/access/scope';
import { levels } from '@anju/contracts/place';
import { inDivision, Where } from '@anju/runtime/lists';
import type { EntityManager } from '@mikro-orm/postgresql';
import { arrayText, select } from './counts.queries.js';

export const rowScope = { division: 'division', enterprise: 'enterprise_id', departments: 'departments' } as const;
interface Asked {
  readonly division?: string | undefined;
  readonly limit: number;
}

async function texts(em: EntityManager, column: string, rest: string, values: readonly unknown[]): Promise<string> {
  const rows = await select<{ text: string }>(em, `select ${column}::text as text ${rest}`, values);
  return `[${rows.map(({ text }) => text).join(',')}]`;
}
function scoped(by: Actor, { division }: Asked, alias?: string): Where {
  const where = new Where(scopeWhere(by, { ...rowScope, ...(alias && { alias }) }));
  if (division) where.and(...inDivision(alias ? `${alias}.division` : 'division', division));
  return where;
}

/** The most urgent first. */
export function openHazards(em: EntityManager, by: Actor, asked: Asked): Promise<string> {
  const where = scoped(by, asked);
  return texts(em, 'summary', `from open_hazards where ${where.sql} order by urgency, due_at, id limit ?`, [...where.values, asked.limit]);
}
/** Handed to nobody, the oldest first. */
export function unassigned(em: EntityManager, by: Actor, asked: Asked): Promise<string> {
  const where = scoped(by, asked).and(`state = 'REPORTED'`);
  return texts(em, 'summary', `from open_hazards where ${where.sql} order by recorded_at, id limit ?`, [...where.values, asked.limit]);
}
/** Escalated to this territory or to one that contains it. */
export function escalatedTo(em: EntityManager, by: Actor, asked: Asked & { division: string }): Promise<string> {
  const where = scoped(by, asked).and('escalated_to = any(?::text[])', arrayText(levels(asked.division)));
  return texts(em, 'summary', `from open_hazards where ${where.sql} order by urgency, due_at, id limit ?`, [...where.values, asked.limit]);
}
/** Those whose extension the subdistrict decides on; of a major one the department does. */
export function extensions(em: EntityManager, by: Actor, asked: Asked): Promise<string> {
  const where = scoped(by, asked, 't').and(`t.duty = 'decide-extension' and t.unit = 'subdistrict'`);
  const rest = `from tasks t join open_hazards h on h.id = t.hazard_id where ${where.sql} order by t.due_at, h.id limit ?`;
  return texts(em, 'h.summary', rest, [...where.values, asked.limit]);
}
export function listedHazards(em: EntityManager, by: Actor, asked: Asked): Promise<string> {
  const where = scoped(by, asked);
  return texts(em, 'summary', `from listed_hazards where ${where.sql} order by due_at, id limit ?`, [...where.values, asked.limit]);
}
export function openIncidents(em: EntityManager, by: Actor, asked: Asked): Promise<string> {
  const where = scoped(by, asked);
  return texts(em, 'incident', `from open_incidents where ${where.sql} order by recorded_at, id limit ?`, [...where.values, asked.limit]);
}
/** The soonest to end first. */
export function permitsInForce(em: EntityManager, by: Actor, asked: Asked): Promise<string> {
  const where = scoped(by, asked);
  return texts(em, 'permit', `from permits_in_force where ${where.sql} order by ends_at, id limit ?`, [...where.values, asked.limit]);
}
/** The newest first. */
export function dutyReports(em: EntityManager, by: Actor, asked: Asked): Promise<string> {
  const where = scoped(by, asked);
  const rest = `from duty_reports where ${where.sql} order by filed_at desc, id desc limit ?`;
  return texts(em, 'report', rest, [...where.values, asked.limit]);
}

/** An object whose lists are such texts. */
export const withLists = (head: object, lists: Readonly<Record<string, string>>): string =>
  `${JSON.stringify(head).slice(0, -1)}${Object.entries(lists)
    .map(([name, text]) => `,"${name}":${text}`)
    .join('')}}`;
