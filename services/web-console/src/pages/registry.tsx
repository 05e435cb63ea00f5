/** The registry as lists: compounds of the own area, and every filed enterprise. */
import { useEffect, useState } from 'react';
import { Input } from 'antd';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { CompoundRow, Enterprise } from '@anju/contracts/registry';
import { registryOperations } from '@anju/contracts/registry-operations';
import { listCompounds, listEnterprises } from '../api/registry.js';
import { mayCall } from '../layout/entries.js';
import { useDelayed } from '../parts/delayed.js';
import { PagedTable } from '../parts/paged.js';
import { usePlaces } from '../parts/places.js';
import { dayOf } from '../parts/time.js';
import { usePages } from '../parts/use-pages.js';
import { useMe } from '../session.js';
import { useT } from '../words/i18n.js';
import '../styles/files.css';

const route = getRouteApi('/registry');

export function FilingTag({ status }: { status: Enterprise['status'] }) {
  const t = useT();
  return (
    <span className={`tag ${status === 'ACCEPTED' ? 'tag-ok' : status === 'RETURNED' ? 'tag-red' : ''}`}>
      {t(`filing.status.${status}`)}
    </span>
  );
}

export function Registry() {
  const t = useT();
  const me = useMe();
  const places = usePlaces();
  const navigate = useNavigate({ from: '/registry' });
  const search = route.useSearch();
  const seesCompounds = mayCall(registryOperations.listCompounds, me.role);
  const kind = seesCompounds ? (search.kind ?? 'compounds') : 'enterprises';
  const [typed, setTyped] = useState(search.q ?? '');
  const q = useDelayed(typed.trim(), 250);
  useEffect(() => void navigate({ search: (old) => ({ ...old, q: q || undefined }), replace: true }), [q, navigate]);
  const compounds = usePages<CompoundRow>(
    ['compounds', q, search.division],
    (cursor, signal) => listCompounds({ q: q || undefined, division: search.division, cursor, limit: 50 }, signal),
    kind === 'compounds',
  );
  const enterprises = usePages<Enterprise>(
    ['enterprises', q],
    (cursor, signal) => listEnterprises({ q: q || undefined, cursor, limit: 50 }, signal),
    kind === 'enterprises',
  );
  const empty = { title: t('registry.empty'), text: t('registry.emptyText') };
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('registry.title')}</h1>
          {search.division && kind === 'compounds' && (
            <button
              type="button"
              className="pill is-on"
              onClick={() => void navigate({ search: (old) => ({ ...old, division: undefined }) })}
            >
              {places.name(search.division)} ×
            </button>
          )}
        </div>
        <div className="page-tools">
          {(seesCompounds ? (['compounds', 'enterprises'] as const) : (['enterprises'] as const)).map((one) => (
            <button
              key={one}
              type="button"
              className={`pill ${kind === one ? 'is-on' : ''}`}
              aria-pressed={kind === one}
              onClick={() => void navigate({ search: (old) => ({ ...old, kind: one }) })}
            >
              {t(`registry.${one}`)}
            </button>
          ))}
          <Input
            className="page-search"
            allowClear
            value={typed}
            placeholder={t('registry.search')}
            aria-label={t('registry.search')}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      </div>
      <section className="panel panel-table">
        {kind === 'compounds' ? (
          <PagedTable<CompoundRow>
            pages={compounds}
            empty={empty}
            rowKey={({ id }) => id}
            rowLabel={({ name }) => name}
            onOpen={({ id }) => void navigate({ to: '/compounds/$id', params: { id } })}
            columns={[
              {
                title: t('registry.name'),
                key: 'name',
                render: (_, { name, aliases }) => (
                  <>
                    <b>{name}</b> {aliases.length > 0 && <span className="muted small">{aliases.join('、')}</span>}
                  </>
                ),
              },
              { title: t('registry.division'), key: 'division', render: (_, { division }) => places.path(division) },
              {
                title: t('registry.firm'),
                key: 'firm',
                render: (_, { enterpriseName }) => enterpriseName ?? <span className="tag tag-orange">{t('compound.gapOpen')}</span>,
              },
              { title: t('registry.households'), key: 'households', align: 'right', render: (_, { households }) => households },
              { title: t('registry.buildings'), key: 'buildings', align: 'right', render: (_, { buildings }) => buildings },
              { title: t('registry.builtYear'), key: 'builtYear', align: 'right', render: (_, { builtYear }) => builtYear ?? '–' },
              { title: t('registry.type'), key: 'type', render: (_, { type }) => t(`compoundType.${type}`) },
            ]}
          />
        ) : (
          <PagedTable<Enterprise>
            pages={enterprises}
            empty={empty}
            rowKey={({ id }) => id}
            rowLabel={({ name }) => name}
            onOpen={({ id }) => void navigate({ to: '/enterprises/$id', params: { id } })}
            columns={[
              { title: t('registry.name'), key: 'name', render: (_, { name }) => <b>{name}</b> },
              { title: t('registry.uscc'), key: 'uscc', render: (_, { uscc }) => <code className="code">{uscc}</code> },
              { title: t('filing.division'), key: 'division', render: (_, { division }) => places.name(division) },
              { title: t('registry.status'), key: 'status', render: (_, { status }) => <FilingTag status={status} /> },
              { title: t('enterprise.filedOn'), key: 'filed', render: (_, { filedAt }) => dayOf(filedAt) },
            ]}
          />
        )}
      </section>
    </div>
  );
}
