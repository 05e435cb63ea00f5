/**
 * The first lock: who may see what, as a predicate over a row in memory, as a fragment of a list query, and as the live
 * feed's channels. A division is compared as a range (`>= '310115'` and `< '310115:'`, the colon being the character
 * after 9), because in a prepared statement a prefix test with a parameter does not use the index.
 */
import type { Scope } from '@anju/contracts/event';
import { isWithinAny, levels } from '@anju/contracts/place';
import { isAdministrator, type Actor } from './actor.js';

type Reader = Pick<Actor, 'role' | 'divisions' | 'enterpriseId' | 'department'>;

export const maySee = (reader: Reader, { division, enterpriseId, departments }: Scope): boolean => {
  if (isAdministrator(reader)) return false;
  if (reader.role === 'enterprise-manager') return reader.enterpriseId !== undefined && reader.enterpriseId === enterpriseId;
  if (!isWithinAny(division, reader.divisions)) return false;
  return reader.role !== 'department-officer' || (reader.department !== undefined && (departments ?? []).includes(reader.department));
};

/** Columns that carry a row's scope; `null` where the table has no such column. */
export interface ScopeColumns {
  readonly division?: string;
  readonly enterprise?: string | null;
  readonly departments?: string | null;
}
export const caseColumns = { division: 'division', enterprise: 'responsible_enterprise_id', departments: 'departments' } as const;

export interface Fragment {
  readonly sql: string;
  readonly params: string[];
}

/**
 * The scope as a condition. Placeholders are `?`, or `$n` counted from `first`. A table without departments shows a
 * department officer whatever lies in the divisions; one without enterprise shows an enterprise manager nothing.
 */
export function scopeWhere(reader: Reader, { alias, first, ...columns }: ScopeColumns & { alias?: string; first?: number } = {}): Fragment {
  const { division, enterprise, departments } = { ...caseColumns, ...columns };
  const params: string[] = [];
  const column = (name: string): string => (alias ? `${alias}.${name}` : name);
  const bind = (value: string): string => {
    params.push(value);
    return first === undefined ? '?' : `$${first + params.length - 1}`;
  };
  const nothing: Fragment = { sql: 'false', params: [] };

  if (isAdministrator(reader)) return nothing;
  if (reader.role === 'enterprise-manager') {
    if (!enterprise || !reader.enterpriseId) return nothing;
    return { sql: `${column(enterprise)} = ${bind(reader.enterpriseId)}`, params };
  }
  if (reader.divisions.length === 0 || (reader.role === 'department-officer' && !reader.department)) return nothing;
  const ranges = reader.divisions.map((code) => `${column(division)} >= ${bind(code)} and ${column(division)} < ${bind(`${code}:`)}`);
  const place = ranges.length === 1 ? ranges[0]! : `(${ranges.map((range) => `(${range})`).join(' or ')})`;
  if (reader.role !== 'department-officer' || !departments) return { sql: place, params };
  return { sql: `${place} and ${column(departments)} @> array[${bind(reader.department!)}]::text[]`, params };
}

/** Channels a reader follows: exactly the own scope, so none is wider and an event arrives once. */
export const channelsOf = (reader: Reader): string[] => {
  if (isAdministrator(reader)) return [];
  if (reader.role === 'enterprise-manager') return reader.enterpriseId ? [`e.${reader.enterpriseId}`] : [];
  if (reader.role === 'department-officer')
    return reader.department ? reader.divisions.map((code) => `p.${reader.department}.${code}`) : [];
  return reader.divisions.map((code) => `d.${code}`);
};

/** Channels an event of this scope travels on: its own level and every level above. */
export const channelsFor = ({ division, enterpriseId, departments }: Scope): string[] => {
  const codes = levels(division);
  return [
    ...codes.map((code) => `d.${code}`),
    ...(enterpriseId ? [`e.${enterpriseId}`] : []),
    ...(departments ?? []).flatMap((department) => codes.map((code) => `p.${department}.${code}`)),
  ];
};
