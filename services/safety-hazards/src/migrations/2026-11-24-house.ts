/** The first schema: hazards, incidents, photos, rules, the copy of the registry, and the tables by which events leave. */
import { policySql } from '@anju/access/policy';
import { filedSql } from '@anju/events/filed';
import { filedHashSql } from '@anju/events/filing';
import { numbersSql } from '@anju/events/numbers';
import { eventTablesSql, namesOf } from '@anju/events/tables';
import { policyTableSql } from '@anju/policy/policy.entity';
import { Migration } from '@mikro-orm/migrations';

const names = namesOf('safety-hazards');
const { app, relay, owner, schema } = names;
const kinds = [
  ['hazard', 'hazards'],
  ['incident', 'incidents'],
  ['duty-report', 'duty_reports'],
  ['permit', 'permits'],
] as const;
const filed = `
  content_hash text not null,
  filed_division text collate "C" not null,
  filed_scope text collate "C",
  filed_enterprise_id uuid,
  filed_scope_enterprise uuid,
  constraint filed_within_scope check (starts_with(filed_division, filed_scope) is true or (filed_enterprise_id = filed_scope_enterprise) is true)`;

export class House20261124 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
create table hazards (
  id uuid primary key,
  version int not null check (version > 0),
  number text not null unique,
  division text collate "C" not null,
  state text not null check (state in ('REPORTED', 'ASSIGNED', 'ACCEPTED', 'RECTIFYING', 'SUBMITTED', 'CLOSED', 'MERGED', 'VOID')),
  class text not null check (class in ('ORDINARY', 'SUSPECTED_MAJOR', 'MAJOR')),
  risk_level text not null check (risk_level in ('RED', 'ORANGE', 'YELLOW', 'BLUE')),
  family text not null check (family in ('fire', 'ebike', 'gas', 'fall', 'confined')),
  item_code text not null,
  compound_id uuid not null,
  departments text[] not null,
  responsible_enterprise_id uuid,
  is_open boolean not null,
  is_overdue boolean not null,
  is_listed boolean not null,
  escalated_to text collate "C",
  duties text[] not null,
  rank int not null,
  due_at timestamptz,
  recorded_at timestamptz not null,
  search text not null,
  photos text[] not null,
  lng double precision,
  lat double precision,
  hazard jsonb not null,
  constraint major_is_red check (class = 'ORDINARY' or risk_level = 'RED'),
  ${filed}
);
create index hazards_open on hazards (division, rank, (coalesce(due_at, 'infinity')), id) where is_open;
create index hazards_by_urgency on hazards (rank, (coalesce(due_at, 'infinity')), id) where is_open;
create index hazards_by_time on hazards (recorded_at desc, id desc);
create index hazards_by_place_and_time on hazards (division, recorded_at desc, id desc);
create index hazards_of_enterprise on hazards (responsible_enterprise_id, recorded_at desc, id desc);
create index hazards_of_compound on hazards (compound_id, recorded_at desc);
create index hazards_by_point on hazards (lat, lng) where is_open;
create index hazards_listed on hazards (division, id) where is_listed;
create index hazards_by_photo on hazards using gin (photos);

create table incidents (
  id uuid primary key,
  version int not null check (version > 0),
  division text collate "C" not null,
  departments text[] not null,
  responsible_enterprise_id uuid,
  is_handed_over boolean not null,
  recorded_at timestamptz not null,
  incident jsonb not null,
  ${filed}
);
create index incidents_by_time on incidents (recorded_at desc, id desc);
create index incidents_by_place on incidents (division, recorded_at desc, id desc);
create index incidents_of_enterprise on incidents (responsible_enterprise_id, recorded_at desc, id desc);

create table duty_reports (
  id uuid primary key,
  version int not null check (version > 0),
  division text collate "C" not null,
  departments text[] not null,
  responsible_enterprise_id uuid not null,
  compound_id uuid not null,
  hazard_id uuid,
  is_late boolean not null,
  filed_at timestamptz not null,
  report jsonb not null,
  ${filed}
);
create index duty_reports_by_place on duty_reports (division, filed_at desc, id desc);
create index duty_reports_of_enterprise on duty_reports (responsible_enterprise_id, filed_at desc, id desc);

create table permits (
  id uuid primary key,
  version int not null check (version > 0),
  division text collate "C" not null,
  departments text[] not null,
  responsible_enterprise_id uuid not null,
  compound_id uuid not null,
  state text not null check (state in ('OPEN', 'SUSPENDED', 'CLOSED')),
  is_in_force boolean not null,
  opened_at timestamptz not null,
  permit jsonb not null,
  ${filed}
);
create index permits_by_place on permits (division, opened_at desc, id desc);
create index permits_of_enterprise on permits (responsible_enterprise_id, opened_at desc, id desc);

create table source_reports (id uuid primary key, key text not null, case_type text not null, case_id uuid not null, version int not null, content_hash text not null, recorded_at timestamptz not null);
create index source_reports_by_key on source_reports (key, recorded_at desc);

create table photos (sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'), media_type text not null, bytes int not null, uploaded_by text not null, uploaded_at timestamptz not null);

create table compounds (id uuid primary key, version int not null, division text collate "C" not null, name text not null, former_names jsonb, lng double precision not null, lat double precision not null, starts_on date, ends_on date, successors uuid[]);
create table contracts (id uuid primary key, version int not null, compound_id uuid not null, enterprise_id uuid not null, enterprise_name text not null, starts_on date not null, ends_on date not null, ended_on date);
create index contracts_of_compound on contracts (compound_id, starts_on desc);
create table enterprises (id uuid primary key, version int not null, name text not null, uscc text not null, parent_uscc text, status text not null, enterprise jsonb not null);
create index enterprises_by_uscc on enterprises (uscc);
create table divisions (code text collate "C" primary key, version int not null, name text not null, successors text[]);
create table access_versions (sub text primary key, authz_version int not null);
grant select, insert, update on compounds, contracts, enterprises, divisions, access_versions to ${app};
grant select, insert on photos, source_reports to ${app};
grant select, insert, update on hazards, incidents, permits to ${app};
grant select, insert on duty_reports to ${app};
grant select on hazards, incidents, duty_reports, permits to ${relay};
${policySql('hazards', { role: app, everything: [owner, relay] })}
${policySql('incidents', { role: app, everything: [owner, relay] })}
${policySql('duty_reports', { role: app, everything: [owner, relay], writes: ['insert'] })}
${policySql('permits', { role: app, everything: [owner, relay] })}
${eventTablesSql(names)}
${policyTableSql(names)}
create policy event_log_of_case on event_log for select to ${app} using (
  aggregate_type in ('hazard', 'incident')
  and (nullif(current_setting('app.enterprise', true), '') is null or ce_type in ('hazard.reported.v1', 'incident.recorded.v1'))
  and (exists (select 1 from hazards h where h.id = aggregate_id) or exists (select 1 from incidents i where i.id = aggregate_id)));
${numbersSql(names)}
create function hazards_with_photo(sha256 text) returns setof uuid language sql stable security definer set search_path = ${schema} as
  $$ select id from hazards where photos @> array[sha256] $$;
revoke all on function hazards_with_photo from public;
grant execute on function hazards_with_photo to ${app};
${kinds.map(([, table]) => filedHashSql(names, table)).join('')}
${kinds.map(([kind, table]) => filedSql(names, kind, table)).join('')}
`);
  }
}
