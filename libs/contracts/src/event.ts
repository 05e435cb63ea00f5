/**
 * An event is declared once, by its CloudEvents type; its subject on the bus, its source and its place in the AsyncAPI
 * document follow from that. Rules return `{ type, data }`; the event log adds who, when and where; the bus and the live
 * feed carry the CloudEvent.
 */
import { z } from 'zod';
import { DivisionCode, at } from './place.js';
import { Id, Instant, named } from './schema.js';

export const Context = z.enum(['enterprise-registry', 'safety-hazards', 'command-center']);
export type Context = z.infer<typeof Context>;

/** What a rule decided: past tense, facts only. */
export interface Fact<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

export interface EventDeclaration<Type extends string = string, S extends z.ZodType = z.ZodType> {
  readonly context: Context;
  readonly type: Type;
  readonly aggregate: string;
  /** Aggregate, event and version as they stand in the bus subject: `hazard-reported.v1`. */
  readonly token: string;
  readonly summary: string;
  readonly data: S;
  of(data: z.infer<S>): Fact<Type, z.infer<S>>;
}
export type FactOf<D extends EventDeclaration> = D extends EventDeclaration<infer Type, infer S> ? Fact<Type, z.infer<S>> : never;

/** Declares `aggregate.event-name.vN`. */
export function event<const Type extends `${string}.${string}.v${number}`, S extends z.ZodType>(
  context: Context,
  type: Type,
  summary: string,
  data: S,
): EventDeclaration<Type, S> {
  const [aggregate, name, version] = type.split('.') as [string, string, string];
  return { context, type, aggregate, token: `${aggregate}-${name}.${version}`, summary, data, of: (facts) => ({ type, data: facts }) };
}

/** Whom an event concerns; decides who may read it and on which channels it travels. */
export interface Scope {
  readonly division: string;
  readonly enterpriseId?: string | undefined;
  readonly departments?: readonly string[] | undefined;
}

/** CloudEvents 1.0 with Anju's extensions. `sequence` is the aggregate's version, zero-padded so that it compares as text. */
export const CloudEvent = named(
  'CloudEvent',
  z.object({
    specversion: z.literal('1.0'),
    id: Id,
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: Instant,
    datacontenttype: z.literal('application/json'),
    sequence: z.string().regex(/^\d{20}$/),
    division: DivisionCode.optional(),
    /** The firm the case belonged to after this event. */
    enterpriseid: Id.optional(),
    /** Departments named by the case, comma separated. */
    departments: z.string().optional(),
    /** Raised when a database is restored from a backup. */
    dbgeneration: z.string(),
    traceparent: z.string().optional(),
    data: z.unknown(),
  }),
);
export type CloudEvent<Data = unknown> = Omit<z.infer<typeof CloudEvent>, 'data'> & { data: Data };

export const sequenceOf = (version: number): string => String(version).padStart(20, '0');
export const versionOf = (cloudEvent: { sequence: string }): number => Number(cloudEvent.sequence);
export const scopeOf = (cloudEvent: Pick<CloudEvent, 'division' | 'enterpriseid' | 'departments'>): Scope => ({
  division: cloudEvent.division ?? '',
  enterpriseId: cloudEvent.enterpriseid,
  departments: cloudEvent.departments ? cloudEvent.departments.split(',') : [],
});

/** `ev.<context>.<aggregate>-<event>.v<n>.<facet>.<province>.<prefecture>.<county>`; a place that ends higher is filled with `-`. */
export const subjectOf = (declaration: Pick<EventDeclaration, 'context' | 'token'>, facet: string | undefined, division: string): string =>
  [
    'ev',
    declaration.context,
    declaration.token,
    facet ?? '-',
    at(division, 'province') ?? '-',
    at(division, 'prefecture') ?? '-',
    at(division, 'county') ?? '-',
  ].join('.');
export const sourceOf = (context: Context, division: string): string => `/anju/${at(division, 'prefecture') ?? '-'}/${context}`;
