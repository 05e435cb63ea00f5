/** Conditions of a list query put together with their values, and opaque cursors that carry the last row's sort key. */
import type { Fragment } from '@anju/access/scope';
import { problem } from '@anju/contracts/problems';

class Where {
  private readonly conditions: string[] = [];
  readonly values: unknown[] = [];

  scope({ sql, params }: Fragment): this {
    return this.and(`(${sql})`, ...params);
  }
  and(condition: string, ...values: readonly unknown[]): this {
    this.conditions.push(condition);
    this.values.push(...values);
    return this;
  }
  get sql(): string {
    return this.conditions.join(' and ');
  }
}
export const where = (): Where => new Where();

export const cursorOf = (key: readonly unknown[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The sort key that a cursor carries; anything else than one of ours is refused like any wrong parameter. */
export function readCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (cursor === undefined) return undefined;
  const key = parse(cursor);
  const isOurs = Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string' || Number.isSafeInteger(part));
  const [id, at] = isOurs ? [...key].reverse().map(String) : [];
  const isKey = id !== undefined && /^[0-9a-f-]{36}$/.test(id) && at !== undefined && (at === 'infinity' || !Number.isNaN(Date.parse(at)));
  if (!isKey) throw problem('content-invalid', { errors: [{ pointer: '/cursor', code: 'invalid', message: 'not a cursor of this list' }] });
  return (key as unknown[]).map(String);
}

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};
