/**
 * How events change a hazard. The service that decides, the projections of the command center and the live desk fold with
 * this one function, so a screen cannot understand an event differently from the row it came from. It works on a summary
 * as on a whole hazard: details that a summary lacks start empty. Every row changes only by this fold.
 */
import type { HazardEvent, IncidentEvent } from './hazard-events.js';
import type { Extension, Listing } from './hazard-records.js';
import { HazardSummary, isOpen, type Duty, type Hazard, type HazardState, type Incident } from './hazards.js';

type Foldable = HazardSummary & Partial<Omit<Hazard, keyof HazardSummary>>;

/** The pending extension, if there is one, goes on record with how it ended. */
const settled = <H extends Foldable>(hazard: H, end: Pick<Extension, 'decision' | 'withdrawnAt'>): H =>
  hazard.extension
    ? { ...hazard, extension: undefined, extensions: [...(hazard.extensions ?? []), { ...hazard.extension, ...end }] }
    : hazard;
/** Of two territories one of which contains the other, the wider. */
const outer = (a: string | undefined, b: string | undefined): string | undefined => (!a || (b && b.length < a.length) ? b : a);
const recorded = (listing: Listing, record: Listing['records'][number]): Listing =>
  listing.delisted
    ? { ...listing, delisted: { ...listing.delisted, records: [...listing.delisted.records, record] } }
    : { ...listing, records: [...listing.records, record] };

export function evolve<H extends Foldable>(hazard: H | undefined, { type, data }: HazardEvent, version: number): H {
  if (type === 'hazard.reported.v1') return { ...data, version } as unknown as H;
  if (!hazard) throw new Error(`${type} without a reported hazard`);
  const next = { ...hazard, version, clocks: data.clocks };
  const { by, at } = data;
  switch (type) {
    case 'hazard.graded.v1':
      return { ...next, class: data.class, riskLevel: data.riskLevel };
    case 'hazard.major-confirmed.v1':
    case 'hazard.major-refuted.v1': {
      const { department, criteriaVersion, clauses, reason } = data;
      const decision = {
        decision: type === 'hazard.major-confirmed.v1' ? ('confirmed' as const) : ('refuted' as const),
        department,
        criteriaVersion,
        clauses,
        reason,
        by,
        at,
      };
      return { ...next, class: data.class, riskLevel: data.riskLevel, decisions: [...(hazard.decisions ?? []), decision] };
    }
    case 'hazard.assigned.v1':
      return settled(
        {
          ...next,
          state: 'ASSIGNED',
          assignee: data.assignee,
          departments: data.departments,
          responsibleEnterpriseId: data.responsibleEnterpriseId,
          responsibleEnterpriseName: data.responsibleEnterpriseName,
          acceptedBy: undefined,
          acceptedAt: undefined,
        },
        { withdrawnAt: at },
      );
    case 'hazard.accepted.v1':
      return { ...next, state: 'ACCEPTED', acceptedBy: by, acceptedAt: at };
    case 'hazard.rectification-submitted.v1':
      return settled(
        {
          ...next,
          state: 'SUBMITTED',
          rectifications: [...(hazard.rectifications ?? []), { note: data.note, photos: data.photos, by, at }],
        },
        { withdrawnAt: at },
      );
    case 'hazard.recheck-signed.v1':
      return { ...next, rechecks: [...(hazard.rechecks ?? []), { passed: true, note: data.note, photos: data.photos, by, at }] };
    case 'hazard.closed.v1':
      return {
        ...next,
        state: 'CLOSED',
        closedAt: at,
        rechecks: [...(hazard.rechecks ?? []), { passed: true, note: data.note, photos: data.photos, by, at }],
      };
    case 'hazard.recheck-failed.v1': {
      const earlier = (hazard.rechecks ?? []).map((recheck) => ({ ...recheck, isVoid: true }));
      return { ...next, state: 'RECTIFYING', rechecks: [...earlier, { passed: false, note: data.note, photos: data.photos, by, at }] };
    }
    case 'hazard.acknowledged.v1':
      return {
        ...next,
        acknowledgedAt: hazard.acknowledgedAt ?? at,
        acknowledgements: [...(hazard.acknowledgements ?? []), { by, at, note: data.note }],
      };
    case 'hazard.urged.v1':
      return { ...next, urgedCount: hazard.urgedCount + 1, urges: [...(hazard.urges ?? []), { by, at, note: data.note }] };
    case 'hazard.escalated.v1':
      return {
        ...next,
        escalationLevel: Math.max(hazard.escalationLevel, data.level),
        escalatedTo: outer(hazard.escalatedTo, data.to),
        isSupervised: hazard.isSupervised || data.cause === 'supervision',
      };
    case 'hazard.overdue.v1':
      return next;
    case 'hazard.returned.v1':
      return { ...next, state: 'REPORTED', assignee: undefined, returns: [...(hazard.returns ?? []), { by, at, note: data.reason }] };
    case 'hazard.plan-submitted.v1': {
      const { responsibility, measures, funds, finishOn, contingency } = data;
      const plan = { responsibility, measures, funds, finishOn, contingency, by, at };
      return { ...next, state: 'RECTIFYING', plans: [...(hazard.plans ?? []), plan] };
    }
    case 'hazard.controlled.v1': {
      const { measures, photos } = data;
      return { ...next, controlledAt: hazard.controlledAt ?? at, controls: [...(hazard.controls ?? []), { measures, photos, by, at }] };
    }
    case 'hazard.extension-requested.v1':
      return { ...next, extension: { until: data.until, reason: data.reason, by, at } };
    case 'hazard.extension-granted.v1':
    case 'hazard.extension-refused.v1': {
      const decision = { isGranted: type === 'hazard.extension-granted.v1', until: data.until, reason: data.reason, by, at };
      return settled(next, { decision });
    }
    case 'hazard.listed.v1': {
      const { limitOn, reason, documentNo } = data;
      return { ...next, listing: { limitOn, reason, documentNo, by, at, records: [] } };
    }
    case 'hazard.listing-recorded.v1': {
      const { step, on, medium, documentNo } = data;
      return { ...next, listing: recorded(hazard.listing!, { step, on, medium, documentNo, by, at }) };
    }
    case 'hazard.delisted.v1':
      return { ...next, listing: { ...hazard.listing!, delisted: { reason: data.reason, by, at, records: [] } } };
    case 'hazard.transferred.v1': {
      const { department, departments, reason, documentNo } = data;
      return {
        ...next,
        departments,
        transferredTo: [...(hazard.transferredTo ?? []), department],
        transfers: [...(hazard.transfers ?? []), { department, reason, documentNo, by, at }],
      };
    }
    case 'hazard.place-suspended.v1': {
      const { department, extent, reason, documentNo } = data;
      return { ...next, suspension: { department, extent, reason, documentNo, by, at } };
    }
    case 'hazard.place-resumed.v1': {
      const over = { ...hazard.suspension!, resumed: { reason: data.reason, by, at } };
      return { ...next, suspension: undefined, suspensions: [...(hazard.suspensions ?? []), over] };
    }
    case 'hazard.merged.v1':
      return settled({ ...next, state: 'MERGED', closedAt: at, mergedInto: data.into, endReason: data.reason }, { withdrawnAt: at });
    case 'hazard.joined.v1':
      return {
        ...next,
        repeats: (hazard.repeats ?? 0) + data.reporters.length,
        reporters: [...(hazard.reporters ?? []), ...data.reporters],
        photos: [...(hazard.photos ?? []), ...data.photos],
        sourceKeys: [...new Set([...(hazard.sourceKeys ?? []), ...data.sourceKeys])],
      };
    case 'hazard.repeated.v1':
      return {
        ...next,
        repeats: (hazard.repeats ?? 0) + 1,
        reporters: [...(hazard.reporters ?? []), { by, at, foundAt: data.foundAt, description: data.description }],
        photos: [...(hazard.photos ?? []), ...data.photos],
      };
    case 'hazard.voided.v1':
      return { ...next, state: 'VOID', closedAt: at, endReason: data.reason };
    case 'hazard.looked-back.v1': {
      const { outcome, note, photos, relapsedAs } = data;
      return {
        ...next,
        relapsedAs: relapsedAs ?? hazard.relapsedAs,
        lookBacks: [...(hazard.lookBacks ?? []), { outcome, note, photos, relapsedAs, by, at }],
      };
    }
  }
}

export function evolveIncident(incident: Incident | undefined, { type, data }: IncidentEvent, version: number): Incident {
  if (type === 'incident.recorded.v1') return { ...data, version };
  if (!incident) throw new Error(`${type} without a recorded incident`);
  return { ...incident, version, handedOver: { to: data.to, note: data.note, by: data.by, at: data.at } };
}

/** The duty that waits for somebody in a state; a suspicion adds `decide` beside it. */
export const dutyOf: Readonly<Partial<Record<HazardState, Duty>>> = {
  REPORTED: 'assign',
  ASSIGNED: 'accept',
  ACCEPTED: 'rectify',
  RECTIFYING: 'rectify',
  SUBMITTED: 'recheck',
};

/** Everything that waits for somebody: what the state asks for, what is undecided, and what follows a listing. */
export const dutiesOf = (hazard: Pick<HazardSummary, 'state' | 'class' | 'extension' | 'clocks'>): Duty[] => [
  ...new Set([
    ...[dutyOf[hazard.state] ?? []].flat(),
    ...(isOpen(hazard) && hazard.class === 'SUSPECTED_MAJOR' ? (['decide'] as const) : []),
    ...(hazard.extension ? (['decide-extension'] as const) : []),
    ...runningClocks(hazard).map(({ duty }) => duty),
  ]),
];

/** Running clocks, the most urgent first. */
export const runningClocks = (hazard: Pick<HazardSummary, 'clocks'>) =>
  hazard.clocks.filter(({ stoppedAt }) => !stoppedAt).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
/** When the next duty is due, undefined when nothing runs. */
export const dueAt = (hazard: Pick<HazardSummary, 'clocks'>): string | undefined => runningClocks(hazard)[0]?.dueAt;
/** Overdue comes from the event, never from the wall clock: a clock that runs and was declared overdue. */
export const isOverdue = (hazard: Pick<HazardSummary, 'clocks'>): boolean =>
  runningClocks(hazard).some(({ overdueAt }) => overdueAt !== undefined);

const summaryKeys = Object.keys(HazardSummary.shape) as (keyof HazardSummary)[];
/** The hazard without its details. */
export const summaryOf = (hazard: HazardSummary): HazardSummary =>
  Object.fromEntries(summaryKeys.map((key) => [key, hazard[key]])) as HazardSummary;
