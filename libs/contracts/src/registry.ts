/**
 * The registry: who runs which compound, since when and until when. A compound is the legal property-management area
 * (物业管理区域), not the name on the gate; it may have several names and several firms in sequence, and every question
 * about a past day has its answer from the contracts in force that day.
 */
import { z } from 'zod';
import { Person } from './actors.js';
import { compoundHistory, Lineage } from './compound-history.js';
import { gapEvents } from './coverage.js';
import { event } from './event.js';
import { DivisionCode } from './place.js';
import { Day, Id, Instant, NewId, Point, Polygon, named, pageOf, pageQuery, text } from './schema.js';

export const FilingStatus = z.enum(['FILED', 'ACCEPTED', 'RETURNED', 'EXITED']);
export type FilingStatus = z.infer<typeof FilingStatus>;

const name = text(100);
const phone = z.string().regex(/^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{3,6})$/);
const contacts = z.strictObject({ manager: text(40), phone, address: text(200).optional() });

export const Warning = named('Warning', z.object({ code: z.string(), message: z.string() }));
export type Warning = z.infer<typeof Warning>;

export const Enterprise = named(
  'Enterprise',
  z.object({
    id: Id,
    version: z.number().int(),
    name: z.string(),
    uscc: z.string(),
    /** Division whose registrar handles the filing; never derived from the code, whose region is frozen at registration. */
    division: DivisionCode,
    status: FilingStatus,
    parentUscc: z.string().optional(),
    usccOverrideReason: z.string().optional(),
    returnReason: z.string().optional(),
    filedAt: Instant,
    decidedAt: Instant.optional(),
    /** Last day on which the filing holds unless it is refreshed; the rule in force at the acceptance or refresh decided. */
    goodUntil: Day.optional(),
    /** The year it was last refreshed for, and what was stated then. */
    refreshedFor: z.number().int().optional(),
    staffCount: z.number().int().optional(),
    projectCount: z.number().int().optional(),
    /** First day on which the firm serves nobody any more. */
    exitedOn: Day.optional(),
    exitReason: z.string().optional(),
    /** Only for the registrar of the filing division and the firm itself. */
    contacts: z.object({ manager: z.string(), phone: z.string(), address: z.string().optional() }).optional(),
    warnings: z.array(Warning).optional(),
  }),
);
export type Enterprise = z.infer<typeof Enterprise>;

export const CompoundType = z.enum(['commodity', 'reform-housing', 'relocation', 'affordable', 'old-courtyard', 'mixed']);
export type CompoundType = z.infer<typeof CompoundType>;
export const Compound = named(
  'Compound',
  z.object({
    id: Id,
    version: z.number().int(),
    name: z.string(),
    aliases: z.array(z.string()),
    division: DivisionCode,
    point: z.object({ lng: z.number(), lat: z.number() }),
    /** Outer ring, WGS-84. */
    polygon: z.array(z.tuple([z.number(), z.number()])).optional(),
    /** Datum in which the place was declared; what is stored is WGS-84. */
    declaredCrs: z.string(),
    households: z.number().int(),
    buildings: z.number().int(),
    builtYear: z.number().int().optional(),
    type: CompoundType,
    isHighRise: z.boolean().optional(),
    address: z.string().optional(),
    registeredAt: Instant,
    ...compoundHistory,
  }),
);
export type Compound = z.infer<typeof Compound>;

export const EndCause = z.enum(['firm-exited', 'merged', 'split']);
export type EndCause = z.infer<typeof EndCause>;
export const Contract = named(
  'Contract',
  z.object({
    id: Id,
    version: z.number().int(),
    compoundId: Id,
    enterpriseId: Id,
    enterpriseName: z.string(),
    division: DivisionCode,
    /** First and last day of service, both included. */
    startsOn: Day,
    endsOn: Day,
    /** Set when it ended before its term; the day before `startsOn` where it never came into force. */
    endedOn: Day.optional(),
    endReason: z.string().optional(),
    /** Set where it ended because of something else than an agreement. */
    endCause: EndCause.optional(),
    /** The contract of the whole compound that it carries on for a part. */
    continues: Id.optional(),
    promisedStar: z.number().int(),
    /** Yuan per square metre and month. */
    feePerSqm: z.number(),
    isInterim: z.boolean(),
    concludedAt: Instant,
  }),
);
export type Contract = z.infer<typeof Contract>;
/** Last day on which a contract is in force. */
export const lastDayOf = ({ endsOn, endedOn }: Pick<Contract, 'endsOn' | 'endedOn'>): string =>
  endedOn !== undefined && endedOn < endsOn ? endedOn : endsOn;
export const isInForce = (contract: Pick<Contract, 'startsOn' | 'endsOn' | 'endedOn'>, day: string): boolean =>
  contract.startsOn <= day && day <= lastDayOf(contract);

export const FileEnterprise = named(
  'FileEnterprise',
  z.strictObject({
    id: NewId,
    name,
    uscc: z.string().max(40),
    division: DivisionCode,
    parentUscc: z.string().max(40).optional(),
    usccOverrideReason: text(300).optional(),
    contacts,
  }),
);
export type FileEnterprise = z.infer<typeof FileEnterprise>;
export const AcceptFiling = named('AcceptFiling', z.strictObject({ note: text(500).optional() }));
export type AcceptFiling = z.infer<typeof AcceptFiling>;
export const ReturnFiling = named('ReturnFiling', z.strictObject({ reason: text(500) }));
export type ReturnFiling = z.infer<typeof ReturnFiling>;

export const RefreshFiling = named(
  'RefreshFiling',
  z.strictObject({
    year: z.number().int().min(2000).max(2100),
    contacts,
    staffCount: z.number().int().min(0).max(1_000_000),
    projectCount: z.number().int().min(0).max(100_000),
  }),
);
export type RefreshFiling = z.infer<typeof RefreshFiling>;
/** `exitedOn`: the first day on which the firm serves nobody; contracts in force then end on the day before. */
export const ExitEnterprise = named('ExitEnterprise', z.strictObject({ exitedOn: Day, reason: text(300) }));
export type ExitEnterprise = z.infer<typeof ExitEnterprise>;

const compoundFacts = {
  name,
  aliases: z.array(name).max(20).default([]),
  point: Point.optional(),
  polygon: Polygon.optional(),
  households: z.number().int().min(0).max(100_000),
  buildings: z.number().int().min(1).max(2_000),
  builtYear: z.number().int().min(1900).max(2100).optional(),
  type: CompoundType,
  isHighRise: z.boolean().optional(),
  address: text(200).optional(),
};
export const RegisterCompound = named(
  'RegisterCompound',
  z
    .strictObject({ id: NewId, division: DivisionCode, ...compoundFacts })
    .refine(({ point, polygon }) => point !== undefined || polygon !== undefined, {
      message: 'give a point or a polygon',
      path: ['point'],
    }),
);
export type RegisterCompound = z.infer<typeof RegisterCompound>;
export const ChangeCompound = named(
  'ChangeCompound',
  z.strictObject({ ...z.strictObject({ ...compoundFacts, aliases: z.array(name).max(20) }).partial().shape, reason: text(300) }),
);
export type ChangeCompound = z.infer<typeof ChangeCompound>;
export const ConcludeContract = named(
  'ConcludeContract',
  z
    .strictObject({
      id: NewId,
      compoundId: Id,
      enterpriseId: Id,
      startsOn: Day,
      endsOn: Day,
      promisedStar: z.number().int().min(1).max(5),
      feePerSqm: z.number().min(0).max(1000),
      isInterim: z.boolean().default(false),
    })
    .refine(({ startsOn, endsOn }) => startsOn <= endsOn, { message: 'ends before it starts', path: ['endsOn'] }),
);
export type ConcludeContract = z.infer<typeof ConcludeContract>;
export const EndContract = named('EndContract', z.strictObject({ endedOn: Day, reason: text(300) }));
export type EndContract = z.infer<typeof EndContract>;
export const RevokeAccess = named(
  'RevokeAccess',
  z.strictObject({ id: NewId, sub: text(200), iss: text(300).optional(), reason: text(300) }),
);
export type RevokeAccess = z.infer<typeof RevokeAccess>;
export const AccessVersion = named(
  'AccessVersion',
  z.object({ id: Id, sub: z.string(), authzVersion: z.number().int(), revokedAt: Instant, by: Person, reason: z.string() }),
);
export type AccessVersion = z.infer<typeof AccessVersion>;

/** Whose duty and credit it is: the firm itself, or the accepted filing that its `parentUscc` names. A branch is no legal person. */
export const LegalPerson = named('LegalPerson', z.object({ id: Id, name: z.string() }));
export type LegalPerson = z.infer<typeof LegalPerson>;
const ancestry = { predecessors: z.array(Lineage).optional(), successors: z.array(Lineage).optional() };
/** Who answers for a compound on a day: the firm under contract, or nobody. No gap where it is no compound of its own that day. */
export const Responsible = named(
  'Responsible',
  z.object({
    compoundId: Id,
    on: Day,
    contract: Contract.optional(),
    legalPerson: LegalPerson.optional(),
    isGap: z.boolean(),
    exists: z.boolean(),
    ...ancestry,
  }),
);
export type Responsible = z.infer<typeof Responsible>;
/** A compound as it was on a day, with its contracts, oldest first. */
export const CompoundFile = named(
  'CompoundFile',
  z.object({
    ...Compound.shape,
    on: Day,
    exists: z.boolean(),
    contracts: z.array(Contract),
    legalPerson: LegalPerson.optional(),
    divisionNames: z.array(z.string()),
    ...ancestry,
  }),
);
export type CompoundFile = z.infer<typeof CompoundFile>;
export const EnterpriseFile = named(
  'EnterpriseFile',
  z.object({
    ...Enterprise.shape,
    legalPerson: LegalPerson,
    contracts: z.array(z.object({ ...Contract.shape, compoundName: z.string() })),
  }),
);
export type EnterpriseFile = z.infer<typeof EnterpriseFile>;
export const SearchHit = named(
  'SearchHit',
  z.object({
    kind: z.enum(['compound', 'enterprise', 'division']),
    id: z.string(),
    name: z.string(),
    detail: z.string(),
    division: DivisionCode.optional(),
    matched: z.enum(['name', 'alias', 'former-name', 'initials', 'code']),
  }),
);
export type SearchHit = z.infer<typeof SearchHit>;
export const SearchHits = named('SearchHits', z.object({ items: z.array(SearchHit) }));

export const CompoundRow = named(
  'CompoundRow',
  z.object({ ...Compound.shape, enterpriseId: Id.optional(), enterpriseName: z.string().optional(), distanceM: z.number().optional() }),
);
export type CompoundRow = z.infer<typeof CompoundRow>;
export const CompoundPage = pageOf('CompoundPage', CompoundRow);
export type CompoundPage = z.infer<typeof CompoundPage>;
export const EnterprisePage = pageOf('EnterprisePage', Enterprise);
export type EnterprisePage = z.infer<typeof EnterprisePage>;
/** As it is on a day, today where none is given; what was merged or split before is left out unless it is asked for. */
const asOf = { on: Day.optional(), includeEnded: z.enum(['true', 'false']).optional() };
export const SearchQuery = z.strictObject({
  q: z.string().min(1).max(60),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  ...asOf,
});
export type SearchQuery = z.infer<typeof SearchQuery>;
/** `nearLng`, `nearLat`: nearest first (WGS-84); otherwise by division and name. */
export const CompoundQuery = z.strictObject({
  ...pageQuery,
  division: DivisionCode.optional(),
  enterpriseId: Id.optional(),
  q: z.string().max(60).optional(),
  isGap: z.enum(['true', 'false']).optional(),
  nearLng: z.coerce.number().optional(),
  nearLat: z.coerce.number().optional(),
  ...asOf,
});
export type CompoundQuery = z.infer<typeof CompoundQuery>;
export const ReadCompound = z.strictObject({ on: Day.optional() });
export type ReadCompound = z.infer<typeof ReadCompound>;
export const EnterpriseQuery = z.strictObject({
  ...pageQuery,
  status: FilingStatus.optional(),
  division: DivisionCode.optional(),
  q: z.string().max(60).optional(),
});
export type EnterpriseQuery = z.infer<typeof EnterpriseQuery>;
export const ResponsibleQuery = z.strictObject({ compoundId: Id, on: Day });
export type ResponsibleQuery = z.infer<typeof ResponsibleQuery>;

const on = 'enterprise-registry';
const step = { by: Person, at: Instant };
/** What everybody may know of an enterprise; contacts stay in the registry. */
const PublicEnterprise = z.object(Enterprise.omit({ contacts: true, warnings: true }).shape);
export const EnterpriseFiled = event(
  on,
  'enterprise.filed.v1',
  'An enterprise was filed and waits for the registrar.',
  z.object({ ...step, enterprise: PublicEnterprise }),
);
export const FilingAccepted = event(
  on,
  'enterprise.filing-accepted.v1',
  'The registrar accepted the filing.',
  z.object({ ...step, note: z.string().optional(), goodUntil: Day.optional() }),
);
export const FilingReturned = event(
  on,
  'enterprise.filing-returned.v1',
  'The registrar returned the filing with a reason.',
  z.object({ ...step, reason: z.string() }),
);
export const FilingRefreshed = event(
  on,
  'enterprise.refreshed.v1',
  'A filing was refreshed for a year.',
  z.object({ ...step, year: z.number().int(), staffCount: z.number().int(), projectCount: z.number().int(), goodUntil: Day }),
);
export const EnterpriseExited = event(
  on,
  'enterprise.exited.v1',
  'An enterprise left; its contracts end with events of their own.',
  z.object({ ...step, exitedOn: Day, reason: z.string() }),
);
export const CompoundRegistered = event(
  on,
  'compound.registered.v1',
  'A property-management area was registered.',
  z.object({ ...step, compound: Compound }),
);
export const CompoundChanged = event(
  on,
  'compound.changed.v1',
  'Facts of a compound changed; the event carries all of them.',
  z.object({ ...step, compound: Compound, reason: z.string() }),
);
const turn = { ...step, compound: Compound, from: Day, reason: z.string() };
export const CompoundRenamed = event(
  on,
  'compound.renamed.v1',
  'A compound has another name from a day on; the event carries all of it.',
  z.object({ ...turn, name: z.string(), formerName: z.string() }),
);
export const CompoundMerged = event(
  on,
  'compound.merged.v1',
  'Compounds are one from a day on. Said of the survivor and of each that ended in it; the event carries all of the one it is said of.',
  z.object({ ...turn, survivorId: Id, endedIds: z.array(Id) }),
);
export const CompoundSplit = event(
  on,
  'compound.split.v1',
  'A compound ended and its parts are compounds of their own, each registered with an event of its own.',
  z.object({ ...turn, partIds: z.array(Id) }),
);
export const ContractConcluded = event(
  on,
  'contract.concluded.v1',
  'A firm serves a compound from a day to a day.',
  z.object({ ...step, contract: Contract }),
);
export const ContractEnded = event(
  on,
  'contract.ended.v1',
  'A contract ended before its term.',
  z.object({ ...step, contract: Contract, reason: z.string() }),
);
export const AccessRevoked = event(on, 'access.revoked.v1', 'A person’s tokens issued before are no longer good.', AccessVersion);
export const registryEvents = [
  EnterpriseFiled,
  FilingAccepted,
  FilingReturned,
  FilingRefreshed,
  EnterpriseExited,
  CompoundRegistered,
  CompoundChanged,
  CompoundRenamed,
  CompoundMerged,
  CompoundSplit,
  ContractConcluded,
  ContractEnded,
  ...gapEvents,
  AccessRevoked,
] as const;
