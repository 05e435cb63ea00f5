/**
 * The file of an enterprise: its filing from the first day to its exit, how to reach it (for whom it is allowed), and which
 * compounds it served when. The chosen day changes what it served and how its filing stood.
 */
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { isInForce, lastDayOf } from '@anju/contracts/registry';
import { Refused } from '../api/client.js';
import { listHazards } from '../api/hazards.js';
import { enterpriseQuery } from '../api/registry.js';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import { useMinute } from '../clock.js';
import { OpenHazards } from '../hazard/open-hazards.js';
import { mayCall } from '../layout/entries.js';
import { AsOf, PrintButton, PrintFoot } from '../parts/as-of.js';
import { Lanes } from '../parts/lanes.js';
import { usePlaces } from '../parts/places.js';
import { dayOf } from '../parts/time.js';
import { Empty, Facts, Failed, Loading, Panel } from '../parts/view.js';
import { useMe } from '../session.js';
import { useT } from '../words/i18n.js';
import { dayAfter } from './compound-history.js';
import { Contracts } from './contracts.js';
import { FilingTag } from './registry.js';
import '../styles/files.css';

const route = getRouteApi('/enterprises/$id');
const mostLanes = 16;
const daysAhead = 400;

export function EnterprisePage() {
  const t = useT();
  const me = useMe();
  const places = usePlaces();
  const now = useMinute();
  const { id } = route.useParams();
  const { on } = route.useSearch();
  const navigate = useNavigate({ from: '/enterprises/$id' });
  const file = useQuery(enterpriseQuery(id));
  const seesCases = mayCall(hazardOperations.listHazards, me.role);
  const open = useQuery({
    queryKey: ['hazards', 'enterprise', id],
    enabled: seesCases,
    queryFn: ({ signal }) => listHazards({ enterpriseId: id, state: 'open', limit: 50 }, signal),
    placeholderData: undefined,
  });
  if (file.isPending) return <Loading />;
  if (!file.data)
    return file.error instanceof Refused && file.error.status === 404 ? (
      <Empty title={file.error.title} text={file.error.detail} />
    ) : (
      <Failed error={file.error} retry={() => void file.refetch()} />
    );
  const firm = file.data;
  const today = dayOf(now);
  const day = on ?? today;
  const isPresent = (contract: (typeof firm.contracts)[number]): boolean => isInForce(contract, day);
  const present = firm.contracts.filter(isPresent);
  const byCompound = [...Map.groupBy(firm.contracts, ({ compoundId }) => compoundId).values()].sort(
    (a, b) => Number(b.some(isPresent)) - Number(a.some(isPresent)) || (a[0]!.startsOn < b[0]!.startsOn ? -1 : 1),
  );
  const first = [...firm.contracts.map(({ startsOn }) => startsOn), today].sort()[0]!;
  const end = [...firm.contracts.map(lastDayOf), today].sort().at(-1)!;
  const last = [end, dayAfter(today, daysAhead)].sort()[0]!;
  const decided = firm.decidedAt && dayOf(firm.decidedAt);
  const status =
    firm.exitedOn && firm.exitedOn <= day
      ? 'EXITED'
      : decided && decided <= day
        ? firm.status === 'EXITED'
          ? 'ACCEPTED'
          : firm.status
        : 'FILED';
  const isFiled = dayOf(firm.filedAt) <= day;
  const filing = [
    { kind: 'quiet' as const, from: dayOf(firm.filedAt), to: decided ?? today, label: t('filing.status.FILED') },
    ...(decided && firm.status !== 'RETURNED'
      ? [
          {
            kind: 'firm' as const,
            from: decided,
            to: firm.exitedOn ? dayAfter(firm.exitedOn, -1) : (firm.goodUntil ?? last),
            label: firm.refreshedFor ? t('enterprise.refreshedFor', { year: firm.refreshedFor }) : t('filing.status.ACCEPTED'),
            title: firm.goodUntil && t('enterprise.goodUntil', { day: firm.goodUntil }),
          },
        ]
      : []),
    ...(firm.exitedOn && firm.exitedOn <= last
      ? [{ kind: 'gap' as const, from: firm.exitedOn, to: last, label: t('filing.status.EXITED'), title: firm.exitReason }]
      : []),
  ];
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <div className="crumbs">
            <Link to="/registry" search={{ kind: 'enterprises' }}>
              {t('registry.enterprises')}
            </Link>{' '}
            › {places.name(firm.division)}
          </div>
          <h1>{firm.name}</h1>
          <div className="tags">
            <span className="tag">{firm.uscc}</span>
            {on && <span className="tag tag-orange">{t('compound.asItWas', { day })}</span>}
            {isFiled ? <FilingTag status={status} /> : <span className="tag">{t('filing.notFiled')}</span>}
            <span className="tag">
              {t('enterprise.compounds')} {present.length}
            </span>
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
        </div>
      </div>
      {byCompound.length > 0 && (
        <Panel
          title={
            <>
              {t('enterprise.lanes')}
              {byCompound.length > mostLanes && <small>{t('enterprise.lanesShown', { shown: mostLanes, total: byCompound.length })}</small>}
            </>
          }
        >
          <Lanes
            from={first}
            to={last}
            today={day}
            lanes={[
              { name: t('filing.title'), bars: filing },
              ...byCompound.slice(0, mostLanes).map((contracts) => ({
                name: (
                  <Link to="/compounds/$id" params={{ id: contracts[0]!.compoundId }}>
                    {contracts[0]!.compoundName}
                  </Link>
                ),
                bars: contracts.map((contract) => ({
                  kind: 'firm' as const,
                  from: contract.startsOn,
                  to: lastDayOf(contract),
                  label: `${t('compound.star', { n: contract.promisedStar })} · ${t('compound.fee', { fee: contract.feePerSqm.toFixed(2) })}`,
                  title: contract.endReason,
                  compoundId: contract.compoundId,
                })),
              })),
            ]}
          />
        </Panel>
      )}
      <div className="columns columns-3">
        <Panel title={t('filing.title')}>
          <Facts
            rows={[
              [t('registry.uscc'), <code className="code">{firm.uscc}</code>],
              [t('filing.division'), places.name(firm.division)],
              [t('enterprise.filedOn'), dayOf(firm.filedAt)],
              [t('registry.status'), isFiled ? <FilingTag status={status} /> : t('filing.notFiled')],
              firm.goodUntil ? [t('enterprise.goodUntilLabel'), firm.goodUntil] : null,
              firm.refreshedFor
                ? [
                    t('enterprise.refreshed'),
                    [
                      t('enterprise.refreshedFor', { year: firm.refreshedFor }),
                      firm.staffCount !== undefined && t('enterprise.staff', { n: firm.staffCount }),
                      firm.projectCount !== undefined && t('enterprise.projects', { n: firm.projectCount }),
                    ]
                      .filter(Boolean)
                      .join(' · '),
                  ]
                : null,
              firm.exitedOn ? [t('enterprise.exitedOn'), [firm.exitedOn, firm.exitReason].filter(Boolean).join(' · ')] : null,
              firm.legalPerson.id !== firm.id
                ? [
                    t('compound.legalPerson'),
                    <Link to="/enterprises/$id" params={{ id: firm.legalPerson.id }}>
                      {firm.legalPerson.name}
                    </Link>,
                  ]
                : null,
              firm.returnReason ? [t('filing.returnReason'), firm.returnReason] : null,
              firm.usccOverrideReason ? [t('filing.overrideReason'), firm.usccOverrideReason] : null,
              firm.parentUscc ? [t('filing.parentUscc'), firm.parentUscc] : null,
              firm.contacts ? [t('enterprise.contacts'), `${firm.contacts.manager} ${firm.contacts.phone}`] : null,
              firm.contacts?.address ? [t('enterprise.address'), firm.contacts.address] : null,
            ]}
          />
        </Panel>
        <Panel title={`${t('enterprise.compounds')} ${present.length || ''}`}>
          {present.length === 0 ? (
            <Empty title={t('enterprise.noCompounds')} text={t('enterprise.noCompoundsText')} />
          ) : (
            <ul className="mini-list">
              {present.map((contract) => (
                <li key={contract.id}>
                  <Link to="/compounds/$id" params={{ id: contract.compoundId }}>
                    {contract.compoundName}
                  </Link>
                  <span className="mini-due muted">{t('time.until', { day: lastDayOf(contract) })}</span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
        {seesCases && (
          <Panel title={`${t('compound.openHazards')} ${open.data?.items.length || ''}`}>
            {open.isPending ? (
              <Loading />
            ) : open.error ? (
              <Failed error={open.error} retry={() => void open.refetch()} />
            ) : (
              <OpenHazards hazards={open.data.items} />
            )}
          </Panel>
        )}
      </div>
      {firm.contracts.length > 0 && (
        <Panel title={`${t('compound.contracts')} ${firm.contracts.length}`}>
          <Contracts contracts={firm.contracts} day={day} of="enterprise" />
        </Panel>
      )}
      <PrintFoot day={day} />
    </div>
  );
}
