/**
 * The file of a compound: who was responsible when, who is now (or was on a chosen day), what is open, where it lies. The
 * answers for any day come from the contracts themselves; a gap belongs to nobody and is shown as one.
 */
import { Suspense, lazy } from 'react';
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useQueries, useQuery } from '@tanstack/react-query';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import { isInForce, lastDayOf, type Contract } from '@anju/contracts/registry';
import { Refused } from '../api/client.js';
import { listHazards } from '../api/hazards.js';
import { compoundQuery, divisionAreasQuery } from '../api/registry.js';
import { useMinute } from '../clock.js';
import { OpenHazards } from '../hazard/open-hazards.js';
import { mayCall } from '../layout/entries.js';
import { Lanes, daysBetween, type Bar } from '../parts/lanes.js';
import { countiesOf } from '../parts/places.js';
import { RiskMark } from '../parts/risk.js';
import { dayOf } from '../parts/time.js';
import { Empty, Facts, Failed, Loading, Panel } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSay, useT, type Translate } from '../words/i18n.js';
import '../styles/files.css';

const HazardMap = lazy(() => import('../parts/hazard-map.js'));
const route = getRouteApi('/compounds/$id');
const next = (day: string, by: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);

/** Bars of the contracts and of the gaps between them up to today. */
function barsOf(contracts: readonly Contract[], today: string, t: Translate): Bar[] {
  // One that ended before its first day never came into force.
  const sorted = contracts
    .filter((contract) => lastDayOf(contract) >= contract.startsOn)
    .sort((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
  const bars: Bar[] = [];
  let covered: string | undefined;
  for (const contract of sorted) {
    if (covered !== undefined && next(covered, 1) < contract.startsOn) {
      const from = next(covered, 1);
      bars.push({
        kind: 'gap',
        from,
        to: next(contract.startsOn, -1),
        label: t('compound.gap', { n: daysBetween(from, contract.startsOn) }),
      });
    }
    const to = lastDayOf(contract);
    const words = [
      contract.enterpriseName,
      t('compound.star', { n: contract.promisedStar }),
      t('compound.fee', { fee: contract.feePerSqm.toFixed(2) }),
    ];
    bars.push({ kind: 'firm', from: contract.startsOn, to, label: words.join(' · '), enterpriseId: contract.enterpriseId });
    if (covered === undefined || to > covered) covered = to;
  }
  if (covered !== undefined && covered < today)
    bars.push({ kind: 'gap', from: next(covered, 1), to: today, label: t('compound.gap', { n: daysBetween(covered, today) }) });
  return bars;
}

export function CompoundPage() {
  const t = useT();
  const me = useMe();
  const now = useMinute();
  const { id } = route.useParams();
  const { on } = route.useSearch();
  const navigate = useNavigate({ from: '/compounds/$id' });
  const file = useQuery(compoundQuery(id));
  const open = useQuery({
    queryKey: ['hazards', 'compound', id],
    queryFn: ({ signal }) => listHazards({ compoundId: id, state: 'open', limit: 100 }, signal),
    placeholderData: undefined,
  });
  const past = useQuery({
    queryKey: ['hazards', 'compound', id, 'any'],
    queryFn: ({ signal }) => listHazards({ compoundId: id, state: 'any', limit: 200 }, signal),
    placeholderData: undefined,
  });
  const areas = useQueries({
    queries: countiesOf([file.data?.division ?? me.divisions[0] ?? ''])
      .filter(Boolean)
      .map(divisionAreasQuery),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  const say = useSay();
  if (file.isPending) return <Loading />;
  if (!file.data)
    return file.error instanceof Refused && file.error.status === 404 ? (
      <Empty title={file.error.title} text={file.error.detail} />
    ) : (
      <Failed error={file.error} retry={() => void file.refetch()} />
    );
  const compound = file.data;
  const today = dayOf(now);
  const day = on ?? today;
  const contract = compound.contracts.find((one) => isInForce(one, day));
  const bars = barsOf(compound.contracts, today, t);
  const items = open.data?.items ?? [];
  const suspected = items.filter((hazard) => hazard.class === 'SUSPECTED_MAJOR').length;
  const first = [...bars.map(({ from }) => from), today].sort()[0]!;
  const last = [...bars.map(({ to }) => to), today].sort().at(-1)!;
  const township = compound.division.slice(0, 9);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <div className="crumbs">
            <Link to="/registry">{t('registry.compounds')}</Link> › {compound.divisionNames.slice(-2).join(' › ')}
          </div>
          <h1>
            {compound.name}{' '}
            {compound.aliases.length > 0 && (
              <small className="aliases">{t('compound.aliases', { names: compound.aliases.join('、') })}</small>
            )}
          </h1>
          <div className="tags">
            <span className="tag">{t(`compoundType.${compound.type}`)}</span>
            {compound.builtYear && <span className="tag">{t('registry.builtIn', { year: compound.builtYear })}</span>}
            <span className="tag">{t('registry.householdsUnit', { n: compound.households.toLocaleString('en') })}</span>
            <span className="tag">{t('registry.buildingsUnit', { n: compound.buildings })}</span>
            {suspected > 0 && (
              <span className="tag tag-red">
                {t('class.SUSPECTED_MAJOR')} {suspected}
              </span>
            )}
          </div>
        </div>
        <div className="page-tools">
          <span className="muted">{t('compound.asOf')}</span>
          <DatePicker
            value={dayjs(day)}
            maxDate={dayjs(last > today ? last : today)}
            allowClear={on !== undefined}
            aria-label={t('compound.asOf')}
            onChange={(value) => void navigate({ search: { on: value ? value.format('YYYY-MM-DD') : undefined }, replace: true })}
          />
          {mayCall(hazardOperations.reportHazard, me.role) && (
            <Link to="/file" search={{ compound: id }} className="link-button">
              {t('file.title')}
            </Link>
          )}
        </div>
      </div>
      <Panel
        title={
          <>
            {t('compound.lanes')}
            <small>{t('compound.lanesHint')}</small>
          </>
        }
      >
        {compound.contracts.length === 0 ? (
          <Empty title={t('compound.noContracts')} text={t('compound.noContractsText')} />
        ) : (
          <Lanes
            from={first}
            to={last}
            today={day}
            lanes={[
              { name: t('compound.laneService'), bars },
              {
                name: t('compound.laneHazards'),
                bars: [],
                points: (past.data?.items ?? []).map((hazard) => ({
                  id: hazard.id,
                  at: hazard.recordedAt,
                  mark: <RiskMark level={hazard.riskLevel} size={10} />,
                  title: `${dayOf(hazard.recordedAt)} ${say(hazard.title)} · ${t(`state.${hazard.state}`)}`,
                })),
              },
            ]}
          />
        )}
      </Panel>
      <div className="columns columns-3">
        <Panel title={on ? t('compound.presentOn', { day }) : t('compound.present')}>
          {contract ? (
            <Facts
              rows={[
                [
                  t('registry.firm'),
                  <Link to="/enterprises/$id" params={{ id: contract.enterpriseId }}>
                    {contract.enterpriseName}
                  </Link>,
                ],
                [t('compound.contract'), t('compound.contractTerm', { from: contract.startsOn, to: lastDayOf(contract) })],
                [
                  t('compound.promised'),
                  `${t('compound.star', { n: contract.promisedStar })} · ${t('compound.fee', { fee: contract.feePerSqm.toFixed(2) })}`,
                ],
                [t('registry.division'), compound.divisionNames.join(' › ')],
                compound.address ? [t('enterprise.address'), compound.address] : null,
              ]}
            />
          ) : (
            <>
              <p className="gap-note">
                <b>{t('compound.noFirm')}</b>
                <span>{t('compound.noFirmText')}</span>
              </p>
              <Facts
                rows={[
                  [t('registry.division'), compound.divisionNames.join(' › ')],
                  compound.address ? [t('enterprise.address'), compound.address] : null,
                ]}
              />
            </>
          )}
        </Panel>
        <Panel title={`${t('compound.openHazards')} ${items.length > 0 ? items.length : ''}`}>
          {open.isPending ? (
            <Loading />
          ) : open.error ? (
            <Failed error={open.error} retry={() => void open.refetch()} />
          ) : (
            <OpenHazards hazards={items} />
          )}
        </Panel>
        <Panel title={t('compound.where')}>
          <div className="mini-map">
            <Suspense fallback={<Loading />}>
              <HazardMap
                hazards={items.some(({ point }) => point) ? items : []}
                areas={areas}
                own={[township]}
                {...(compound.polygon ? { outline: compound.polygon } : { focus: compound.point })}
                selected={undefined}
              />
            </Suspense>
            {!compound.polygon && <i className="mini-pin" aria-hidden />}
          </div>
          <div className="muted small">
            {compound.point.lng.toFixed(5)}, {compound.point.lat.toFixed(5)} · {t('compound.crs', { crs: compound.declaredCrs })} ·{' '}
            {t('compound.schematicArea')}
          </div>
        </Panel>
      </div>
    </div>
  );
}
