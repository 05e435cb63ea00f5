/**
 * The tables of the command center. Everything but the audit and what is parked can be made again from the events. Days are
 * text, because a day of the field is a name and not a moment. Counters belong to a channel. A row of the feed names its
 * event by the position among the kept events; of rows that are kept no longer `feed_channels` says the last per channel.
 */
import { policyCondition } from '@anju/access/policy';
import { eventTablesSql, namesOf, type Names } from '@anju/events/tables';
import { policyTableSql } from '@anju/policy/policy.entity';
import { Migration } from '@mikro-orm/migrations';
import { dayColumns } from '../day-counts.projection.js';
import { levelColumns, levelFigures } from '../levels.js';

const setting = (name: string): string => `nullif(current_setting('${name}', true), '')`;
const cases = policyCondition({ division: 'division', enterprise: 'enterprise_id', departments: 'departments' });

/** Channels of the present reader, as `channelsOf` says them. */
const ownChannels = `case when ${setting('app.enterprise')} is not null then array['e.' || ${setting('app.enterprise')}]
  else array(select coalesce('p.' || ${setting('app.department')}, 'd') || '.' || code from unnest(string_to_array(${setting('app.divs')}, ',', '')) code) end`;
/** A counter is read by whoever may follow its channel, or one that it lies inside of. Put into a case, which the planner does not take for rare. */
const channelPolicy = `case when channel ^@ any (${ownChannels}) then true else false end`;

/** What a unit has done is read by whoever sees the place; a department and a firm see their own. */
const unitPolicy = `case when (${setting('app.enterprise')} is null and division ^@ any (string_to_array(${setting('app.divs')}, ',', ''))
    and (${setting('app.department')} is null or (unit = 'department' and holder = ${setting('app.department')})))
  or (unit = 'enterprise' and holder = ${setting('app.enterprise')}) then true else false end`;
const places = policyCondition({ division: 'division', enterprise: null, departments: null });
/** Households are no secret in a division; a firm reads those of the compounds that are or were its own. */
const householdPolicy = `(${places}) or exists (select 1 from compound_terms t where t.compound_id = household_days.compound_id)`;

const integers = (columns: readonly string[]): string => columns.map((column) => `${column} int not null default 0`).join(',\n  ');
const caseColumns = `division text collate "C" not null,\n  enterprise_id uuid,\n  departments text[] not null default '{}'`;

const everything = (table: string, { relay, owner }: Names): string =>
  `alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy ${table}_all on ${table} to ${owner}, ${relay} using (true) with check (true);`;
/** Requests read it within their scope and never write. */
const read = (tables: readonly string[], condition: string, names: Names): string =>
  tables
    .map(
      (table) => `${everything(table, names)}
create policy ${table}_read on ${table} for select to ${names.app} using (${condition});
grant select on ${table} to ${names.app};`,
    )
    .join('\n');

const locked = ['aggregate_state', 'held_event', 'compound_states', 'compound_loads'];
/** Rows of cases, permits and reports with the scope of their thing. */
const scoped = ['open_hazards', 'open_incidents', 'listed_hazards', 'permits_in_force', 'duty_reports', 'tasks', 'figure_spans'];
const own = [
  ...locked,
  ...scoped,
  ...['projector', 'feed_channels', 'divisions', 'feed_log', 'event_copy', 'day_counts', 'present_counts', 'unit_days'],
  ...['compound_terms', 'household_days'],
];

export const tablesSql = (names: Names): string => `
create table projector (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null default 0,
  seq bigint not null default 0,
  message_id text not null default '',
  position bigint not null default 0,
  feed_epoch bigint not null default 1,
  feed_seq bigint not null default 0,
  feed_oldest bigint not null default 1,
  feed_from timestamptz
);
insert into projector default values;

create table aggregate_state (
  kind text not null,
  id uuid not null,
  version bigint not null,
  ${caseColumns},
  state json not null,
  primary key (kind, id)
) with (fillfactor = 80);

create table event_copy (
  position bigint primary key,
  event_id uuid not null unique,
  type text not null,
  aggregate_id uuid not null,
  version bigint not null,
  ${caseColumns},
  case_enterprise_id uuid,
  recorded_at timestamptz not null,
  day text collate "C" not null,
  ce json not null
);
create index event_copy_by_aggregate on event_copy (aggregate_id, version);
create index event_copy_by_day on event_copy (type, day, position);
create index event_copy_by_division on event_copy (division, position);
create index event_copy_by_enterprise on event_copy (enterprise_id, position);
create index event_copy_by_case_enterprise on event_copy (case_enterprise_id, position) where case_enterprise_id is not null;

create table held_event (
  event_id uuid primary key,
  kind text not null,
  aggregate_id uuid not null,
  version bigint not null,
  event json not null,
  held_at timestamptz not null default now()
);

create table feed_log (seq bigint primary key, channels text[] not null, prevs bigint[] not null, position bigint, left_id uuid);
create table feed_channels (channel text primary key, last_seq bigint not null);

create table open_hazards (id uuid primary key, ${caseColumns}, urgency smallint not null, due_at timestamptz, recorded_at timestamptz not null, state text not null, escalated_to text collate "C", summary json not null) with (fillfactor = 80);
create index open_hazards_urgent on open_hazards (urgency, due_at, id);
create index open_hazards_by_division on open_hazards (division, urgency, due_at);
create index open_hazards_by_enterprise on open_hazards (enterprise_id, urgency, due_at);
create table open_incidents (id uuid primary key, ${caseColumns}, recorded_at timestamptz not null, incident json not null);
create index open_incidents_by_division on open_incidents (division, recorded_at);
create index open_incidents_by_enterprise on open_incidents (enterprise_id, recorded_at);

create table listed_hazards (id uuid primary key, ${caseColumns}, due_at timestamptz, summary json not null);
create index listed_hazards_by_division on listed_hazards (division, due_at);
create index listed_hazards_by_enterprise on listed_hazards (enterprise_id, due_at);
create table permits_in_force (id uuid primary key, ${caseColumns}, ends_at timestamptz not null, permit json not null);
create index permits_in_force_by_division on permits_in_force (division, ends_at);
create index permits_in_force_by_enterprise on permits_in_force (enterprise_id, ends_at);
create table duty_reports (id uuid primary key, ${caseColumns}, filed_at timestamptz not null, is_late boolean not null, report json not null);
create index duty_reports_newest on duty_reports (filed_at, id);
create index duty_reports_by_division on duty_reports (division, filed_at);
create index duty_reports_by_enterprise on duty_reports (enterprise_id, filed_at);

create table tasks (
  hazard_id uuid not null,
  duty text not null,
  unit text not null check (unit in ('county', 'subdistrict', 'department', 'enterprise')),
  holder text collate "C" not null,
  ${caseColumns},
  since timestamptz not null,
  due_at timestamptz,
  is_overdue boolean not null,
  number text not null,
  title json not null,
  compound_name text not null,
  primary key (hazard_id, duty, unit, holder)
) with (fillfactor = 80);
create index tasks_by_unit on tasks (unit, holder, division);
create table unit_days (
  unit text not null,
  holder text collate "C" not null,
  day text collate "C" not null,
  division text collate "C" not null,
  ${integers(['done', 'in_time'])},
  primary key (unit, holder, day, division)
) with (fillfactor = 80);

create table day_counts (
  channel text collate "C" not null,
  day text collate "C" not null,
  ${integers(dayColumns)},
  primary key (channel, day)
) with (fillfactor = 80);
create table present_counts (
  channel text collate "C" primary key,
  ${integers(levelColumns)}
) with (fillfactor = 60);
create table figure_spans (
  figure text not null check (figure in (${levelFigures.map((figure) => `'${figure}'`).join(', ')})),
  subject_id uuid not null,
  version bigint not null,
  ${caseColumns},
  since_day text collate "C" not null,
  from_day text collate "C" not null,
  until_day text collate "C",
  event_id uuid not null,
  primary key (figure, subject_id, version)
) with (fillfactor = 80);
create index figure_spans_present on figure_spans (figure, division) where until_day is null;
create index figure_spans_past on figure_spans (figure, until_day, from_day);

create table compound_states (id uuid primary key, name text not null, division text collate "C" not null, lng float8 not null, lat float8 not null, households int not null, starts_on text collate "C", ends_on text collate "C");
create table compound_terms (id uuid primary key, compound_id uuid not null, enterprise_id uuid not null, enterprise_name text not null, starts_on text collate "C" not null, last_on text collate "C" not null);
create index compound_terms_by_compound on compound_terms (compound_id, starts_on);
create index compound_terms_by_enterprise on compound_terms (enterprise_id);
create table compound_loads (compound_id uuid primary key, ${integers(['open', 'suspected_major', 'red', 'orange', 'yellow', 'blue'])}) with (fillfactor = 70);
create table household_days (
  division text collate "C" not null,
  compound_id uuid not null,
  day text collate "C" not null,
  ${integers(['households'])},
  primary key (division, compound_id, day)
);
create index household_days_by_compound on household_days (compound_id);
create table divisions (code text collate "C" primary key, name text not null, is_pseudo boolean not null, valid_to text collate "C", successors text[]);

${read(scoped, cases, names)}
${read(['event_copy'], `${cases} or case_enterprise_id = ${setting('app.enterprise')}::uuid`, names)}
${read(['day_counts', 'present_counts'], channelPolicy, names)}
${read(['unit_days'], unitPolicy, names)}
${read(['compound_terms'], `enterprise_id = ${setting('app.enterprise')}::uuid`, names)}
${read(['household_days'], householdPolicy, names)}
${read(['feed_log'], `channels && ${ownChannels}`, names)}
${locked.map((table) => everything(table, names)).join('\n')}
grant select on projector, divisions to ${names.app};
grant select, insert, update, delete on ${own.join(', ')} to ${names.relay};
`;

export class Desk20261124 extends Migration {
  override async up(): Promise<void> {
    const names = namesOf('command-center');
    this.addSql(eventTablesSql(names));
    this.addSql(policyTableSql(names));
    this.addSql(tablesSql(names));
  }
}
