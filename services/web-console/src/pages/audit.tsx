/** For the auditor: every event of the cases, newest first, and the audit records of sign-ins, reveals and changes of rights. */
import { Input, Select } from 'antd';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditRecord, EventRecord } from '@anju/contracts/command-center';
import { commandCenterOperations } from '@anju/contracts/command-center';
import { DivisionCode } from '@anju/contracts/place';
import { listAuditRecords, listEvents } from '../api/command-center.js';
import { mayCall } from '../layout/entries.js';
import { PagedTable } from '../parts/paged.js';
import { usePlaces } from '../parts/places.js';
import { eventTitle } from '../parts/timeline.js';
import { instantWithSeconds } from '../parts/time.js';
import { usePages } from '../parts/use-pages.js';
import { useMe } from '../session.js';
import { hasWord, useT } from '../words/i18n.js';
import { zhCN } from '../words/zh-CN.js';
import '../styles/files.css';

const route = getRouteApi('/audit');
const types = Object.keys(zhCN.event);
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const pageSize = 100;

function Events() {
  const t = useT();
  const places = usePlaces();
  const navigate = useNavigate({ from: '/audit' });
  const { type, aggregateId, division } = route.useSearch();
  const query = useInfiniteQuery({
    queryKey: ['events', type, aggregateId, division],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      listEvents({ order: 'newest', after: pageParam, limit: pageSize, type, aggregateId, division }, signal),
    getNextPageParam: ({ items }) => (items.length < pageSize ? undefined : items.at(-1)!.position),
  });
  const pages = { ...query, items: query.data?.pages.flatMap(({ items }) => items) ?? [] } as unknown as ReturnType<
    typeof usePages<EventRecord>
  >;
  const set = (part: object): void => void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  return (
    <>
      <div className="page-tools">
        <Select
          allowClear
          style={{ width: 240 }}
          value={type ?? null}
          placeholder={t('audit.filterType')}
          aria-label={t('audit.filterType')}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(value: string | null) => set({ type: value ?? undefined })}
          options={types.map((value) => ({ value, label: eventTitle(value, t) }))}
        />
        <Input
          allowClear
          className="page-search"
          defaultValue={aggregateId}
          placeholder={t('audit.filterAggregate')}
          aria-label={t('audit.filterAggregate')}
          onChange={({ target: { value } }) => (value === '' || uuid.test(value.trim())) && set({ aggregateId: value.trim() || undefined })}
        />
        <Input
          allowClear
          style={{ width: 170 }}
          defaultValue={division}
          placeholder={t('audit.filterDivision')}
          aria-label={t('audit.filterDivision')}
          inputMode="numeric"
          onChange={({ target: { value } }) =>
            (value === '' || DivisionCode.safeParse(value.trim()).success) && set({ division: value.trim() || undefined })
          }
        />
      </div>
      <section className="panel panel-table">
        <PagedTable<EventRecord>
          pages={pages}
          empty={{ title: t('audit.empty'), text: t('audit.emptyText') }}
          rowKey={({ event }) => event.id}
          expandable={{
            columnTitle: <span className="sr-only">{t('audit.content')}</span>,
            expandedRowRender: ({ event }) => <pre className="json">{JSON.stringify(event, null, 2)}</pre>,
          }}
          columns={[
            {
              title: t('audit.position'),
              key: 'position',
              align: 'right',
              width: 96,
              render: (_, { position }) => <span className="muted">{position}</span>,
            },
            { title: t('audit.at'), key: 'at', width: 172, render: (_, { event }) => instantWithSeconds(event.time) },
            {
              title: t('audit.type'),
              key: 'type',
              render: (_, { event }) => (
                <>
                  {eventTitle(event.type, t)} <span className="muted small">{event.type}</span>
                </>
              ),
            },
            {
              title: t('audit.who'),
              key: 'who',
              render: (_, { event }) => {
                const data = event.data as { by?: { name: string; role: string }; reportedBy?: { name: string; role: string } } | undefined;
                const person = data?.by ?? data?.reportedBy;
                const role = person && `role.${person.role}`;
                return person ? `${role && hasWord(role) ? t(role) : person.role} ${person.role === 'platform' ? '' : person.name}` : '–';
              },
            },
            {
              title: t('audit.where'),
              key: 'where',
              render: (_, { event }) => (event.division ? places.name(event.division.slice(0, 9)) : '–'),
            },
            {
              title: t('audit.what'),
              key: 'what',
              render: (_, { event }) =>
                event.type.startsWith('hazard.') ? (
                  <Link to="/hazards/$id" params={{ id: event.subject }} className="code">
                    {event.subject.slice(-12)}
                  </Link>
                ) : (
                  <code className="code muted">{event.subject.slice(-12)}</code>
                ),
            },
          ]}
        />
      </section>
    </>
  );
}

function Records() {
  const t = useT();
  const pages = usePages<AuditRecord>(['audit-records'], (cursor, signal) => listAuditRecords({ cursor, limit: 100 }, signal));
  return (
    <section className="panel panel-table">
      <PagedTable<AuditRecord>
        pages={pages}
        empty={{ title: t('audit.empty'), text: t('audit.emptyText') }}
        rowKey={({ id, service }) => `${service}.${id}`}
        expandable={{
          columnTitle: <span className="sr-only">{t('audit.content')}</span>,
          expandedRowRender: ({ detail }) => <pre className="json">{JSON.stringify(detail, null, 2)}</pre>,
        }}
        columns={[
          { title: t('audit.at'), key: 'at', width: 172, render: (_, { at }) => instantWithSeconds(at) },
          {
            title: t('audit.type'),
            key: 'kind',
            render: (_, { kind, service }) => (
              <>
                {hasWord(`auditKind.${kind}`) ? t(`auditKind.${kind}` as never) : kind} <span className="muted small">{service}</span>
              </>
            ),
          },
          {
            title: t('audit.who'),
            key: 'who',
            render: (_, { name, role, sub }) => (
              <>
                {role && hasWord(`role.${role}`) ? t(`role.${role}` as never) : ''} {name ?? <span className="muted">{sub}</span>}
              </>
            ),
          },
          {
            title: t('audit.content'),
            key: 'detail',
            render: (_, { detail }) => (
              <span className="muted small clip">
                {Object.values(detail)
                  .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
                  .join(' · ')}
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}

export function Audit() {
  const t = useT();
  const me = useMe();
  const navigate = useNavigate({ from: '/audit' });
  const search = route.useSearch();
  const seesEvents = mayCall(commandCenterOperations.listEvents, me.role);
  const tab = seesEvents ? (search.tab ?? 'events') : 'records';
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('audit.title')}</h1>
        </div>
        <div className="page-tools">
          {(seesEvents ? (['events', 'records'] as const) : (['records'] as const)).map((one) => (
            <button
              key={one}
              type="button"
              className={`pill ${tab === one ? 'is-on' : ''}`}
              aria-pressed={tab === one}
              onClick={() => void navigate({ search: { tab: one } })}
            >
              {t(`audit.${one}`)}
            </button>
          ))}
        </div>
      </div>
      {tab === 'events' ? <Events /> : <Records />}
    </div>
  );
}
