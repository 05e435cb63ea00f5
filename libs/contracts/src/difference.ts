/**
 * What differs between two JSON values, as a list that a person can read and an approver can rely on: it is empty exactly
 * when the two are the same. Rows that carry a key of their own (an item its code, a deadline its duty and grade) are
 * compared by it, so that a row put in the middle is one change and not a change of every row behind it; so are lists of
 * plain values. Where rows only changed places, their order is the change.
 */
import { z } from 'zod';
import { named } from './schema.js';

/** `path` names members and keys of rows: `['content', 'rules', 'rectify RED', 'amount']`. Added: no `before`; removed: no `after`. */
export const Change = named(
  'Change',
  z.object({ path: z.array(z.string()), before: z.unknown().optional(), after: z.unknown().optional() }),
);
export type Change = z.infer<typeof Change>;

/** By what rows are told apart; every row has the first member, and all members there are make the key. */
const rowKeys = [['code'], ['subtype'], ['duty', 'class', 'riskLevel', 'itemCode'], ['level'], ['phone']] as const;

type Members = Readonly<Record<string, unknown>>;
const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;
const present = (members: Members): Members => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** What a row is called beside its siblings; undefined where it has no key of its own. */
export function rowKeyOf(row: unknown): string | undefined {
  if (!isMembers(row)) return isPlain(row) ? String(row) : undefined;
  const key = rowKeys.find(([first]) => row[first] !== undefined);
  return key?.flatMap((member) => row[member] ?? []).join(' ');
}
/** The rows under their keys, or undefined where not every row has one to itself. */
function keyed(rows: readonly unknown[]): Map<string, unknown> | undefined {
  const found = new Map(rows.map((row) => [rowKeyOf(row) ?? '', row]));
  return found.size === rows.length && !found.has('') ? found : undefined;
}

function rowsApart(before: readonly unknown[], after: readonly unknown[], path: readonly string[]): Change[] {
  const [old, now] = [keyed(before), keyed(after)];
  if (!old || !now) return membersApart({ ...before }, { ...after }, path, true);
  const found = membersApart(Object.fromEntries(old), Object.fromEntries(now), path);
  const [kept, keeps] = [[...old.keys()].filter((key) => now.has(key)), [...now.keys()].filter((key) => old.has(key))];
  if (kept.some((key, index) => key !== keeps[index])) found.push({ path: [...path, 'order'], before: kept, after: keeps });
  return found;
}

/** Rows without a key are shown by their place; such a row that is a list itself, as a span of hours is, is shown whole. */
function membersApart(before: Members, after: Members, path: readonly string[], isWhole = false): Change[] {
  const [old, now] = [present(before), present(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
    const at = [...path, name];
    if (!Object.hasOwn(now, name)) return [{ path: at, before: old[name] }];
    if (!Object.hasOwn(old, name)) return [{ path: at, after: now[name] }];
    const found = difference(old[name], now[name], at);
    const isRow = isWhole && Array.isArray(old[name]) && Array.isArray(now[name]);
    return isRow && found.length > 0 ? [{ path: at, before: old[name], after: now[name] }] : found;
  });
}

export function difference(before: unknown, after: unknown, path: readonly string[] = []): Change[] {
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return rowsApart(before, after, path);
  if (isMembers(before) && isMembers(after)) return membersApart(before, after, path);
  return [{ path: [...path], before, after }];
}
