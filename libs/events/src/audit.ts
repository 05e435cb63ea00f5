/**
 * What is no event but has to be on record: reveals of personal data, exports, log-ins, administration. A change needs no
 * row here, its event is its record. Rows are only ever inserted, in the transaction of what they tell of, and the sealer
 * chains them with the events.
 */
import { v7 } from 'uuid';
import type { Pool } from 'pg';

export interface AuditEntry {
  readonly kind: string;
  /** RFC 3339. */
  readonly at: string;
  readonly sub: string;
  /** Masked. */
  readonly name?: string | undefined;
  readonly role?: string | undefined;
  readonly detail?: Readonly<Record<string, unknown>>;
}
export interface AuditRow extends AuditEntry {
  readonly id: string;
}

export const auditSql = 'insert into audit_log (id, kind, at, sub, name, role, detail) values ($1, $2, $3, $4, $5, $6, $7)';
/** Parameters of `auditSql`; for MikroORM write `?` in place of `$n`. */
export const auditValues = ({ kind, at, sub, name, role, detail = {} }: AuditEntry): unknown[] => [
  v7(),
  kind,
  at,
  sub,
  name ?? null,
  role ?? null,
  JSON.stringify(detail),
];

/** Through a pool or a client in a transaction. */
export async function recordAudit(client: { query(text: string, values: unknown[]): Promise<unknown> }, entry: AuditEntry): Promise<void> {
  await client.query(auditSql, auditValues(entry));
}

export interface AuditQuestion {
  readonly limit?: number;
  /** Id of the last one had. */
  readonly before?: string;
  readonly kind?: string;
  readonly sub?: string;
}

/** The newest first. */
export async function listAudit(
  pool: Pool,
  { limit = 50, before, kind, sub }: AuditQuestion,
): Promise<{ items: AuditRow[]; hasMore: boolean }> {
  const most = Math.min(limit, 500);
  const { rows } = await pool.query<Omit<AuditRow, 'at'> & { at: Date }>(
    `select id, kind, at, sub, name, role, detail from audit_log
     where ($1::uuid is null or id < $1) and ($2::text is null or kind = $2) and ($3::text is null or sub = $3) order by id desc limit $4`,
    [before ?? null, kind ?? null, sub ?? null, most + 1],
  );
  const items = rows
    .slice(0, most)
    .map(({ at, name, role, ...rest }) => ({ ...rest, at: at.toISOString(), name: name ?? undefined, role: role ?? undefined }));
  return { items, hasMore: rows.length > most };
}
