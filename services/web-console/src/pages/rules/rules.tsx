/**
 * Which rules there are, grouped by what they are about: for everybody, because whoever is held to a deadline may read it.
 * The day decides how a version stands, the place which documents count there; both are part of the address.
 */
import { DatePicker, Select, Table } from 'antd';
import dayjs from 'dayjs';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useQueries } from '@tanstack/react-query';
import { isWithin, levelOf } from '@anju/contracts/place';
import { PolicyKind, type PolicySummary } from '@anju/contracts/policies';
import { decidingAt, standingOf } from '@anju/contracts/policy-life';
import type { ProposalSummary } from '@anju/contracts/policy-proposals';
import { listProposals, openProposalsQuery, ruleContexts, rulesQuery, type RuleContext } from '../../api/policies.js';
import { useMinute } from '../../clock.js';
import { PagedTable } from '../../parts/paged.js';
import { usePhone } from '../../parts/phone.js';
import { usePlaces } from '../../parts/places.js';
import { dayOf, instant } from '../../parts/time.js';
import { usePages } from '../../parts/use-pages.js';
import { Empty, Failed, Loading, Panel } from '../../parts/view.js';
import { useSay, useT } from '../../words/i18n.js';
import { ProposalTag, StandingTag } from './parts.js';
import { kindWord, termWords } from './words.js';
import '../../styles/files.css';
import '../../styles/rules.css';

const route = getRouteApi('/rules');
interface Row extends PolicySummary {
  readonly context: RuleContext;
  /** Of its context, for how it stands. */
  readonly among: readonly PolicySummary[];
}
const keyOf = ({ context, id, version }: Row): string => `${context}/${id}/${version}`;

function Waiting() {
  const t = useT();
  const say = useSay();
  const waiting = useQueries({
    queries: ruleContexts.map(openProposalsQuery),
    combine: (results) => results.flatMap(({ data }, index) => (data ?? []).map((one) => ({ ...one, context: ruleContexts[index]! }))),
  });
  if (waiting.length === 0) return null;
  return (
    <Panel title={t('rules.waiting', { n: waiting.length })}>
      <ul className="mini-list rules-waiting">
        {waiting.map(({ context, id, document, proposedBy, reason }) => (
          <li key={id}>
            <Link to="/proposals/$context/$id" params={{ context, id }}>
              {say(document.title)}
            </Link>
            <span className="muted clip">{reason}</span>
            <span className="mini-due muted">
              {t('time.from', { day: document.validFrom })} · {proposedBy.name}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Documents() {
  const t = useT();
  const say = useSay();
  const now = useMinute();
  const phone = usePhone();
  const navigate = useNavigate({ from: '/rules' });
  const { kind, division, on } = route.useSearch();
  const day = on ?? dayOf(now);
  const results = useQueries({ queries: ruleContexts.map(rulesQuery) });
  const rows = results.flatMap(({ data = [] }, index) => data.map((one): Row => ({ ...one, context: ruleContexts[index]!, among: data })));
  const places = usePlaces([...new Set(rows.flatMap(({ jurisdiction }) => jurisdiction ?? []))]);
  const set = (part: object): void => void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const kinds = PolicyKind.options.filter((one) => rows.some((row) => row.kind === one) && (kind === undefined || kind === one));
  const counts = ({ jurisdiction }: Row): boolean => division === undefined || isWithin(division, jurisdiction ?? '');
  const failed = results.filter(({ error, data }) => error && !data);
  const choices = places.list.filter(({ code, isPseudo }) => !isPseudo && code.length <= 9);
  if (results.every(({ isPending }) => isPending)) return <Loading />;
  return (
    <>
      <div className="page-tools rules-filters">
        <Select
          allowClear
          style={{ width: 200 }}
          value={kind ?? null}
          placeholder={t('rules.kind')}
          aria-label={t('rules.kind')}
          onChange={(value: string | null) => set({ kind: value ?? undefined })}
          options={PolicyKind.options.map((value) => ({ value, label: kindWord(value, t) }))}
        />
        <Select
          allowClear
          style={{ width: 220 }}
          value={division ?? null}
          placeholder={t('rules.place')}
          aria-label={t('rules.place')}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(value: string | null) => set({ division: value ?? undefined })}
          options={choices.map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))}
        />
        <DatePicker
          allowClear={on !== undefined}
          value={dayjs(day)}
          aria-label={t('rules.asOf')}
          format={(value) => t('rules.asOfDay', { day: value.format('YYYY-MM-DD') })}
          onChange={(value) => set({ on: value?.format('YYYY-MM-DD') })}
          inputReadOnly
        />
      </div>
      {failed.map(({ error, refetch }, index) => (
        <Failed key={index} error={error!} retry={() => void refetch()} />
      ))}
      {kinds.map((one) => {
        const own = rows.filter((row) => row.kind === one && counts(row));
        const decides = new Set(
          division === undefined
            ? []
            : ruleContexts
                .flatMap(
                  (context) =>
                    decidingAt(
                      own.filter((row) => row.context === context),
                      division,
                      day,
                    ) ?? [],
                )
                .map(keyOf),
        );
        return (
          <Panel key={one} className="panel-table rules-kind" title={kindWord(one, t)}>
            {own.length === 0 ? (
              <p className="muted rules-none">{t('rules.noneHere')}</p>
            ) : phone ? (
              <ul className="rules-list">
                {own.map((row) => (
                  <li key={keyOf(row)} className={standingOf(row, row.among, day) === 'past' ? 'is-quiet' : ''}>
                    <Link to="/rules/$context/$id" params={{ context: row.context, id: row.id }} search={{ version: row.version }}>
                      {say(row.title)}
                    </Link>
                    <span className="applies">
                      <StandingTag standing={standingOf(row, row.among, day)} />
                      {decides.has(keyOf(row)) && <span className="tag tag-accent">{t('rules.decidesHere')}</span>}
                      <span className="muted small">
                        {row.jurisdiction ? places.name(row.jurisdiction) : t('rules.everywhere')} ·{' '}
                        {t('detail.version', { n: row.version })} · {termWords(row, t)} · {t(`ruleContext.${row.context}`)}
                      </span>
                    </span>
                    <span className="muted small two-lines">{say(row.basis)}</span>
                  </li>
                ))}
              </ul>
            ) : (
              <div className="grid-table">
                <Table<Row>
                  size="small"
                  tableLayout="fixed"
                  pagination={false}
                  dataSource={own}
                  rowKey={keyOf}
                  rowClassName={(row) => (standingOf(row, row.among, day) === 'past' ? 'is-quiet' : '')}
                  scroll={{ x: 860 }}
                  columns={[
                    {
                      title: t('rules.document'),
                      key: 'title',
                      render: (_, { context, id, version, title }) => (
                        <Link to="/rules/$context/$id" params={{ context, id }} search={{ version }}>
                          {say(title)}
                        </Link>
                      ),
                    },
                    {
                      title: t('rules.place'),
                      key: 'place',
                      width: 150,
                      render: (_, { jurisdiction }) => (jurisdiction ? places.name(jurisdiction) : t('rules.everywhere')),
                    },
                    {
                      title: t('rules.standing'),
                      key: 'standing',
                      width: 190,
                      render: (_, row) => (
                        <span className="applies">
                          <StandingTag standing={standingOf(row, row.among, day)} />
                          {decides.has(keyOf(row)) && <span className="tag tag-accent">{t('rules.decidesHere')}</span>}
                        </span>
                      ),
                    },
                    { title: t('rules.version'), key: 'version', width: 64, align: 'right', render: (_, { version }) => version },
                    { title: t('rules.term'), key: 'term', width: 210, render: (_, row) => termWords(row, t) },
                    {
                      title: t('rules.context'),
                      key: 'context',
                      width: 110,
                      render: (_, { context }) => <span className="muted">{t(`ruleContext.${context}`)}</span>,
                    },
                    {
                      title: t('rules.basis'),
                      key: 'basis',
                      width: '30%',
                      render: (_, { basis }) => (
                        <span className="muted small two-lines" title={say(basis)}>
                          {say(basis)}
                        </span>
                      ),
                    },
                  ]}
                />
              </div>
            )}
          </Panel>
        );
      })}
      {kinds.length === 0 && failed.length === 0 && <Empty title={t('rules.empty')} text={t('rules.emptyText')} />}
    </>
  );
}

function ProposalList({ pages, context }: { pages: ReturnType<typeof usePages<ProposalSummary>>; context: RuleContext }) {
  const t = useT();
  const say = useSay();
  const places = usePlaces([...new Set(pages.items.flatMap(({ document }) => document.jurisdiction ?? []))]);
  return (
    <ul className="rules-list">
      {pages.items.map(({ id, document, state, proposedBy, proposedAt }) => (
        <li key={id}>
          <Link to="/proposals/$context/$id" params={{ context, id }}>
            {say(document.title)}
          </Link>
          <span className="applies">
            <ProposalTag state={state} />
            <span className="muted small">
              {document.jurisdiction ? places.name(document.jurisdiction) : t('rules.everywhere')} ·{' '}
              {t('detail.version', { n: document.version })} · {t('time.from', { day: document.validFrom })}
            </span>
          </span>
          <span className="muted small">
            {proposedBy.name} · {instant(proposedAt)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Proposals({ context }: { context: RuleContext }) {
  const t = useT();
  const say = useSay();
  const navigate = useNavigate({ from: '/rules' });
  const phone = usePhone();
  const pages = usePages<ProposalSummary>(['proposals', context, 'all'], (cursor, signal) =>
    listProposals(context, { cursor, limit: 50 }, signal),
  );
  const places = usePlaces([...new Set(pages.items.flatMap(({ document }) => document.jurisdiction ?? []))]);
  return (
    <Panel className="panel-table rules-kind" title={t(`ruleContext.${context}`)}>
      {phone && pages.items.length > 0 ? (
        <ProposalList pages={pages} context={context} />
      ) : (
        <PagedTable<ProposalSummary>
          pages={pages}
          empty={{ title: t('rules.noProposals'), text: t('rules.noProposalsText') }}
          rowKey={({ id }) => id}
          rowLabel={({ document }) => say(document.title)}
          onOpen={({ id }) => void navigate({ to: '/proposals/$context/$id', params: { context, id } })}
          columns={[
            { title: t('rules.document'), key: 'title', render: (_, { document }) => <b>{say(document.title)}</b> },
            {
              title: t('rules.place'),
              key: 'place',
              render: (_, { document: { jurisdiction } }) => (jurisdiction ? places.name(jurisdiction) : t('rules.everywhere')),
            },
            { title: t('rules.proposalState'), key: 'state', render: (_, { state }) => <ProposalTag state={state} /> },
            { title: t('rules.version'), key: 'version', align: 'right', render: (_, { document }) => document.version },
            { title: t('rules.validFrom'), key: 'from', render: (_, { document }) => document.validFrom },
            { title: t('rules.proposedBy'), key: 'by', render: (_, { proposedBy }) => proposedBy.name },
            { title: t('rules.proposedAt'), key: 'at', align: 'right', render: (_, { proposedAt }) => instant(proposedAt) },
          ]}
        />
      )}
    </Panel>
  );
}

export function Rules() {
  const t = useT();
  const places = usePlaces();
  const navigate = useNavigate({ from: '/rules' });
  const { tab = 'documents', division } = route.useSearch();
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('rules.title')}</h1>
          <p className="muted">
            {division ? t('rules.hintPlace', { place: places.name(division), level: t(`level.${levelOf(division)!}`) }) : t('rules.hint')}
          </p>
        </div>
        <div className="page-tools">
          {(['documents', 'proposals'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={`pill ${tab === one ? 'is-on' : ''}`}
              aria-pressed={tab === one}
              onClick={() => void navigate({ search: (old) => ({ ...old, tab: one === 'documents' ? undefined : one }) })}
            >
              {t(`rules.${one}`)}
            </button>
          ))}
        </div>
      </div>
      {tab === 'documents' ? (
        <>
          <Waiting />
          <Documents />
        </>
      ) : (
        ruleContexts.map((context) => <Proposals key={context} context={context} />)
      )}
    </div>
  );
}
