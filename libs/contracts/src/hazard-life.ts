/**
 * How events change a hazard. The service that decides, the projections of the command center and the live desk fold with
 * this one function, so a screen cannot understand an event differently from the row it came from. It works on a summary
 * as on a whole hazard: details that a summary lacks start empty. Every row changes only by this fold.
 */
import type { HazardEvent, IncidentEvent } from './hazard-events.js';
import { HazardSummary, type Duty, type Hazard, type HazardState, type Incident } from './hazards.js';

type Foldable = HazardSummary &
  Partial<Pick<Hazard, 'acknowledgements' | 'urges' | 'acceptedBy' | 'acceptedAt' | 'rectifications' | 'rechecks' | 'decisions'>>;

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
      return {
        ...next,
        state: 'ASSIGNED',
        assignee: data.assignee,
        departments: data.departments,
        responsibleEnterpriseId: data.responsibleEnterpriseId,
        responsibleEnterpriseName: data.responsibleEnterpriseName,
        acceptedBy: undefined,
        acceptedAt: undefined,
      };
    case 'hazard.accepted.v1':
      return { ...next, state: 'ACCEPTED', acceptedBy: by, acceptedAt: at };
    case 'hazard.rectification-submitted.v1':
      return {
        ...next,
        state: 'SUBMITTED',
        rectifications: [...(hazard.rectifications ?? []), { note: data.note, photos: data.photos, by, at }],
      };
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
        isSupervised: hazard.isSupervised || data.cause === 'supervision',
      };
    case 'hazard.overdue.v1':
      return next;
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
