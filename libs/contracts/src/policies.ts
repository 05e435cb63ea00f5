/**
 * Rules are data: every deadline, grade, radius and holiday stands in a policy document with the day from which it holds,
 * the place it holds for and the text that it rests on. A document without a jurisdiction is the profile for everywhere;
 * the nearest jurisdiction and the day decide (`@anju/policy/lookup`). A kind of document is one line of `contents`; what
 * is surprising is that `basis` is required even where it can only say "platform default", so that nobody takes ours for law.
 */
import { z } from 'zod';
import { Department } from './actors.js';
import { DivisionCode } from './place.js';
import { Day, named, pageOf, pageQuery, Words } from './schema.js';

export const HazardFamily = z.enum(['fire', 'ebike', 'gas', 'fall', 'confined']);
export type HazardFamily = z.infer<typeof HazardFamily>;
export const familyWords: Readonly<Record<HazardFamily, Words>> = {
  fire: { zh: '消防', en: 'Fire' },
  ebike: { zh: '电动自行车', en: 'E-bikes' },
  gas: { zh: '燃气', en: 'Gas' },
  fall: { zh: '高空坠物、抛物', en: 'Falling and thrown objects' },
  confined: { zh: '有限空间', en: 'Confined space' },
};
/** "Major" is a legal finding: people on site can only suspect it, a department confirms (domain.md §2.1). */
export const HazardClass = z.enum(['ORDINARY', 'SUSPECTED_MAJOR', 'MAJOR']);
export type HazardClass = z.infer<typeof HazardClass>;
/** The consequence if it stays unfixed. A suspected or confirmed major is RED; RED is not therefore major. */
export const RiskLevel = z.enum(['RED', 'ORANGE', 'YELLOW', 'BLUE']);
export type RiskLevel = z.infer<typeof RiskLevel>;
/** F01, E10 …: letter of the family and two digits. */
export const ItemCode = z.string().regex(/^[FEGHC](0[1-9]|[1-9]\d)$/);
export type ItemCode = z.infer<typeof ItemCode>;
/** Who has to put it right. For private parts the firm's own duty is to dissuade, warn and report. */
export const Fixer = z.enum([
  'firm',
  'owner',
  'user',
  'gas-operator',
  'contractor',
  'operator',
  'supplier',
  'shop',
  'seller',
  'worker',
  'sign-owner',
  'subdistrict',
  'utility',
  'thrower',
]);
export type Fixer = z.infer<typeof Fixer>;
export const fixerWords: Readonly<Record<Fixer, Words>> = {
  firm: { zh: '物业服务企业', en: 'property firm' },
  owner: { zh: '业主', en: 'owner' },
  user: { zh: '燃气用户', en: 'gas user' },
  'gas-operator': { zh: '燃气经营企业', en: 'gas operator' },
  contractor: { zh: '作业单位', en: 'contractor' },
  operator: { zh: '充电设施运营单位', en: 'charging operator' },
  supplier: { zh: '瓶装气供应企业', en: 'cylinder supplier' },
  shop: { zh: '沿街商户', en: 'shop' },
  seller: { zh: '销售者', en: 'seller' },
  worker: { zh: '作业人员', en: 'worker' },
  'sign-owner': { zh: '招牌设置人', en: 'owner of the sign' },
  subdistrict: { zh: '街道（镇）', en: 'subdistrict' },
  utility: { zh: '管线权属单位', en: 'utility' },
  thrower: { zh: '抛物人', en: 'thrower' },
};
/** What somebody has to do by a deadline; the last four are the county's: an extension, a listing and its end. */
export const Duty = z.enum(['assign', 'accept', 'rectify', 'recheck', 'decide', 'decide-extension', 'publish', 'file-with-city', 'delist']);
export type Duty = z.infer<typeof Duty>;
export const DeadlineUnit = z.enum(['minutes', 'hours', 'working-hours', 'working-days', 'calendar-days']);
export type DeadlineUnit = z.infer<typeof DeadlineUnit>;

/** A number to ring at once; short codes (119, 110, 12345) are numbers too. */
export const Call = named('Call', z.object({ name: Words, phone: z.string().regex(/^\d{3,12}$/) }));
export type Call = z.infer<typeof Call>;

const itemRules = {
  title: Words,
  detail: Words.optional(),
  /** An incident is never refused, has no rectification and is handed over to those in `callNow`. */
  kind: z.enum(['hazard', 'incident']),
  defaultClass: z.enum(['ORDINARY', 'SUSPECTED_MAJOR']),
  /** Whether a grader may raise an ordinary one to suspected major. */
  mayBeSuspected: z.boolean(),
  /** Family facts (names of true/false fields) any of which makes it suspected major at report. */
  suspectedWhen: z.array(z.string()).optional(),
  defaultRiskLevel: RiskLevel,
  basis: Words,
  fixer: Fixer,
  fixersAlso: z.array(Fixer),
  /** Departments that enforce. The subdistrict is none of them: it sees every case of its division anyway. */
  departments: z.array(Department).min(1),
  callNow: z.array(Call).optional(),
};
/** A sub-type is a row inside a row: it names only what differs from its item. */
export const HazardSubtype = named(
  'HazardSubtype',
  z
    .object(itemRules)
    .partial()
    .extend({ subtype: z.string().regex(/^[a-z][a-z-]+$/), title: Words }),
);
export type HazardSubtype = z.infer<typeof HazardSubtype>;
export const HazardItem = named(
  'HazardItem',
  z.object({ code: ItemCode, family: HazardFamily, ...itemRules, subtypes: z.array(HazardSubtype).optional() }),
);
export type HazardItem = z.infer<typeof HazardItem>;

export const DeadlineRule = named(
  'DeadlineRule',
  z.object({
    duty: Duty,
    class: HazardClass.optional(),
    riskLevel: RiskLevel.optional(),
    itemCode: ItemCode.optional(),
    amount: z.number().int().min(0).max(10_000),
    unit: DeadlineUnit,
    /** The plan sets the date; the amount holds until there is one. */
    isPlanBased: z.boolean().optional(),
  }),
);
export type DeadlineRule = z.infer<typeof DeadlineRule>;
const period = z.object({ amount: z.number().int().min(1).max(10_000), unit: DeadlineUnit });
/** A step of escalation: at a share of the time given, or that long after the deadline. */
export const EscalationStep = named(
  'EscalationStep',
  z.object({
    at: z.union([z.object({ percent: z.number().int().min(1).max(100) }), z.object({ after: period })]),
    level: z.number().int().min(1).max(9),
    to: Words,
    /** Whose desk it comes to: escalation goes upward in the territory, never sideways. */
    territory: z.enum(['holder', 'community', 'township', 'county', 'prefecture', 'province']),
  }),
);
export type EscalationStep = z.infer<typeof EscalationStep>;

export const HazardCatalogue = z.object({ items: z.array(HazardItem).min(1) });
export type HazardCatalogue = z.infer<typeof HazardCatalogue>;
/** Of the rules that fit, the most specific wins: item, then class, then risk level. */
export const HazardDeadlines = z.object({
  rules: z.array(DeadlineRule).min(1),
  escalation: z.array(EscalationStep),
  /** A rectification longer than `beyond`, and that of every major hazard, needs a plan; its last day is within `limit`. */
  plan: z.object({ beyond: period, limit: period }),
  /** How often the deadline may be extended; under listed supervision it is asked for that long before the end. */
  extension: z.object({ maxTimes: z.number().int().min(0).max(99), listedNotice: period }),
  /** The longest time that a listing may give. */
  listing: z.object({ limit: period }),
});
export type HazardDeadlines = z.infer<typeof HazardDeadlines>;
/** Same item, at most this far away and this many days ago: perhaps the same hazard. */
export const HazardDuplicates = z.object({ radiusM: z.number().int().min(0).max(5000), days: z.number().int().min(0).max(365) });
export type HazardDuplicates = z.infer<typeof HazardDuplicates>;
const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** Working hours of a working day, Asia/Shanghai, in order; weekdays by ISO number, Monday = 1. */
export const WorkingTime = z.object({
  hours: z.array(z.tuple([Time, Time])).min(1),
  weekdays: z.array(z.number().int().min(1).max(7)).min(1),
});
export type WorkingTime = z.infer<typeof WorkingTime>;
/** One year's schedule: days off, and the weekend days that are worked in exchange. */
export const Holidays = z.object({ year: z.number().int().min(2000).max(2100), holidays: z.array(Day), makeUpDays: z.array(Day) });
export type Holidays = z.infer<typeof Holidays>;
/** How long a firm has to report what it found and could not stop (Shanghai Residential Property Rules art. 59: 24 hours). */
export const DutyReportRule = z.object({ within: period, departments: z.array(Department).min(1) });
export type DutyReportRule = z.infer<typeof DutyReportRule>;
export const Gas = z.enum(['oxygen', 'combustible', 'hydrogen-sulfide', 'carbon-monoxide']);
export type Gas = z.infer<typeof Gas>;
/** Work in confined spaces: what the air has to be like, how old a reading may be, what has to be at hand. */
export const ConfinedSpaceRule = z.object({
  /** Departments that see every permit. */
  departments: z.array(Department).min(1),
  readingEvery: period,
  ventilateBefore: period,
  limits: z.array(z.object({ gas: Gas, unit: z.string(), min: z.number().optional(), max: z.number().optional() })).min(1),
  depths: z.array(z.enum(['upper', 'middle', 'lower'])).min(1),
  minGuards: z.number().int().min(1),
  gear: z.array(z.object({ code: z.string().regex(/^[a-z][a-z-]+$/), name: Words, isRequired: z.boolean() })).min(1),
});
export type ConfinedSpaceRule = z.infer<typeof ConfinedSpaceRule>;
/** How long a filing holds after it was accepted or refreshed. */
export const EnterpriseFiling = z.object({ refreshMonths: z.number().int().min(1).max(120) });
export type EnterpriseFiling = z.infer<typeof EnterpriseFiling>;
/** What turns households into residents, and the urban population of divisions of which it is known, with its day. */
export const CoverageRule = z.object({
  personsPerHousehold: z.number().min(0.1).max(20),
  urbanPopulation: z.array(z.object({ division: DivisionCode, residents: z.number().int().min(1), asOf: Day, source: z.string() })),
});
export type CoverageRule = z.infer<typeof CoverageRule>;
const points = z.number().min(0).max(1_000);
/**
 * Points of the hazard index for each so many households: of an open hazard by class, of an ordinary one by risk level, and
 * on top where a duty of it is overdue and for every age that it has passed, in days since its report.
 */
export const HazardIndexRule = z.object({
  perHouseholds: z.number().int().min(1),
  major: points,
  suspectedMajor: points,
  ordinary: z.record(RiskLevel, points),
  overdue: points,
  age: z.array(z.object({ olderThanDays: z.number().int().min(0).max(3_650), points })),
});
export type HazardIndexRule = z.infer<typeof HazardIndexRule>;
export const PhotoLimits = z.object({
  maxBytes: z.number().int().min(1),
  maxCount: z.number().int().min(0),
  mediaTypes: z.array(z.string().regex(/^image\/[a-z0-9.+-]+$/)).min(1),
});
export type PhotoLimits = z.infer<typeof PhotoLimits>;

const header = {
  /** Kind, and the jurisdiction where it has one: `hazard-deadlines-310115`. */
  id: z
    .string()
    .max(80)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** Absent: everywhere that has no nearer document of this kind. */
  jurisdiction: DivisionCode.optional(),
  version: z.number().int().min(1),
  validFrom: Day,
  /** Last day on which it holds. */
  validTo: Day.optional(),
  title: Words,
  /** Law, standard or decision with clause; "platform default" where it is only ours. */
  basis: Words,
};
const document = <K extends string, S extends z.ZodType>(kind: K, content: S) => z.object({ ...header, kind: z.literal(kind), content });

export const PolicyDocument = named(
  'PolicyDocument',
  z.discriminatedUnion('kind', [
    document('hazard-catalogue', HazardCatalogue),
    document('hazard-deadlines', HazardDeadlines),
    document('hazard-duplicates', HazardDuplicates),
    document('working-time', WorkingTime),
    document('holidays', Holidays),
    document('photo-limits', PhotoLimits),
    document('duty-report', DutyReportRule),
    document('confined-space', ConfinedSpaceRule),
    document('enterprise-filing', EnterpriseFiling),
    document('coverage', CoverageRule),
    document('hazard-index', HazardIndexRule),
  ]),
);
export type PolicyDocument = z.infer<typeof PolicyDocument>;
export type PolicyKind = PolicyDocument['kind'];
export const PolicyKind = z.enum(PolicyDocument.options.map(({ shape }) => shape.kind.value) as [PolicyKind, ...PolicyKind[]]);
/** The document of one kind: `PolicyOf<'holidays'>`. */
export type PolicyOf<K extends PolicyKind> = Extract<PolicyDocument, { kind: K }>;
/** One version of a document. */
export const PolicyVersion = named('PolicyVersion', z.object({ id: header.id, version: header.version }));
export type PolicyVersion = z.infer<typeof PolicyVersion>;

/** A document without its content, as lists show it. */
export const PolicySummary = named('PolicySummary', z.object({ ...header, kind: PolicyKind }));
export type PolicySummary = z.infer<typeof PolicySummary>;
export const PolicyPage = pageOf('PolicyPage', PolicySummary);
export type PolicyPage = z.infer<typeof PolicyPage>;

/** A document as it is read: with the version before it, where there is one. */
export type PolicyReading = PolicyDocument & { previous?: number | undefined };
export const PolicyReading = named(
  'PolicyReading',
  z.discriminatedUnion(
    'kind',
    PolicyDocument.options.map((option) => (option as z.ZodObject).extend({ previous: header.version.optional() })) as never,
  ) as unknown as z.ZodType<PolicyReading>,
);

/** With `division` and `day`, only the documents that decide there on that day (today, where only a division is given). */
export const ListPolicies = z.strictObject({
  ...pageQuery,
  kind: PolicyKind.optional(),
  division: DivisionCode.optional(),
  day: Day.optional(),
});
export type ListPolicies = z.infer<typeof ListPolicies>;
/** Without `version`: the highest. */
export const ReadPolicy = z.strictObject({ version: z.coerce.number().int().min(1).optional() });
export type ReadPolicy = z.infer<typeof ReadPolicy>;

/** An item as it stands for one sub-type; without one, the item itself. Undefined where the sub-type does not exist. */
export const itemFor = (item: HazardItem, subtype?: string): HazardItem | undefined => {
  if (subtype === undefined) return item;
  const found = item.subtypes?.find((one) => one.subtype === subtype);
  return found && { ...item, ...found };
};
/** Class at report: the catalogue's, raised when one of the facts it names is true. */
export const classAtReport = (item: HazardItem, facts: Readonly<Record<string, unknown>> = {}): 'ORDINARY' | 'SUSPECTED_MAJOR' =>
  item.suspectedWhen?.some((name) => facts[name] === true) ? 'SUSPECTED_MAJOR' : item.defaultClass;
