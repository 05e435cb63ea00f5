/**
 * The file of a compound: who was responsible when, who is now (or was on a chosen day), what is open, where it lies. The
 * chosen day changes everything on the page, the name too; a gap belongs to nobody and is shown as one, with its reason.
 */
import { Suspense, lazy } from 'react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useQueries, useQuery } from '@tanstack/react-query';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import { isInForce, lastDayOf, type CompoundFile, type Contract } from '@anju/contracts/registry';
import { Refused } from '../api/client.js';
import { listHazards } from '../api/hazards.js';
import { compoundQuery, divisionAreasQuery } from '../api/registry.js';
import { useMinute } from '../clock.js';
import { OpenHazards } from '../hazard/open-hazards.js';
import { mayCall } from '../layout/entries.js';
import { AsOf, PrintButton, PrintFoot } from '../parts/as-of.js';
import { Lanes, type Bar } from '../parts/lanes.js';
import { countiesOf } from '../parts/places.js';
import { RiskMark } from '../parts/risk.js';
import { dayOf } from '../parts/time.js';
import { Empty, Facts, Failed, Loading, Panel, type FactRow } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSay, useT, type Translate } from '../words/i18n.js';
import { dayAfter, daysBetween, namesOf, stretchesOf, turnsOf, wasOpenOn, type Stretch } from './compound-history.js';
import { Contracts } from './contracts.js';
import '../styles/files.css';

const HazardMap = lazy(() => import('../parts/hazard-map.js'));
const route = getRouteApi('/compounds/$id');
/** A contract for ten years must not push the years behind us into a corner. */
const daysAhead = 400;

const termsOf = ({ promisedStar, feePerSqm }: Contract, t: Translate): string =>
  `${t('compound.star', { n: promisedStar })} · ${t('compound.fee', { fee: feePerSqm.toFixed(2) })}`;
const barOf = (stretch: Stretch, t: Translate): Bar =>
  stretch.kind === 'gap'
    ? {
        kind: 'gap',
        from: stretch.from,
        to: stretch.to,
        label: t('compound.gapBecause', { n: daysBetween(stretch.from, stretch.to) + 1, why: t(`gapReason.${stretch.reason}`) }),
        title: stretch.words,
      }
    : {
        kind: 'firm',
        from: stretch.from,
        to: stretch.to,
        label: `${stretch.contract.enterpriseName} · ${termsOf(stretch.contract, t)}`,
        title: stretch.contract.endReason,
        enterpriseId: stretch.contract.enterpriseId,
      };

function Responsible({ compound, contract, day }: { compound: CompoundFile; contract: Contract | undefined; day: string }) {
  const t = useT();
  const place: FactRow[] = [
    [t('registry.division'), compound.divisionNames.join(' › ')],
    compound.address ? [t('enterprise.address'), compound.address] : null,
  ];
  if (!compound.exists)
    return (
      <>
        <p className="gap-note">
          <b>{t('compound.notThere', { day })}</b>
          {[...(compound.predecessors ?? []), ...(compound.successors ?? [])].map(({ id, name, how, on }) => (
            <span key={id + on}>
              {t(`compound.turn.${how}`)} {on}{' '}
              <Link to="/compounds/$id" params={{ id }} search={{ on: day }}>
                {name ?? t('detail.openCompound')}
              </Link>
            </span>
          ))}
        </p>
        <Facts rows={place} />
      </>
    );
  return (
    <>
      {!contract && (
        <p className="gap-note">
          <b>{t('compound.noFirm')}</b>
          <span>{t('compound.noFirmText')}</span>
        </p>
      )}
      <Facts
        rows={[
          contract
            ? [
                t('registry.firm'),
                <Link to="/enterprises/$id" params={{ id: contract.enterpriseId }}>
                  {contract.enterpriseName}
                </Link>,
              ]
            : null,
          contract && compound.legalPerson && compound.legalPerson.id !== contract.enterpriseId
            ? [
                t('compound.legalPerson'),
                <Link to="/enterprises/$id" params={{ id: compound.legalPerson.id }}>
                  {compound.legalPerson.name}
                </Link>,
              ]
            : null,
          contract ? [t('compound.contract'), t('compound.contractTerm', { from: contract.startsOn, to: lastDayOf(contract) })] : null,
          contract ? [t('compound.promised'), termsOf(contract, t)] : null,
          ...place,
        ]}
      />
    </>
  );
}

export function CompoundPage() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const now = useMinute();
  const { id } = route.useParams();
  const { on } = route.useSearch();
  const navigate = useNavigate({ from: '/compounds/$id' });
  const file = useQuery(compoundQuery(id, on));
  const seesCases = mayCall(hazardOperations.listHazards, me.role);
  const cases = useQuery({
    queryKey: ['hazards', 'compound', id, 'any'],
    enabled: seesCases,
    queryFn: ({ signal }) => listHazards({ compoundId: id, state: 'any', limit: 200 }, signal),
    placeholderData: undefined,
  });
  const areas = useQueries({
    queries: countiesOf([file.data?.division ?? me.divisions[0] ?? ''])
      .filter(Boolean)
      .map(divisionAreasQuery),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
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
  const stretches = stretchesOf(compound, today);
  const all = cases.data?.items ?? [];
  const items = all.filter((hazard) => wasOpenOn(hazard, day));
  const suspected = items.filter((hazard) => hazard.class === 'SUSPECTED_MAJOR').length;
  const first = [...stretches.map(({ from }) => from), today].sort()[0]!;
  const end = [...stretches.map(({ to }) => to), today].sort().at(-1)!;
  const last = [end, dayAfter(today, daysAhead)].sort()[0]!;
  const names = namesOf(compound, first, last);
  const turns = turnsOf(compound);
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
            {on && <span className="tag tag-orange">{t('compound.asItWas', { day })}</span>}
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
        <div className="page-tools no-print">
          <AsOf
            on={on}
            day={day}
            last={end > today ? end : today}
            onChange={(chosen) => void navigate({ search: { on: chosen }, replace: true })}
          />
          <PrintButton />
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
        <Lanes
          from={first}
          to={last}
          today={day}
          marks={turns.map(({ on: turned, how, about }) => ({ on: turned, label: `${t(`compound.turn.${how}`)} ${about}` }))}
          lanes={[
            { name: t('compound.laneService'), bars: stretches.map((stretch) => barOf(stretch, t)) },
            ...(names.length > 1
              ? [{ name: t('registry.name'), bars: names.map((one) => ({ ...one, kind: 'quiet' as const, label: one.name })) }]
              : []),
            ...(seesCases
              ? [
                  {
                    name: t('compound.laneHazards'),
                    bars: [],
                    points: all.map((hazard) => ({
                      id: hazard.id,
                      at: hazard.recordedAt,
                      mark: <RiskMark level={hazard.riskLevel} size={10} />,
                      title: `${dayOf(hazard.recordedAt)} ${say(hazard.title)} · ${t(`state.${hazard.state}`)}`,
                    })),
                  },
                ]
              : []),
          ]}
        />
      </Panel>
      <div className="columns columns-3">
        <Panel title={on ? t('compound.presentOn', { day }) : t('compound.present')}>
          <Responsible compound={compound} contract={contract} day={day} />
        </Panel>
        {seesCases && (
          <Panel title={`${t('compound.openHazards')} ${items.length > 0 ? items.length : ''}`}>
            {cases.isPending ? (
              <Loading />
            ) : cases.error ? (
              <Failed error={cases.error} retry={() => void cases.refetch()} />
            ) : (
              <OpenHazards hazards={items} />
            )}
          </Panel>
        )}
        <Panel title={t('compound.where')}>
          <div className="mini-map no-print">
            <Suspense fallback={<Loading />}>
              <HazardMap
                hazards={items.some(({ point }) => point) ? items : []}
                areas={areas}
                own={[compound.division.slice(0, 9)]}
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
      {compound.contracts.length > 0 && (
        <Panel title={`${t('compound.contracts')} ${compound.contracts.length}`}>
          <Contracts contracts={compound.contracts} day={day} of="compound" />
        </Panel>
      )}
      <PrintFoot day={day} />
    </div>
  );
}
