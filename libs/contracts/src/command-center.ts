/**
 * What the screens read: a snapshot that carries its own place in the live feed, the frames that follow it, and the events
 * behind every figure. Frames, figures and lists keep to the same channels, so a reader never sees a number made of what
 * the reader may not see.
 */
import { z } from 'zod';
import { DutyReport } from './duty-reports.js';
import { CloudEvent } from './event.js';
import { HazardSummary, Incident } from './hazards.js';
import { Permit } from './permits.js';
import { DivisionCode } from './place.js';
import { policyOperations } from './policy-proposals.js';
import { Day, Instant, Words, named, pageOf, text } from './schema.js';
import type { Operations } from './operations.js';
import { caseRoles } from './actors.js';

/** `<epoch>.<feedSeq>`: one sequence over all channels. */
export const FeedId = z.string().regex(/^\d{1,12}\.\d{1,15}$/);
export type FeedId = z.infer<typeof FeedId>;

export const FigureName = z.enum([
  'suspected-major',
  'open',
  'overdue',
  'unacknowledged',
  'reported-today',
  'closed-today',
  'closed-in-time',
  'major',
  'listed',
  /** To the reader's own level or above. */
  'escalated',
  'permits-in-force',
  /** Open ordinary hazards by risk level: what the index is made of. */
  'ordinary-red',
  'ordinary-orange',
  'ordinary-yellow',
  'ordinary-blue',
]);
export type FigureName = z.infer<typeof FigureName>;
export const Figure = named(
  'Figure',
  z.object({
    name: FigureName,
    title: Words,
    /** How it is counted, in words. */
    definition: Words,
    unit: Words,
    value: z.number(),
    /** For rates. */
    numerator: z.number().int().optional(),
    denominator: z.number().int().optional(),
    /** One value a day, oldest first, today last. */
    trend: z.array(z.number()),
  }),
);
export type Figure = z.infer<typeof Figure>;

export const DivisionCount = named(
  'DivisionCount',
  z.object({
    division: DivisionCode,
    name: z.string(),
    open: z.number().int(),
    overdue: z.number().int(),
    suspectedMajor: z.number().int(),
    reportedToday: z.number().int(),
  }),
);
export type DivisionCount = z.infer<typeof DivisionCount>;
export const HourCount = named('HourCount', z.object({ hour: z.number().int(), reported: z.number().int() }));

export const Snapshot = named(
  'Snapshot',
  z.object({
    /** Follow the feed from here. */
    id: FeedId,
    serverTime: Instant,
    dataAsOf: Instant.optional(),
    /** Some of what is shown is acted by the simulator. */
    isDemo: z.boolean(),
    today: Day,
    figures: z.array(Figure),
    divisions: z.array(DivisionCount),
    /** Hazards reported in each hour of today, Asia/Shanghai. */
    hours: z.array(HourCount),
    openTotal: z.number().int(),
    /** Every open hazard of the scope, the most urgent first; cut at `limit`, then `openTotal` is larger. */
    hazards: z.array(HazardSummary),
    /** Incidents not yet handed over. */
    incidents: z.array(Incident),
    /** Under listed supervision, or taken off it with something still to publish or to file. */
    listed: z.array(HazardSummary),
    /** Confined-space permits in force, the soonest to end first. */
    permits: z.array(Permit),
    /** The newest 24-hour reports, the newest first. */
    dutyReports: z.array(DutyReport),
  }),
);
export type Snapshot = z.infer<typeof Snapshot>;
export const SnapshotQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(20_000).default(3000) });
export type SnapshotQuery = z.infer<typeof SnapshotQuery>;

/** `event: frame`. In order when `prev` is the last id seen on that channel, or on its first frame not above the id the reader came with. */
export const Frame = named(
  'Frame',
  z.union([
    z.object({ channel: z.string(), prev: FeedId, event: CloudEvent }),
    z.object({ channel: z.string(), prev: FeedId, left: z.string() }),
  ]),
);
export type Frame = z.infer<typeof Frame>;
/** `event: heartbeat`: everything of the reader's up to the frame's id has been delivered. */
export const Heartbeat = named('Heartbeat', z.object({ dataAsOf: Instant.nullable(), serverTime: Instant }));
export type Heartbeat = z.infer<typeof Heartbeat>;
export const LiveQuery = z.strictObject({ after: FeedId.optional() });
export type LiveQuery = z.infer<typeof LiveQuery>;

export const EventRecord = named('EventRecord', z.object({ position: z.number().int(), event: CloudEvent }));
export type EventRecord = z.infer<typeof EventRecord>;
export const EventPage = named('EventPage', z.object({ items: z.array(EventRecord), after: z.number().int() }));
export type EventPage = z.infer<typeof EventPage>;
/** `after`: the projector's position, never an event id. */
export const EventQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  type: text(80).optional(),
  aggregateId: z.uuid().optional(),
  division: DivisionCode.optional(),
  order: z.enum(['oldest', 'newest']).default('oldest'),
});
export type EventQuery = z.infer<typeof EventQuery>;
export const ExplainQuery = z.strictObject({
  name: FigureName,
  day: Day.optional(),
  division: DivisionCode.optional(),
  /** Of a figure of what is open, only cases reported more than so many days before the day. */
  olderThanDays: z.coerce.number().int().min(0).max(3650).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  cursor: z.string().max(100).optional(),
});
export type ExplainQuery = z.infer<typeof ExplainQuery>;
export const Explanation = named(
  'Explanation',
  z.object({ figure: Figure, day: Day, total: z.number().int(), events: z.array(EventRecord), nextCursor: z.string().optional() }),
);
export type Explanation = z.infer<typeof Explanation>;

export const AuditRecord = named(
  'AuditRecord',
  z.object({
    id: z.string(),
    service: z.string(),
    kind: z.string(),
    at: Instant,
    sub: z.string(),
    name: z.string().optional(),
    role: z.string().optional(),
    detail: z.record(z.string(), z.unknown()),
  }),
);
export type AuditRecord = z.infer<typeof AuditRecord>;
export const AuditPage = pageOf('AuditPage', AuditRecord);
export type AuditPage = z.infer<typeof AuditPage>;
export const AuditQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
  kind: text(40).optional(),
  sub: text(200).optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const commandCenterOperations = {
  readSnapshot: { kind: 'read', roles: [...caseRoles], summary: { zh: '值守快照', en: 'Read the snapshot of the desk' } },
  followLive: { kind: 'read', roles: [...caseRoles], summary: { zh: '实时推送', en: 'Follow the live feed (SSE)' } },
  explainNumber: {
    kind: 'read',
    roles: [...caseRoles],
    summary: { zh: '数字由来', en: 'The events behind a figure' },
    example: { name: 'open' },
  },
  readHazardIndex: {
    kind: 'read',
    roles: [...caseRoles],
    summary: { zh: '城市隐患指数', en: 'Read the city hazard index' },
    example: { division: '310115005' },
  },
  readBoard: { kind: 'read', roles: [...caseRoles], summary: { zh: '成员单位看板', en: 'Read the board of the own unit' } },
  readTerritory: {
    kind: 'read',
    roles: [...caseRoles],
    summary: { zh: '属地页面', en: 'Read the page of a territory' },
    problems: ['not-found'],
    example: { division: '310115005' },
  },
  listEvents: { kind: 'read', roles: [...caseRoles], summary: { zh: '事件列表', en: 'List events' } },
  listAuditRecords: { kind: 'read', roles: ['auditor', 'audit-admin'], summary: { zh: '审计记录', en: 'List audit records' } },
  ...policyOperations,
  listPolicies: { ...policyOperations.listPolicies, example: { kind: 'hazard-index', division: '310115005' } },
} as const satisfies Operations;
