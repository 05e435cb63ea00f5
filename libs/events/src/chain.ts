/**
 * How a row becomes a link: `hash = SHA-256(previous hash ‖ canonical row)`. The canonical row is every column as text,
 * each with its length in front, so that no two different rows have the same spelling. Times are microseconds since 1970:
 * independent of the session's time zone. Sealer and verifier share these texts and nothing else.
 */
import { createHash } from 'node:crypto';

export type Source = 'event' | 'audit';
export const genesis = Buffer.alloc(32);

const micros = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint::text`;
const canonical = (columns: readonly string[]): string =>
  `concat(${columns.map((column) => `coalesce(octet_length(${column})::text, '-'), ':', ${column}, ','`).join(', ')})`;

/** SQL text of the canonical row; `r` is the alias. */
export const canonicalSql: Readonly<Record<Source, string>> = {
  event: canonical([
    'r.event_id::text',
    'r.aggregate_type',
    'r.aggregate_id::text',
    'r.aggregate_version::text',
    'r.division_code',
    'r.enterprise_id::text',
    `array_to_string(r.departments, ',')`,
    'r.subject',
    'r.ce_type',
    'r.schema_version::text',
    'r.payload::text',
    'r.headers::text',
    micros('r.occurred_at'),
    micros('r.recorded_at'),
    'r.xid::text',
  ]),
  audit: canonical(['r.id::text', 'r.kind', micros('r.at'), 'r.sub', 'r.name', 'r.role', 'r.detail::text', 'r.xid::text']),
};
export const tableOf: Readonly<Record<Source, { table: string; id: string }>> = {
  event: { table: 'event_log', id: 'event_id' },
  audit: { table: 'audit_log', id: 'id' },
};

export const link = (previous: Buffer, source: Source, row: string): Buffer =>
  createHash('sha256').update(previous).update(source).update(row).digest();
