/**
 * Rule documents as rows, one per id and version, in each service's own schema. Rows are only ever added: a rule that was
 * in force stays readable, because an old deadline is explained by the rule of its day. Everyone signed in may read them,
 * so row-level security lets the app role see all and bars changing and deleting.
 */
import type { PolicyDocument, PolicyKind } from '@anju/contracts/policies';
import type { Words } from '@anju/contracts/schema';
import type { Names } from '@anju/events/tables';
import { defineEntity, type InferEntity, p } from '@mikro-orm/postgresql';
import { proposalTableSql } from './policy-proposal.entity.js';

export const PolicyRow = defineEntity({
  name: 'PolicyRow',
  tableName: 'policies',
  properties: {
    id: p.text().primary(),
    version: p.integer().primary(),
    kind: p.text().$type<PolicyKind>(),
    jurisdiction: p.text().nullable(),
    validFrom: p.string().columnType('date'),
    validTo: p.string().columnType('date').nullable(),
    title: p.json<Words>(),
    basis: p.json<Words>(),
    content: p.json<PolicyDocument['content']>(),
    approvedAt: p.datetime(),
  },
});
export type PolicyRow = InferEntity<typeof PolicyRow>;

export const documentOf = ({ id, version, kind, jurisdiction, validFrom, validTo, title, basis, content }: PolicyRow): PolicyDocument =>
  ({
    id,
    version,
    kind,
    ...(jurisdiction && { jurisdiction }),
    validFrom,
    ...(validTo && { validTo }),
    title,
    basis,
    content,
  }) as PolicyDocument;

/** For a service's first migration, after the tables of events; `names` are the roles of the service. */
export const policyTableSql = (names: Names): string => {
  const { owner, app, relay } = names;
  return `
create table policies (
  id text not null,
  version int not null check (version > 0),
  kind text not null,
  jurisdiction text collate "C",
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  title jsonb not null,
  basis jsonb not null,
  content jsonb not null,
  approved_at timestamptz not null,
  primary key (id, version)
);
alter table policies enable row level security;
alter table policies force row level security;
create policy policies_read on policies for select to ${app} using (true);
create policy policies_approve on policies for insert to ${app} with check (true);
create policy policies_all on policies to ${owner}, ${relay} using (true) with check (true);
grant select, insert on policies to ${app};
grant select on policies to ${relay};
${proposalTableSql(names)}`;
};
