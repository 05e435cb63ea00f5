/**
 * The tables by which an event leaves with its transaction, in each service's own schema: the log that is the truth about
 * what happened, the narrow queue of what is not on the bus yet, receipts of what is, timers, what could not be handled,
 * and the audit with its seal. Written by hand because partitions, forced row-level security and policies are the point.
 * `payload` is `json`, not `jsonb`: the bytes that were serialised once are the bytes that are published and sealed.
 */
import { policyCondition } from '@anju/access/policy';

/** Names of a service's schema and roles: `safety-hazards` → `safety_hazards`, `safety_hazards_app` … */
export const namesOf = (service: string) => {
  const schema = service.replaceAll('-', '_');
  return { schema, owner: `${schema}_owner`, app: `${schema}_app`, relay: `${schema}_relay` };
};
export type Names = ReturnType<typeof namesOf>;

const scope = policyCondition({ division: 'division_code', enterprise: 'enterprise_id' });

export const eventTablesSql = ({ app, relay, owner }: Names): string => `
create table event_log (
  event_id uuid not null primary key,
  aggregate_type text not null,
  aggregate_id uuid not null,
  aggregate_version bigint not null check (aggregate_version > 0),
  division_code text collate "C" not null,
  enterprise_id uuid,
  departments text[] not null default '{}',
  subject text not null,
  ce_type text not null,
  schema_version smallint not null default 1,
  payload json not null,
  headers jsonb not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  xid xid8 not null default pg_current_xact_id(),
  unique (event_id, aggregate_type, aggregate_id, aggregate_version)
) partition by range (event_id);
create index event_log_by_aggregate on event_log (aggregate_type, aggregate_id, aggregate_version);
create index event_log_by_xid on event_log (xid, event_id);
create table event_log_stray partition of event_log default;

create table outbox_pending (
  shard smallint not null default 0,
  event_id uuid not null primary key,
  aggregate_id uuid not null,
  aggregate_version bigint not null,
  enqueued_at timestamptz not null default now(),
  attempts int not null default 0,
  next_at timestamptz,
  parked_reason text
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);
create index outbox_pending_order on outbox_pending (shard, aggregate_id, aggregate_version);
create index outbox_pending_age on outbox_pending (shard, enqueued_at);

create table publish_receipt (
  event_id uuid not null,
  stream text not null,
  epoch bigint not null,
  stream_seq bigint not null,
  primary key (epoch, stream_seq)
);
create index publish_receipt_by_event on publish_receipt (event_id, epoch);

create table relay_lease (
  service text not null,
  shard smallint not null,
  owner text not null,
  fence bigint not null,
  expires_at timestamptz not null,
  primary key (service, shard)
);
create table stream_epoch (shard smallint primary key, epoch bigint not null, known_at timestamptz not null default now());

create table timers (
  id uuid primary key,
  aggregate_type text not null,
  aggregate_id uuid not null,
  division_code text collate "C" not null,
  kind text not null,
  detail jsonb not null default '{}',
  due_at timestamptz not null,
  priority smallint not null default 5,
  attempts int not null default 0
);
create index timers_due on timers (due_at, priority);
create index timers_by_aggregate on timers (aggregate_id);

create table parked_event (
  consumer text not null,
  event_id uuid not null,
  aggregate_id uuid not null,
  aggregate_version bigint not null,
  event json not null,
  cause text not null,
  parked_at timestamptz not null default now(),
  replayed_at timestamptz,
  primary key (consumer, event_id)
);
create index parked_event_by_aggregate on parked_event (consumer, aggregate_id, aggregate_version) where replayed_at is null;
create table inbox (consumer text not null, event_id uuid not null, received_at timestamptz not null default now(), primary key (consumer, event_id));

create table audit_log (
  id uuid primary key,
  kind text not null,
  at timestamptz not null,
  sub text not null,
  name text,
  role text,
  detail jsonb not null default '{}',
  xid xid8 not null default pg_current_xact_id()
);
create index audit_log_by_xid on audit_log (xid, id);
create table audit_seal (
  seq bigint primary key,
  source text not null check (source in ('event', 'audit')),
  row_id uuid not null,
  row_xid xid8 not null,
  hash bytea not null,
  sealed_at timestamptz not null default now()
);
create unique index audit_seal_by_row on audit_seal (source, row_xid, row_id);

alter table event_log enable row level security;
alter table event_log force row level security;
create policy event_log_read on event_log for select to ${app} using (${scope});
create policy event_log_record on event_log for insert to ${app} with check (true);
create policy event_log_owner on event_log to ${owner}, ${relay} using (true) with check (true);

grant select, insert on event_log to ${app};
grant insert on outbox_pending, audit_log to ${app};
grant select, insert, delete, update on timers to ${app};
grant select, insert on inbox to ${app};
grant select, insert, update on parked_event to ${app};
grant select on event_log, audit_log to ${relay};
grant select, insert, update, delete on outbox_pending, publish_receipt, relay_lease, stream_epoch, timers, parked_event, inbox to ${relay};
grant insert on audit_log to ${relay};
grant select, insert on audit_seal to ${relay};
`;

/** First UUIDv7 of a month: partitions are cut there, so that the primary key stays global. */
const firstIdOf = (year: number, month: number): string => {
  const ms = Date.UTC(year, month).toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-0000-0000-000000000000`;
};

/** Monthly partitions from `before` months ago to `after` months ahead of a day; made at boot and daily, harmless to repeat. */
export const partitionsSql = (now: Date, before = 13, after = 3): string =>
  Array.from({ length: before + after + 1 }, (_, index) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - before + index)))
    .map((month) => {
      const [year, number] = [month.getUTCFullYear(), month.getUTCMonth()];
      const name = `event_log_${year}_${String(number + 1).padStart(2, '0')}`;
      const unique = `create unique index if not exists ${name}_version on ${name} (aggregate_type, aggregate_id, aggregate_version)`;
      return `create table if not exists ${name} partition of event_log for values from ('${firstIdOf(year, number)}') to ('${firstIdOf(year, number + 1)}'); ${unique};`;
    })
    .join('\n');
