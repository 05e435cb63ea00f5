/**
 * What the command center remembers of every thing that events speak of: the folded thing itself, its last version, whom it
 * concerns, and since when it counts in which figure. A case that moves to another firm stops counting for the first and
 * begins to count for the second with the event that moved it, so every reader's figure rests on events the reader may see.
 * All of it follows from the thing's own events in order; nothing here asks the clock or another thing.
 */
import { dayOf } from '@anju/contracts/day';
import { dutyReportEvents, type DutyReport } from '@anju/contracts/duty-reports';
import { scopeOf, versionOf, type CloudEvent, type EventDeclaration, type Scope } from '@anju/contracts/event';
import type { CoverageGap } from '@anju/contracts/coverage';
import { DivisionImported, DivisionRecorded, type Division } from '@anju/contracts/divisions';
import { evolve as evolveEnterprise, type EnterpriseEvent } from '@anju/contracts/enterprise-life';
import { hazardEvents, incidentEvents, type HazardEvent, type IncidentEvent } from '@anju/contracts/hazard-events';
import { evolve, evolveIncident, summaryOf } from '@anju/contracts/hazard-life';
import type { HazardSummary, Incident } from '@anju/contracts/hazards';
import { evolvePermit, permitEvents, type Permit, type PermitEvent } from '@anju/contracts/permits';
import { registryEvents, type AccessVersion, type Compound, type Contract, type Enterprise } from '@anju/contracts/registry';
import { figuresOf, figuresOfPermit, spansOf, type Span, type Spans } from './levels.js';
import { waitsOf, type Waits } from './tasks.js';

export interface HazardCase {
  readonly hazard: HazardSummary;
  readonly reportedAt: string;
  readonly reportedFor: string | undefined;
  /** Every department it was ever named to or handed to. */
  readonly named: readonly string[];
  /** Its rectification was overdue once; that stays. */
  readonly wasLate: boolean;
  readonly spans: Spans;
  readonly waits: Waits;
}
export interface PermitCase {
  readonly permit: Permit;
  readonly spans: Spans;
}
export interface States {
  hazard: HazardCase;
  incident: Incident;
  permit: PermitCase;
  'duty-report': DutyReport;
  compound: Compound;
  contract: Contract;
  enterprise: Enterprise;
  'coverage-gap': CoverageGap;
  division: Division;
  access: AccessVersion;
}
export type Kind = keyof States;

/** A folded thing at one version. */
export interface Known<K extends Kind = Kind> {
  readonly kind: K;
  readonly id: string;
  readonly version: number;
  readonly scope: Scope;
  readonly state: States[K];
}
/** One event applied: the thing before and after it. Narrow by `kind`. */
export type Step = {
  [K in Kind]: { readonly kind: K; readonly before: Known<K> | undefined; readonly after: Known<K>; readonly event: CloudEvent };
}[Kind];

export const declarations: ReadonlyMap<string, EventDeclaration> = new Map(
  [...hazardEvents, ...incidentEvents, ...permitEvents, ...dutyReportEvents, ...registryEvents, DivisionRecorded].map((declaration) => [
    declaration.type,
    declaration as EventDeclaration,
  ]),
);
export const kindOf = (type: string): string => type.slice(0, type.indexOf('.'));
const kinds: ReadonlySet<string> = new Set([...declarations.keys()].map(kindOf));
/** Says of many divisions what each says by an event of its own. */
const aside: ReadonlySet<string> = new Set([DivisionImported.type]);
/** Events of other things pass by: no view names them. */
export const isFolded = (type: string): boolean => kinds.has(kindOf(type)) && !aside.has(type);
export const keyOf = ({ type, subject }: Pick<CloudEvent, 'type' | 'subject'>): string => `${kindOf(type)}/${subject}`;

const sameScope = (a: Scope, b: Scope): boolean =>
  a.division === b.division && a.enterpriseId === b.enterpriseId && String(a.departments ?? []) === String(b.departments ?? []);

const beganBy = (event: CloudEvent): Span => ({ version: versionOf(event), day: dayOf(event.time), eventId: event.id });
function foldHazard(before: Known<'hazard'> | undefined, event: CloudEvent, scope: Scope): HazardCase {
  const version = versionOf(event);
  const { type, data } = event as CloudEvent & HazardEvent;
  const hazard = summaryOf(evolve(before?.state.hazard, { type, data } as HazardEvent, version));
  const moved = before?.scope !== scope;
  return {
    hazard,
    reportedAt: before?.state.reportedAt ?? event.time,
    reportedFor: before ? before.state.reportedFor : scope.enterpriseId,
    named: before && !moved ? before.state.named : [...new Set([...(before?.state.named ?? []), ...(scope.departments ?? [])])].sort(),
    wasLate: (before?.state.wasLate ?? false) || (type === 'hazard.overdue.v1' && data.duty === 'rectify'),
    spans: spansOf(figuresOf(hazard), moved ? undefined : before?.state.spans, beganBy(event)),
    waits: waitsOf(hazard, before?.state.waits, event.time),
  };
}

function foldPermit(before: Known<'permit'> | undefined, event: CloudEvent, scope: Scope): PermitCase {
  const permit = evolvePermit(before?.state.permit, event as CloudEvent & PermitEvent, versionOf(event));
  return { permit, spans: spansOf(figuresOfPermit(permit), before?.scope === scope ? before.state.spans : undefined, beganBy(event)) };
}

const folds: { readonly [K in Kind]: (before: Known<K> | undefined, event: CloudEvent, scope: Scope) => States[K] } = {
  hazard: foldHazard,
  incident: (before, event) => evolveIncident(before?.state, event as CloudEvent & IncidentEvent, versionOf(event)),
  permit: foldPermit,
  'duty-report': (_, event) => event.data as DutyReport,
  compound: (_, event) => ({ ...(event.data as { compound: Compound }).compound, version: versionOf(event) }),
  contract: (_, event) => ({ ...(event.data as { contract: Contract }).contract, version: versionOf(event) }),
  enterprise: (before, event) => evolveEnterprise(before?.state, event as CloudEvent & EnterpriseEvent, versionOf(event)),
  'coverage-gap': (_, event) => ({ ...(event.data as { gap: CoverageGap }).gap, version: versionOf(event) }),
  division: (_, event) => event.data as Division,
  access: (_, event) => event.data as AccessVersion,
};

/** Applies one event whose data fits its declaration. Throws what the fold throws. */
export function apply<K extends Kind>(kind: K, before: Known<K> | undefined, event: CloudEvent): Step {
  const own = scopeOf(event);
  // The same object while nothing moved, so that whoever compares scopes need not look inside.
  const scope = before && sameScope(before.scope, own) ? before.scope : own;
  const after: Known<K> = { kind, id: event.subject, version: versionOf(event), scope, state: folds[kind](before, event, scope) };
  return { kind, before, after, event } as unknown as Step;
}
