/**
 * The first schema: divisions, enterprises, compounds, contracts, access versions, rules, and the tables by which events
 * leave. Overlapping contracts are excluded by a range over one compound and a range over its days: a range type of UUIDs
 * makes that possible without an extension. Policies name `app.day`, for a firm sees a compound for the days of its contract.
 */
import { policyCondition, policySql } from '@anju/access/policy';
import { GapReason } from '@anju/contracts/coverage';
import { filedHashSql } from '@anju/events/filing';
import { eventTablesSql, namesOf } from '@anju/events/tables';
import { policyTableSql } from '@anju/policy/policy.entity';
import { Migration } from '@mikro-orm/migrations';

const names = namesOf('enterprise-registry');
const { app, relay, owner, schema } = names;

const setting = (name: string): string => `nullif(current_setting('${name}', true), '')`;
const ofDivision = policyCondition({ division: 'division', enterprise: null, departments: null });
/** Within the divisions of an administrator, who sees configuration and no cases. */
const administered = `code ^@ any (string_to_array(${setting('app.admin_divs')}, ',', ''))`;
/** The registrar of the filing division, and the firm that a filing is about. */
const ofFirm = `(${ofDivision}) or ${setting('app.enterprise')}::uuid in (id, filed_enterprise_id)`;
const everything = [owner, relay];

/** Everybody signed in reads, who is responsible for the division writes; a manager files for the own firm. */
const open = (table: string, insert: string, update?: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy ${table}_read on ${table} for select to ${app} using (${setting('app.sub')} is not null);
create policy ${table}_insert on ${table} for insert to ${app} with check (${insert});
${update ? `create policy ${table}_update on ${table} for update to ${app} using (${update}) with check (${update});` : ''}
create policy ${table}_all on ${table} to ${everything.join(', ')} using (true) with check (true);
`;

/** The filing as recorded at version 1, for whoever proves to be the filer by sending the same content again. */
const filedSql = (name: string, table: string, types: readonly string[] = [name]): string => `
${filedHashSql(names, table)}
create function filed_${name}(filing uuid, hash text) returns table (is_same boolean, payload json)
language sql stable security definer set search_path = ${schema} as $$
  select f.content_hash = hash, case when f.content_hash = hash then e.payload end
  from ${table} f left join event_log e on e.aggregate_type in (${types.map((type) => `'${type}'`).join(', ')}) and e.aggregate_id = filing and e.aggregate_version = 1
  where f.id = filing $$;
revoke all on function filed_${name} from public;
grant execute on function filed_${name} to ${app};
`;

export class Registry20261124 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table divisions (
  code text collate "C" primary key,
  version int not null check (version > 0),
  name text not null,
  level text not null check (level in ('province', 'prefecture', 'county', 'township', 'community')),
  parent text collate "C",
  is_pseudo boolean not null,
  valid_from date not null,
  valid_to date,
  successors text[],
  source text not null,
  initials text not null
);
grant select, insert, update on divisions to ${app};
alter table divisions enable row level security;
alter table divisions force row level security;
create policy divisions_read on divisions for select to ${app} using (true);
create policy divisions_import on divisions for insert to ${app} with check (true);
create policy divisions_correct on divisions for update to ${app} using (${administered}) with check (${administered});
create policy divisions_all on divisions to ${everything.join(', ')} using (true) with check (true);

create table enterprises (
  id uuid primary key,
  version int not null check (version > 0),
  name text not null,
  search text not null,
  uscc text collate "C" not null,
  division text collate "C" not null,
  status text not null check (status in ('FILED', 'ACCEPTED', 'RETURNED', 'EXITED')),
  parent_uscc text,
  filed_at timestamptz not null,
  decided_at timestamptz,
  filed_enterprise_id uuid,
  contacts json not null,
  uscc_override_reason text,
  return_reason text,
  exit_reason text,
  good_until date,
  refreshed_for int,
  staff_count int,
  project_count int,
  exited_on date,
  content_hash text not null
);
create unique index enterprises_uscc_filed on enterprises (uscc) where status in ('FILED', 'ACCEPTED');
create index enterprises_by_name on enterprises (name, id);
create index enterprises_by_status on enterprises (status, name, id);
create index enterprises_by_place on enterprises (division, name, id);
grant select (id, version, name, search, uscc, division, status, parent_uscc, filed_at, decided_at, filed_enterprise_id, good_until, refreshed_for, staff_count,
  project_count, exited_on, content_hash),
  insert, update on enterprises to ${app};
${open('enterprises', `(${ofDivision}) or filed_enterprise_id = ${setting('app.enterprise')}::uuid`, ofFirm)}
create function enterprise_papers(enterprise uuid) returns json language sql stable security definer set search_path = ${schema} as $$
  select json_strip_nulls(json_build_object('contacts', contacts, 'usccOverrideReason', uscc_override_reason, 'returnReason', return_reason, 'exitReason', exit_reason))
  from enterprises where id = enterprise and (${ofFirm}) $$;
revoke all on function enterprise_papers from public;
grant execute on function enterprise_papers to ${app};

create table compounds (
  id uuid primary key,
  version int not null check (version > 0),
  division text collate "C" not null,
  name text not null,
  search text not null,
  lng double precision not null,
  lat double precision not null,
  starts_on date,
  ends_on date check (ends_on >= starts_on),
  compound jsonb not null,
  content_hash text not null
);
create index compounds_by_place on compounds (division, name, id);

create type uuid_range as range (subtype = uuid);
create table contracts (
  id uuid primary key,
  version int not null check (version > 0),
  compound_id uuid not null references compounds,
  enterprise_id uuid not null references enterprises,
  division text collate "C" not null,
  starts_on date not null,
  last_on date not null,
  contract jsonb not null,
  compound_name text not null,
  content_hash text not null,
  constraint contracts_term check (starts_on <= last_on + 1),
  constraint contracts_do_not_overlap exclude using gist (
    uuid_range(compound_id, compound_id, '[]') with &&, daterange(starts_on, last_on + 1) with &&)
);
create index contracts_of_compound on contracts (compound_id, starts_on);
create index contracts_by_place on contracts (division, starts_on);
create index contracts_of_enterprise on contracts (enterprise_id, starts_on);
grant select, insert, update on compounds, contracts to ${app};
${policySql('contracts', { role: app, columns: { division: 'division', enterprise: 'enterprise_id', departments: null }, everything, writes: [] })}
${policySql('compounds', { role: app, columns: { division: 'division', enterprise: null, departments: null }, everything })}
create policy compounds_of_firm on compounds for select to ${app} using (exists (
  select 1 from contracts c where c.compound_id = compounds.id and c.enterprise_id = ${setting('app.enterprise')}::uuid
    and c.starts_on <= ${setting('app.day')}::date and c.last_on >= ${setting('app.day')}::date));
create policy contracts_conclude on contracts for insert to ${app} with check (${ofDivision});

create table coverage_gaps (
  id uuid primary key,
  version int not null check (version > 0),
  compound_id uuid not null references compounds,
  division text collate "C" not null,
  opened_on date not null,
  closed_on date check (closed_on >= opened_on),
  reason text not null check (reason in (${GapReason.options.map((reason) => `'${reason}'`).join(', ')})),
  is_planned boolean not null,
  gap jsonb not null,
  content_hash text not null
);
create index coverage_gaps_by_place on coverage_gaps (division, opened_on, id);
create index coverage_gaps_by_time on coverage_gaps (opened_on, id);
create index coverage_gaps_of_compound on coverage_gaps (compound_id, opened_on);
grant select, insert, update on coverage_gaps to ${app};
${policySql('coverage_gaps', { role: app, columns: { division: 'division', enterprise: null, departments: null }, everything })}
create policy contracts_end on contracts for update to ${app} using (${ofDivision}) with check (${ofDivision});

create table imports (id uuid primary key, content_hash text not null);
grant select, insert on imports to ${app};
alter table imports enable row level security;
alter table imports force row level security;
create policy imports_read on imports for select to ${app} using (${setting('app.admin_divs')} is not null);
create policy imports_insert on imports for insert to ${app} with check (${setting('app.admin_divs')} is not null);
create policy imports_all on imports to ${everything.join(', ')} using (true) with check (true);

create table access_versions (
  id uuid primary key,
  sub text collate "C" not null,
  authz_version int not null check (authz_version > 0),
  access jsonb not null,
  content_hash text not null,
  unique (sub, authz_version)
);
grant select, insert on access_versions to ${app};
alter table access_versions enable row level security;
alter table access_versions force row level security;
create policy access_versions_read on access_versions for select to ${app} using (true);
create policy access_versions_revoke on access_versions for insert to ${app} with check (
  ${setting('app.sub')} is not null and ${setting('app.divs')} is null and ${setting('app.enterprise')} is null);
create policy access_versions_all on access_versions to ${everything.join(', ')} using (true) with check (true);
${eventTablesSql(names)}
${policyTableSql(names)}
${filedSql('enterprise', 'enterprises')}
${filedSql('compound', 'compounds')}
${filedSql('contract', 'contracts')}
${filedSql('import', 'imports', ['division', 'holiday'])}
${filedHashSql(names, 'access_versions')}
${filedHashSql(names, 'coverage_gaps')}
`);
  }
}
