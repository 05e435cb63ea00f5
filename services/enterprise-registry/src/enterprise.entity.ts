/**
 * A filing as a row. Everybody signed in may see that a firm is filed, so the row is open; the columns of its papers
 * (contacts, reasons) are not: the role of requests has no right to select them and reads them through a function that
 * checks the session. They are lazy here for that reason.
 */
import type { FileEnterprise, FilingStatus } from '@anju/contracts/registry';
import type { Aggregate } from '@anju/events/change';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';
import { evolve, type EnterpriseEvent, type PublicEnterprise } from '@anju/contracts/enterprise-life';

export const EnterpriseRow = defineEntity({
  name: 'EnterpriseRow',
  tableName: 'enterprises',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    name: p.text(),
    search: p.text(),
    uscc: p.text(),
    division: p.text(),
    status: p.text().$type<FilingStatus>(),
    parentUscc: p.text().nullable(),
    filedAt: p.datetime(),
    decidedAt: p.datetime().nullable(),
    filedEnterpriseId: p.uuid().nullable(),
    contacts: p.json<FileEnterprise['contacts']>().lazy(),
    usccOverrideReason: p.text().nullable().lazy(),
    returnReason: p.text().nullable().lazy(),
    exitReason: p.text().nullable().lazy(),
    goodUntil: p.string().columnType('date').nullable(),
    refreshedFor: p.integer().nullable(),
    staffCount: p.integer().nullable(),
    projectCount: p.integer().nullable(),
    exitedOn: p.string().columnType('date').nullable(),
    contentHash: p.text(),
  },
});
export type EnterpriseRow = InferEntity<typeof EnterpriseRow>;

export const enterpriseOf = (row: EnterpriseRow): PublicEnterprise => ({
  id: row.id,
  version: row.version,
  name: row.name,
  uscc: row.uscc,
  division: row.division,
  status: row.status,
  ...(row.parentUscc && { parentUscc: row.parentUscc }),
  filedAt: row.filedAt.toISOString(),
  ...(row.decidedAt && { decidedAt: row.decidedAt.toISOString() }),
  ...(row.goodUntil && { goodUntil: row.goodUntil }),
  ...(row.refreshedFor !== null && { refreshedFor: row.refreshedFor }),
  ...(row.staffCount !== null && { staffCount: row.staffCount }),
  ...(row.projectCount !== null && { projectCount: row.projectCount }),
  ...(row.exitedOn && { exitedOn: row.exitedOn }),
});

/** The firm that a filing is about: the one whose manager filed it, else the filed one itself. */
export const ownFirm = (id: string, filedEnterpriseId: string | null | undefined): string => filedEnterpriseId ?? id;

export const enterpriseAggregate: Aggregate<PublicEnterprise & { filedEnterpriseId?: string | null }, EnterpriseRow> = {
  context: 'enterprise-registry',
  type: 'enterprise',
  row: EnterpriseRow,
  read: (row) => ({ ...enterpriseOf(row), filedEnterpriseId: row.filedEnterpriseId ?? null }),
  evolve: ({ filedEnterpriseId, ...enterprise }, fact, version) => ({
    ...evolve(enterprise, fact as EnterpriseEvent, version),
    filedEnterpriseId,
  }),
  write: (row, { status, decidedAt, returnReason, exitReason, goodUntil, refreshedFor, staffCount, projectCount, exitedOn }) => {
    Object.assign(row, {
      status,
      decidedAt: decidedAt ? new Date(decidedAt) : null,
      goodUntil: goodUntil ?? null,
      refreshedFor: refreshedFor ?? null,
      staffCount: staffCount ?? null,
      projectCount: projectCount ?? null,
      exitedOn: exitedOn ?? null,
      // Columns that the role of requests may write and not read.
      ...(returnReason !== undefined && { returnReason }),
      ...(exitReason !== undefined && { exitReason }),
    });
  },
  scope: ({ id, division, filedEnterpriseId }) => ({ division, enterpriseId: ownFirm(id, filedEnterpriseId) }),
};
