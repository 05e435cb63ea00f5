/**
 * Conditions of a list query put together with their values, and opaque cursors that carry the last row's sort key. A
 * cursor is not signed: it only says where to go on, and the scope is checked anew on every page.
 */
import { problem } from '@anju/contracts/problems';

export class Where {
  private readonly conditions: string[] = [];
  readonly values: unknown[] = [];

  /** Begins with a scope, where there is one. */
  constructor(scope?: { readonly sql: string; readonly params: readonly unknown[] }) {
    if (scope) this.and(scope.sql, ...scope.params);
  }

  and(condition: string, ...values: readonly unknown[]): this {
    this.conditions.push(`(${condition})`);
    this.values.push(...values);
    return this;
  }
  get sql(): string {
    return this.conditions.join(' and ') || 'true';
  }
}

export const inDivision = (column: string, code: string): [string, string, string] => [
  `${column} >= ? and ${column} < ?`,
  code,
  `${code}:`,
];

const cursorOf = (key: readonly unknown[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** What stands before the id in a sort key; an instant may be PostgreSQL's `infinity`. */
type Part = 'text' | 'number' | 'instant';
const fits: Readonly<Record<Part | 'id', (part: unknown) => boolean>> = {
  text: (part) => typeof part === 'string' && !part.includes('\0'),
  number: (part) => Number.isFinite(part),
  instant: (part) => typeof part === 'string' && (part === 'infinity' || !Number.isNaN(Date.parse(part))),
  id: (part) => typeof part === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part),
};

/** The sort key of a cursor, its last part an id; anything else than one of ours is refused like any wrong parameter. */
export function readCursor(cursor: string | undefined, ...parts: readonly Part[]): string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    const kinds = [...parts, 'id'] as const;
    if (Array.isArray(key) && key.length === kinds.length && kinds.every((kind, index) => fits[kind](key[index]))) return key.map(String);
  } catch {
    // not JSON: refused below
  }
  throw problem('content-invalid', { errors: [{ pointer: '/cursor', code: 'invalid', message: 'not a cursor of this list' }] });
}

/** A page from one row more than was asked for. */
export function pageOf<Row, Item>(rows: readonly Row[], limit: number, item: (row: Row) => Item, key: (row: Row) => readonly unknown[]) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), ...(rows.length > limit && last !== undefined && { nextCursor: cursorOf(key(last)) }) };
}
