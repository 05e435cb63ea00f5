/**
 * A change of a rule while it is written: the body that would be sent, what is wrong with it, and what it would change.
 * The same schema and the same difference as the service's, so that what is accepted here is accepted there. Pure.
 */
import { difference, rowKeyOf, type Change } from '@anju/contracts/difference';
import type { PolicyReading, PolicySummary } from '@anju/contracts/policies';
import { policyIdOf } from '@anju/contracts/policy-life';
import { ProposePolicy, type ProposalFlaw } from '@anju/contracts/policy-proposals';
import type { z } from 'zod';

export interface Draft {
  readonly jurisdiction?: string | undefined;
  readonly validFrom: string;
  readonly validTo?: string | undefined;
  readonly title: { zh: string; en: string };
  readonly basis: { zh: string; en: string };
  readonly content: unknown;
  readonly reason: string;
}
/** What is wrong, by a name that has words in both languages, with the values that they take. */
export interface Fault {
  readonly path: readonly string[];
  readonly flaw: ProposalFlaw | 'unknown-member' | 'missing' | 'wrong-type' | 'too-few' | 'too-many' | 'not-one-of' | 'malformed';
  readonly values: Readonly<Record<string, string | number>>;
}

export const draftOf = ({ jurisdiction, validTo, title, basis, content }: PolicyReading, validFrom: string): Draft => ({
  jurisdiction,
  validFrom,
  ...(validTo !== undefined && validTo >= validFrom && { validTo }),
  title,
  basis,
  content,
  reason: '',
});

/** The first day of the month after a day. */
export const nextMonth = (day: string): string => {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
};
export const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** Id of the document that the draft would be a version of; undefined while the content is none. */
export const targetOf = (kind: PolicySummary['kind'], { jurisdiction, content }: Draft): string | undefined =>
  typeof content === 'object' && content !== null ? policyIdOf({ kind, jurisdiction, content } as never) : undefined;

export function bodyOf(id: string, base: PolicyReading, draft: Draft, known: readonly PolicySummary[]): Record<string, unknown> {
  const target = targetOf(base.kind, draft);
  const basedOn = Math.max(0, ...known.filter((one) => one.id === target).map(({ version }) => version));
  const trimmed = ({ zh, en }: Draft['title']) => ({ zh: zh.trim(), en: en.trim() });
  return {
    id,
    kind: base.kind,
    ...(draft.jurisdiction && { jurisdiction: draft.jurisdiction }),
    validFrom: draft.validFrom,
    ...(draft.validTo && { validTo: draft.validTo }),
    title: trimmed(draft.title),
    basis: trimmed(draft.basis),
    content: draft.content,
    ...(basedOn > 0 && { basedOn }),
    reason: draft.reason.trim(),
  };
}

/** Rows by their keys, where they have some: `items › F01 › family`. */
const namedPath = (path: readonly PropertyKey[], body: unknown): string[] => {
  let at: unknown = body;
  return path.map((part) => {
    const rows = Array.isArray(at) ? at : undefined;
    at = (at as Record<PropertyKey, unknown> | undefined)?.[part];
    return rows ? (rowKeyOf(at) ?? String(Number(part) + 1)) : String(part);
  });
};
function flawOf(issue: z.core.$ZodIssue): Omit<Fault, 'path'> {
  const say = (flaw: Fault['flaw'], values: Fault['values'] = {}) => ({ flaw, values });
  switch (issue.code) {
    case 'custom':
      return say((issue.params as { flaw: ProposalFlaw }).flaw);
    case 'unrecognized_keys':
      return say('unknown-member');
    case 'too_small':
      return issue.origin === 'string' ? say('missing') : say('too-few', { n: Number(issue.minimum) });
    case 'too_big':
      return say('too-many', { n: Number(issue.maximum) });
    case 'invalid_value':
      return say('not-one-of', { values: issue.values.map(String).join(', ') });
    case 'invalid_type':
      return issue.input === undefined ? say('missing') : say('wrong-type', { type: issue.expected });
    default:
      return say('malformed');
  }
}

/** One fault for each place. */
export function faultsOf(body: Record<string, unknown>): Fault[] {
  const read = ProposePolicy.safeParse(body, { reportInput: true });
  const found: Fault[] = read.success
    ? difference(read.data, body).map(({ path }) => ({ path, flaw: 'unknown-member', values: {} }))
    : read.error.issues.flatMap((issue) => {
        const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
        return paths.map((path) => ({ path: namedPath(path, body), ...flawOf(issue) }));
      });
  return found.filter(({ path }, index) => found.findIndex((one) => one.path.join('/') === path.join('/')) === index);
}

/** What stands against the document that is open. */
export function changesOf({ jurisdiction, validFrom, validTo, title, basis, content }: PolicyReading, draft: Draft): Change[] {
  const { reason: _, ...rule } = draft;
  return difference({ jurisdiction, validFrom, validTo, title, basis, content }, rule);
}
