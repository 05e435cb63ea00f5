/**
 * The page of a territory, for those who answer for it: what nobody has been given yet with the oldest first, what came up to
 * this level, what has to be decided, what a firm left behind, what firms reported, and where people are underground now.
 */
import type { ReactNode } from 'react';
import { Select } from 'antd';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { Territory } from '@anju/contracts/boards';
import type { Figure } from '@anju/contracts/command-center';
import type { HazardSummary } from '@anju/contracts/hazards';
import { isWithinAny, levelOf } from '@anju/contracts/place';
import { territoryQuery } from '../../api/command-center.js';
import { listHazards } from '../../api/hazards.js';
import { useMinute } from '../../clock.js';
import { OpenHazards } from '../../hazard/open-hazards.js';
import { usePlaces } from '../../parts/places.js';
import { RiskMark } from '../../parts/risk.js';
import { ago, instant } from '../../parts/time.js';
import { Empty, Failed, Loading, Panel } from '../../parts/view.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';
import { Figures } from '../desk/figures.js';
import { DutyReportRow } from '../duty-reports/duty-reports.js';
import { PermitRow } from '../permits/permits.js';
import { HazardIndexPanel } from './hazard-index.js';
import '../../styles/desk.css';
import '../../styles/files.css';

const route = getRouteApi('/territory');
const strip: readonly Figure['name'][] = [
  'open',
  'overdue',
  'suspected-major',
  'listed',
  'reported-today',
  'permits-in-force',
  'closed-in-time',
];
const mostShown = 12;

/** Waiting since when is the whole point of this list. */
function Unassigned({ hazards }: { hazards: readonly HazardSummary[] }) {
  const t = useT();
  const say = useSay();
  const now = useMinute();
  if (hazards.length === 0) return <Empty title={t('territory.noneUnassigned')} text={t('territory.noneUnassignedText')} />;
  return (
    <ul className="mini-list">
      {hazards.slice(0, mostShown).map((hazard) => (
        <li key={hazard.id}>
          <RiskMark level={hazard.riskLevel} />
          <Link to="/hazards/$id" params={{ id: hazard.id }}>
            {say(hazard.title)} <span className="muted small">{[hazard.compoundName, hazard.spot].filter(Boolean).join(' · ')}</span>
          </Link>
          <span className="mini-due" title={instant(hazard.recordedAt)}>
            {t('territory.waits', { for: ago(hazard.recordedAt, now, t) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
function Box({ title, n, more, children }: { title: string; n: number; more?: ReactNode; children: ReactNode }) {
  return (
    <Panel title={`${title} ${n > 0 ? n : ''}`} extra={n > mostShown ? more : undefined}>
      {children}
    </Panel>
  );
}

function Lists({ territory }: { territory: Territory }) {
  const t = useT();
  const { division, unassigned, escalated, extensions, listed, dutyReports, permits } = territory;
  const handOver = useQuery({
    queryKey: ['hazards', 'hand-over', division.code],
    queryFn: ({ signal }) => listHazards({ isForHandOver: 'true', division: division.code, limit: 100 }, signal),
  });
  const left = handOver.data?.items ?? [];
  const all = (list: 'assign' | 'escalated' | 'listed' | 'hand-over' | 'decide-extension') => (
    <Link to="/work" search={{ list }}>
      {t('app.all')}
    </Link>
  );
  return (
    <div className="columns columns-2 columns-even">
      <div className="columns">
        <Box title={t('territory.unassigned')} n={unassigned.length} more={all('assign')}>
          <Unassigned hazards={unassigned} />
        </Box>
        <Box title={t('duty.decide-extension')} n={extensions.length} more={all('decide-extension')}>
          <OpenHazards hazards={extensions.slice(0, mostShown)} empty={t('territory.noneExtension')} />
        </Box>
        <Box title={t('work.lists.hand-over')} n={left.length} more={all('hand-over')}>
          <OpenHazards hazards={left.slice(0, mostShown)} empty={t('work.listEmpty.hand-over')} />
        </Box>
        <Panel title={t('territory.below')}>
          <Below territory={territory} />
        </Panel>
      </div>
      <div className="columns">
        <Box title={t('work.lists.escalated')} n={escalated.length} more={all('escalated')}>
          <OpenHazards hazards={escalated.slice(0, mostShown)} empty={t('work.listEmpty.escalated')} />
        </Box>
        <Box title={t('work.lists.listed')} n={listed.length} more={all('listed')}>
          <OpenHazards hazards={listed.slice(0, mostShown)} empty={t('work.listEmpty.listed')} />
        </Box>
        <Box title={t('permit.title')} n={permits.length} more={<Link to="/permits">{t('app.all')}</Link>}>
          {permits.length === 0 ? (
            <Empty title={t('permit.empty')} text={t('permit.emptyText')} />
          ) : (
            permits.slice(0, mostShown).map((permit) => <PermitRow key={permit.id} permit={permit} />)
          )}
        </Box>
        <Box title={t('dutyReport.title')} n={dutyReports.length} more={<Link to="/duty-reports">{t('app.all')}</Link>}>
          {dutyReports.length === 0 ? (
            <Empty title={t('dutyReport.empty')} text={t('dutyReport.emptyText')} />
          ) : (
            dutyReports.slice(0, 5).map((report) => <DutyReportRow key={report.id} report={report} />)
          )}
        </Box>
        <HazardIndexPanel division={division.code} />
      </div>
    </div>
  );
}

function Below({ territory: { divisions } }: { territory: Territory }) {
  const t = useT();
  if (divisions.length === 0) return <Empty title={t('territory.noneBelow')} />;
  return (
    <div className="grid-table">
      <table className="plain-table">
        <thead>
          <tr>
            <th>{t('registry.division')}</th>
            <th className="is-number">{t('board.open')}</th>
            <th className="is-number">{t('board.overdue')}</th>
            <th className="is-number">{t('desk.filterSuspected')}</th>
            <th className="is-number">{t('desk.activity')}</th>
          </tr>
        </thead>
        <tbody>
          {divisions.map(({ division, name, open, overdue, suspectedMajor, reportedToday }) => (
            <tr key={division}>
              <td>{name}</td>
              <td className="is-number">{open}</td>
              <td className={`is-number ${overdue > 0 ? 'is-mine' : ''}`}>{overdue}</td>
              <td className="is-number">{suspectedMajor}</td>
              <td className="is-number">{reportedToday}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function TerritoryPage() {
  const t = useT();
  const me = useMe();
  const places = usePlaces();
  const navigate = useNavigate({ from: '/territory' });
  const { division } = route.useSearch();
  const towns = places.list.filter(({ code, isPseudo }) => levelOf(code) === 'township' && !isPseudo && isWithinAny(code, me.divisions));
  const choices = [...new Set([...me.divisions, ...towns.map(({ code }) => code)])];
  const code = division ?? me.divisions[0];
  const { data: territory, error, refetch, isPending } = useQuery(territoryQuery(code));
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{territory ? (territory.division.name ?? places.name(territory.division.code)) : t('territory.title')}</h1>
          <div className="muted">{t('territory.hint')}</div>
        </div>
        {choices.length > 1 && (
          <div className="page-tools">
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              style={{ width: 220 }}
              value={code ?? null}
              aria-label={t('desk.filterDivision')}
              onChange={(value: string) => void navigate({ search: { division: value } })}
              options={choices.map((value) => ({ value, label: places.name(value) }))}
            />
          </div>
        )}
      </div>
      {isPending ? (
        <Loading />
      ) : !territory ? (
        <Failed error={error ?? new Error()} retry={() => void refetch()} />
      ) : (
        <>
          <div className="panel panel-figures">
            <Figures figures={strip.flatMap((name) => territory.figures.filter((figure) => figure.name === name))} />
          </div>
          <Lists territory={territory} />
        </>
      )}
    </div>
  );
}
