/**
 * A hazard as a row: the whole of it as folded from its events, and beside it the columns by which it is found, guarded and
 * ordered. Columns never say anything that the folded hazard does not; `columnsOf` is the only place that derives them.
 * What was filed by whom and under which scope never changes, so a constraint can hold it for ever.
 */
import type { Actor } from '@anju/access/actor';
import { isWithin } from '@anju/contracts/place';
import { dueAt, dutiesOf, evolve, evolveIncident, isOverdue } from '@anju/contracts/hazard-life';
import type { HazardEvent, IncidentEvent } from '@anju/contracts/hazard-events';
import type { Photo } from '@anju/contracts/hazard-records';
import { isOpen, RiskLevel, type Hazard, type HazardSummary, type Incident } from '@anju/contracts/hazards';
import type { Aggregate } from '@anju/events/change';
import type { Timer } from '@anju/events/timers';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';

export const HazardRow = defineEntity({
  name: 'HazardRow',
  tableName: 'hazards',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    number: p.text(),
    division: p.text(),
    state: p.text().$type<Hazard['state']>(),
    class: p.text().$type<Hazard['class']>(),
    riskLevel: p.text().$type<Hazard['riskLevel']>(),
    family: p.text().$type<Hazard['family']>(),
    itemCode: p.text(),
    compoundId: p.uuid(),
    departments: p.array(),
    responsibleEnterpriseId: p.uuid().nullable(),
    isOpen: p.boolean(),
    isOverdue: p.boolean(),
    isListed: p.boolean(),
    escalatedTo: p.text().nullable(),
    duties: p.array(),
    rank: p.integer(),
    dueAt: p.datetime().nullable(),
    recordedAt: p.datetime(),
    search: p.text(),
    photos: p.array(),
    lng: p.double().nullable(),
    lat: p.double().nullable(),
    hazard: p.json<Hazard>(),
    contentHash: p.text(),
    filedDivision: p.text(),
    filedScope: p.text().nullable(),
    filedEnterpriseId: p.uuid().nullable(),
    filedScopeEnterprise: p.uuid().nullable(),
  },
});
export type HazardRow = InferEntity<typeof HazardRow>;

export const IncidentRow = defineEntity({
  name: 'IncidentRow',
  tableName: 'incidents',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    division: p.text(),
    departments: p.array(),
    responsibleEnterpriseId: p.uuid().nullable(),
    isHandedOver: p.boolean(),
    recordedAt: p.datetime(),
    incident: p.json<Incident>(),
    contentHash: p.text(),
    filedDivision: p.text(),
    filedScope: p.text().nullable(),
    filedEnterpriseId: p.uuid().nullable(),
    filedScopeEnterprise: p.uuid().nullable(),
  },
});
export type IncidentRow = InferEntity<typeof IncidentRow>;

/** Lower is more urgent: suspected or found major first, then what is overdue, then by risk. */
export const rankOf = (hazard: HazardSummary): number =>
  (hazard.class === 'ORDINARY' ? 20 : 0) + (isOverdue(hazard) ? 0 : 10) + RiskLevel.options.indexOf(hazard.riskLevel);

const photosOf = ({ photos, rectifications = [], rechecks = [], controls = [], lookBacks = [] }: Hazard): Photo[] => [
  ...photos,
  ...[...rectifications, ...rechecks, ...controls, ...lookBacks].flatMap((record) => record.photos),
];

const columnsOf = (hazard: Hazard) => ({
  version: hazard.version,
  number: hazard.number,
  division: hazard.division,
  state: hazard.state,
  class: hazard.class,
  riskLevel: hazard.riskLevel,
  family: hazard.family,
  itemCode: hazard.itemCode,
  compoundId: hazard.compoundId,
  departments: hazard.departments as string[],
  responsibleEnterpriseId: hazard.responsibleEnterpriseId ?? null,
  isOpen: isOpen(hazard),
  isOverdue: isOverdue(hazard),
  isListed: hazard.listing !== undefined && !hazard.listing.delisted,
  escalatedTo: hazard.escalatedTo ?? null,
  duties: dutiesOf(hazard) as string[],
  rank: rankOf(hazard),
  dueAt: dueAt(hazard) ?? null,
  recordedAt: hazard.recordedAt,
  search: [hazard.number, hazard.title.zh, hazard.title.en, hazard.compoundName, hazard.spot ?? '', hazard.responsibleEnterpriseName ?? '']
    .join('\n')
    .toLowerCase(),
  photos: photosOf(hazard).map(({ sha256 }) => sha256),
  lng: hazard.point?.lng ?? null,
  lat: hazard.point?.lat ?? null,
  hazard,
});

/** Under which scope it was filed, from the verified token: the second lock of a filing. */
export const filedBy = (by: Actor, division: string, enterpriseId: string | undefined, contentHash: string) => ({
  contentHash,
  filedDivision: division,
  filedScope: by.role === 'enterprise-manager' ? null : (by.divisions.find((scope) => isWithin(division, scope)) ?? null),
  filedEnterpriseId: enterpriseId ?? null,
  filedScopeEnterprise: by.role === 'enterprise-manager' ? (by.enterpriseId ?? null) : null,
});

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const snaked = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [snake(key), value]));
/** Columns of a table as its rows are filed. */
export const columnsOfRow = (row: { meta: { properties: object } }): string[] => Object.keys(row.meta.properties).map(snake);
export const filedHazardRow = (hazard: Hazard, by: Actor, contentHash: string) =>
  snaked({ id: hazard.id, ...columnsOf(hazard), ...filedBy(by, hazard.division, hazard.responsibleEnterpriseId, contentHash) });
export const filedIncidentRow = (incident: Incident, by: Actor, contentHash: string) =>
  snaked({
    id: incident.id,
    version: incident.version,
    division: incident.division,
    departments: incident.departments,
    responsibleEnterpriseId: incident.responsibleEnterpriseId ?? null,
    isHandedOver: incident.handedOver !== undefined,
    recordedAt: incident.recordedAt,
    incident,
    ...filedBy(by, incident.division, incident.responsibleEnterpriseId, contentHash),
  });

const scopeOf = ({ division, responsibleEnterpriseId, departments }: Hazard | Incident) => ({
  division,
  enterpriseId: responsibleEnterpriseId,
  departments,
});

export const hazardAggregate = (timers: (hazard: Hazard) => Timer[]): Aggregate<Hazard, HazardRow> => ({
  context: 'safety-hazards',
  type: 'hazard',
  row: HazardRow,
  read: ({ hazard }) => hazard,
  evolve: (hazard, fact, version) => evolve(hazard, fact as HazardEvent, version),
  write: (row, hazard) => {
    const { dueAt: due, recordedAt, ...columns } = columnsOf(hazard);
    Object.assign(row, columns, { dueAt: due ? new Date(due) : null, recordedAt: new Date(recordedAt) });
  },
  scope: scopeOf,
  facet: ({ family }) => family,
  timers,
});

export const incidentAggregate: Aggregate<Incident, IncidentRow> = {
  context: 'safety-hazards',
  type: 'incident',
  row: IncidentRow,
  read: ({ incident }) => incident,
  evolve: (incident, fact, version) => evolveIncident(incident, fact as IncidentEvent, version),
  write: (row, incident) =>
    void Object.assign(row, { incident, version: incident.version, isHandedOver: incident.handedOver !== undefined }),
  scope: scopeOf,
  facet: ({ family }) => family,
};
