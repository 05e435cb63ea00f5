/**
 * The work permit for confined spaces (有限空间作业审批单): space, task, who approves, who guards, who enters, what the air is
 * like, what gear is at hand, from when to when. What makes a permit good is a rule (`confined-space`); readings that grow
 * older than the rule allows, values outside its limits and the end of the time suspend it by itself. Most deaths are
 * rescuers, so rescue gear is asked for before anybody goes in.
 */
import { z } from 'zod';
import { Department, Person, caseRoles } from './actors.js';
import { event } from './event.js';
import { exampleIds } from './examples.js';
import { PolicyRef } from './hazard-records.js';
import { exampleOf, type Operations } from './operations.js';
import { Gas } from './policies.js';
import { DivisionCode } from './place.js';
import { Day, Id, Instant, NewId, named, pageOf, pageQuery, text } from './schema.js';

export const SpaceKind = z.enum(['septic-tank', 'sewage-well', 'pump-pit', 'water-tank', 'cable-trench', 'lift-pit', 'other']);
export type SpaceKind = z.infer<typeof SpaceKind>;
export const PermitState = z.enum(['OPEN', 'SUSPENDED', 'CLOSED']);
export type PermitState = z.infer<typeof PermitState>;
export const PermitDoubt = z.enum(['readings-old', 'outside-limits', 'time-over']);
export type PermitDoubt = z.infer<typeof PermitDoubt>;

const depth = z.enum(['upper', 'middle', 'lower']);
/** One value of one gas at one depth, by an instrument that is named with its last calibration. */
export const PermitReading = named(
  'PermitReading',
  z.strictObject({
    gas: Gas,
    value: z.number().min(0).max(1_000_000),
    unit: text(10),
    depth,
    at: Instant,
    instrument: z.strictObject({ id: text(60), calibratedOn: Day }),
  }),
);
export type PermitReading = z.infer<typeof PermitReading>;
const crew = z.array(text(40)).min(1).max(30);
const permitFacts = {
  compoundId: Id,
  space: z.strictObject({ kind: SpaceKind, name: text(100), depthM: z.number().min(0).max(200).optional() }),
  task: text(500),
  contractor: text(100).optional(),
  approver: text(40),
  guards: crew,
  entrants: crew,
  /** Codes of the rule's gear that is at hand. */
  gear: z.array(text(40)).max(40),
  ventilatedFrom: Instant,
  startsAt: Instant,
  endsAt: Instant,
};
export const Permit = named(
  'Permit',
  z.object({
    id: Id,
    version: z.number().int(),
    /** `WP-310115-2026-000003`. */
    number: z.string(),
    division: DivisionCode,
    compoundName: z.string(),
    enterpriseId: Id,
    enterpriseName: z.string(),
    ...permitFacts,
    state: PermitState,
    departments: z.array(Department),
    readings: z.array(PermitReading),
    /** Until when the latest complete set of readings holds. */
    readingsGoodUntil: Instant,
    doubt: PermitDoubt.optional(),
    suspendedAt: Instant.optional(),
    openedBy: Person,
    openedAt: Instant,
    closed: z.object({ note: z.string().optional(), by: Person, at: Instant }).optional(),
    policy: PolicyRef,
  }),
);
export type Permit = z.infer<typeof Permit>;

const readings = z.array(PermitReading).min(1).max(60);
export const OpenPermit = named('OpenPermit', z.strictObject({ id: NewId, ...permitFacts, readings }));
export type OpenPermit = z.infer<typeof OpenPermit>;
export const AddReading = named('AddReading', z.strictObject({ readings }));
export type AddReading = z.infer<typeof AddReading>;
/** Everybody is out and the space is shut. */
export const ClosePermit = named('ClosePermit', z.strictObject({ isEverybodyOut: z.literal(true), note: text(500).optional() }));
export type ClosePermit = z.infer<typeof ClosePermit>;
export const PermitQuery = z.strictObject({
  ...pageQuery,
  state: z.union([PermitState, z.literal('in-force'), z.literal('any')]).default('in-force'),
  division: DivisionCode.optional(),
  compoundId: Id.optional(),
});
export type PermitQuery = z.infer<typeof PermitQuery>;
export const PermitPage = pageOf('PermitPage', Permit);
export type PermitPage = z.infer<typeof PermitPage>;
/** In force: open or suspended, somebody may be inside. */
export const isInForcePermit = ({ state }: Pick<Permit, 'state'>): boolean => state !== 'CLOSED';

const on = 'safety-hazards';
const step = { by: Person, at: Instant };
export const PermitOpened = event(on, 'permit.opened.v1', 'Work in a confined space was permitted.', Permit);
export const ReadingAdded = event(
  on,
  'permit.reading-added.v1',
  'The air was tested again; good values let a suspended permit go on.',
  z.object({ ...step, readings: z.array(PermitReading), readingsGoodUntil: Instant, state: PermitState }),
);
export const PermitSuspended = event(
  on,
  'permit.suspended.v1',
  'The permit suspended itself: everybody has to come out.',
  z.object({ ...step, doubt: PermitDoubt }),
);
export const PermitClosed = event(
  on,
  'permit.closed.v1',
  'Everybody is out and the work is over.',
  z.object({ ...step, note: z.string().optional() }),
);
export const permitEvents = [PermitOpened, ReadingAdded, PermitSuspended, PermitClosed] as const;
type Of<D> = D extends { type: infer T; data: infer S extends z.ZodType } ? { type: T & string; data: z.infer<S> } : never;
export type PermitEvent = Of<(typeof permitEvents)[number]>;

export function evolvePermit(permit: Permit | undefined, { type, data }: PermitEvent, version: number): Permit {
  if (type === 'permit.opened.v1') return { ...data, version };
  if (!permit) throw new Error(`${type} without an opened permit`);
  switch (type) {
    case 'permit.reading-added.v1': {
      const { readings: added, readingsGoodUntil, state } = data;
      const { doubt, suspendedAt, ...rest } = permit;
      const standing = state === 'SUSPENDED' && { doubt, suspendedAt };
      return { ...rest, ...standing, version, state, readingsGoodUntil, readings: [...permit.readings, ...added] };
    }
    case 'permit.suspended.v1':
      return { ...permit, version, state: 'SUSPENDED', doubt: data.doubt, suspendedAt: data.at };
    case 'permit.closed.v1':
      return { ...permit, version, state: 'CLOSED', closed: { note: data.note, by: data.by, at: data.at } };
  }
}

const example = '2026-11-24T09:30:00+08:00';
const instrument = { id: 'QT-4-0231', calibratedOn: '2026-08-01' };
const air = (['upper', 'middle', 'lower'] as const).flatMap((depth) =>
  (
    [
      ['oxygen', 20.8, '%'],
      ['combustible', 0, '%LEL'],
      ['hydrogen-sulfide', 0, 'mg/m³'],
      ['carbon-monoxide', 1, 'mg/m³'],
    ] as const
  ).map(([gas, value, unit]) => ({ gas, value, unit, depth, at: example, instrument })),
);
export const permitOperations = {
  openPermit: {
    kind: 'create',
    roles: ['enterprise-manager'],
    summary: { zh: '有限空间作业审批', en: 'Permit work in a confined space' },
    problems: ['already-filed-differently', 'place-unknown', 'place-not-known-yet', 'permit-not-possible'],
    to: ['OPEN'],
    events: ['permit.opened.v1'],
    example: exampleOf(OpenPermit, {
      id: exampleIds.filing,
      compoundId: exampleIds.compound,
      space: { kind: 'septic-tank', name: '3 号楼北侧化粪池', depthM: 3.2 },
      task: '清掏化粪池。',
      approver: '何丽娟',
      guards: ['刘强'],
      entrants: ['孙伟', '马超'],
      gear: ['ventilator', 'detector', 'breathing-apparatus', 'harness', 'tripod', 'radio'],
      ventilatedFrom: '2026-11-24T08:50:00+08:00',
      startsAt: example,
      endsAt: '2026-11-24T11:30:00+08:00',
      readings: air,
    }),
  },
  addReading: {
    kind: 'change',
    roles: ['enterprise-manager'],
    summary: { zh: '补充气体检测', en: 'Add gas readings' },
    problems: ['permit-not-possible'],
    from: ['OPEN', 'SUSPENDED'],
    to: ['OPEN', 'SUSPENDED'],
    events: ['permit.reading-added.v1', 'permit.suspended.v1'],
    example: exampleOf(AddReading, { readings: air }),
  },
  closePermit: {
    kind: 'change',
    roles: ['enterprise-manager'],
    summary: { zh: '作业结束', en: 'Close the permit' },
    from: ['OPEN', 'SUSPENDED'],
    to: ['CLOSED'],
    events: ['permit.closed.v1'],
    example: exampleOf(ClosePermit, { isEverybodyOut: true }),
  },
  listPermits: { kind: 'read', roles: [...caseRoles], summary: { zh: '作业审批单列表', en: 'List work permits' } },
  readPermit: { kind: 'read', roles: [...caseRoles], summary: { zh: '查看作业审批单', en: 'Read a work permit' } },
} as const satisfies Operations;
