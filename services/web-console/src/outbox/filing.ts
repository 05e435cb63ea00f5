/**
 * A filing on its way: a draft that is saved while it is typed, then a body that is frozen when the person presses send.
 * The id is made once, with the draft; the frozen body is resent as it is until the 201, because the platform may have
 * recorded it although its answer was lost, and only the same content under the same id gets the same answer. Pure.
 */
import type { z } from 'zod';
import type { Incident } from '@anju/contracts/hazards';
import type { ReportHazard } from '@anju/contracts/hazard-requests';
import type { HazardFamily } from '@anju/contracts/policies';
import type { Words } from '@anju/contracts/schema';

export type Body = z.input<typeof ReportHazard>;
/** What is typed; the place and the item keep their names for the lists, also without a network. */
export interface Form extends Partial<Omit<Body, 'id' | 'photos' | 'foundAt' | 'facts'>> {
  readonly place?:
    { readonly id: string; readonly name: string; readonly division: string; readonly distanceM?: number | undefined } | undefined;
  readonly family?: HazardFamily | undefined;
  readonly item?: { readonly code: string; readonly title: Words; readonly kind: 'hazard' | 'incident' } | undefined;
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
}
export interface Failure {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly isTemporary: boolean;
  readonly at: number;
}
export interface Filing {
  readonly id: string;
  /** Login of the person who files; nobody else on this device sees or sends it. */
  readonly owner: string;
  readonly stage: 'draft' | 'unsent' | 'sent';
  readonly form: Form;
  /** First touched; becomes `foundAt`. */
  readonly foundAt: string;
  readonly changedAt: number;
  readonly body?: Body | undefined;
  readonly attempts: number;
  /** Not before; the person may always try at once. */
  readonly nextAt: number;
  readonly failure?: Failure | undefined;
  readonly sent?: {
    readonly number: string;
    readonly kind: 'hazard' | 'incident';
    readonly at: number;
    readonly callNow?: Incident['callNow'];
  };
}
export interface StoredPhoto {
  readonly key: string;
  readonly filingId: string;
  readonly sha256: string;
  readonly blob: Blob;
  readonly takenAt: string;
  readonly order: number;
  readonly isUploaded: 0 | 1;
}

export const draft = (id: string, owner: string, now: number): Filing => ({
  id,
  owner,
  stage: 'draft',
  form: {},
  foundAt: new Date(now).toISOString(),
  changedAt: now,
  attempts: 0,
  nextAt: 0,
});

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
const trimmed = (value: string | undefined): string | undefined => value?.trim() || undefined;

/** What is missing before it can be sent. */
export const missing = ({ form }: Pick<Filing, 'form'>): ('place' | 'item')[] => [
  ...(form.place ? [] : ['place' as const]),
  ...(form.item ? [] : ['item' as const]),
];

/** Facts are sent only with their required choice; half a form of facts is no facts. */
export function factsOf(form: Form, required: readonly string[]): Body['facts'] {
  const given = Object.entries(form.facts ?? {}).filter(([, value]) => isGiven(value));
  if (!form.family || !required.every((name) => given.some(([key]) => key === name))) return undefined;
  return { family: form.family, ...Object.fromEntries(given) } as Body['facts'];
}

export function freeze(
  filing: Filing,
  photos: readonly Pick<StoredPhoto, 'sha256' | 'takenAt'>[],
  requiredFacts: readonly string[],
  now: number,
): Filing {
  const { form } = filing;
  const facts = factsOf(form, requiredFacts);
  const spot = trimmed(form.spot);
  const description = trimmed(form.description);
  const body: Body = {
    id: filing.id,
    compoundId: form.place!.id,
    itemCode: form.item!.code,
    ...(form.subtype && { subtype: form.subtype }),
    ...(form.isSuspectedMajor && { isSuspectedMajor: true }),
    ...(spot && { spot }),
    ...(form.point && { point: form.point }),
    ...(description && { description }),
    ...(facts && { facts }),
    photos: photos.map(({ sha256, takenAt }) => ({ sha256, takenAt })),
    foundAt: filing.foundAt,
  };
  return { ...filing, stage: 'unsent', body, changedAt: now, nextAt: 0, failure: undefined };
}

const firstMs = 2000;
const longestMs = 60_000;
export const pauseMs = (attempts: number): number => Math.min(longestMs, firstMs * 2 ** Math.max(0, attempts - 1));

/** Temporary failures come round again by themselves; a refusal waits for the person. */
export function failed(filing: Filing, refusal: Omit<Failure, 'at'>, now: number, retryAfterMs?: number): Filing {
  const attempts = filing.attempts + 1;
  return {
    ...filing,
    attempts,
    failure: { ...refusal, at: now },
    nextAt: refusal.isTemporary ? now + (retryAfterMs ?? pauseMs(attempts)) : Infinity,
  };
}
/** Definitely not recorded, so that it may be corrected under the same id. */
export const mayEdit = ({ stage, failure, attempts }: Filing): boolean =>
  stage === 'draft' || (stage === 'unsent' && (attempts === 0 || (failure !== undefined && !failure.isTemporary)));
/** Back to a draft. An id that holds other content already is given up for a new one. */
export const reopened = (filing: Filing, newId: string): Filing => ({
  ...filing,
  id: filing.failure?.code === 'already-filed-differently' ? newId : filing.id,
  stage: 'draft',
  body: undefined,
  attempts: 0,
  nextAt: 0,
  failure: undefined,
});
/** Which to send now, the oldest first. */
export const due = (filings: readonly Filing[], now: number): Filing[] =>
  filings.filter(({ stage, nextAt }) => stage === 'unsent' && nextAt <= now).sort((a, b) => a.changedAt - b.changedAt);
