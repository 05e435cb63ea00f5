/** One hazard on a page of its own: what can be done, facts, deadlines with the rule that decided, the whole course. */
import { getRouteApi, Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { Hazard } from '@anju/contracts/hazards';
import { Refused } from '../api/client.js';
import { hazardEventsQuery, hazardQuery } from '../api/hazards.js';
import { actionsFor, isMyDuty } from '../actions.js';
import { useMinute } from '../clock.js';
import { ActionsBar } from '../hazard/actions-bar.js';
import { FiveFacts, Marks } from '../hazard/facts-list.js';
import { factRows } from '../parts/facts.js';
import { Photos } from '../parts/photos.js';
import { usePlaces } from '../parts/places.js';
import { ClassTag, RiskWord } from '../parts/risk.js';
import { instant, leftOf, short } from '../parts/time.js';
import { Timeline } from '../parts/timeline.js';
import { Empty, Facts, Failed, Loading, Panel } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSay, useT } from '../words/i18n.js';
import '../styles/files.css';

const route = getRouteApi('/hazards/$id');

function Clocks({ hazard }: { hazard: Hazard }) {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const now = useMinute();
  if (hazard.clocks.length === 0) return <p className="muted">{t('time.noClock')}</p>;
  return (
    <ul className="clocks">
      {hazard.clocks.map((clock) => {
        const left = leftOf(clock, now, t);
        return (
          <li key={`${clock.duty}${clock.startedAt}`} className={clock.stoppedAt ? 'muted' : ''}>
            <div className="clocks-head">
              <b>{t(`duty.${clock.duty}`)}</b>
              <span className={left.isOver ? 'is-over' : isMyDuty(clock.duty, hazard, me) && !clock.stoppedAt ? 'is-mine' : ''}>
                {left.text}
              </span>
            </div>
            <div className="small muted">
              {instant(clock.startedAt)} → {instant(clock.dueAt)}
            </div>
            <div className="small muted">
              {t('detail.clockRule', { basis: say(clock.policy.basis) })} · {clock.policy.id}{' '}
              {t('detail.version', { n: clock.policy.version })}
            </div>
            {clock.crossesUnknownYear && <div className="small">{t('time.crossesUnknownYear')}</div>}
          </li>
        );
      })}
    </ul>
  );
}

function Records({ hazard }: { hazard: Hazard }) {
  const t = useT();
  const now = useMinute();
  const { decisions = [], rectifications = [], rechecks = [] } = hazard;
  return (
    <>
      {decisions.length > 0 && (
        <Panel title={t('detail.decisions')}>
          {decisions.map(({ at, by, decision, department, criteriaVersion, clauses, reason }) => (
            <div key={at} className="record">
              <div>
                <b className={decision === 'confirmed' ? 'is-mine' : ''}>{t(`event.hazard.major-${decision}.v1`)}</b>{' '}
                <span className="muted">
                  {t(`department.${department}`)} {by.name} · {short(at, now)}
                </span>
              </div>
              <div>
                {criteriaVersion} {clauses.join('、')}
              </div>
              {reason && <div className="muted">{reason}</div>}
            </div>
          ))}
        </Panel>
      )}
      {rectifications.length > 0 && (
        <Panel title={t('detail.rectifications')}>
          {rectifications.map(({ at, by, note, photos }) => (
            <div key={at} className="record">
              <div className="muted">
                {by.name} · {short(at, now)}
              </div>
              <div>{note}</div>
              <Photos photos={photos} />
            </div>
          ))}
        </Panel>
      )}
      {rechecks.length > 0 && (
        <Panel title={t('detail.rechecks')}>
          {rechecks.map(({ at, by, passed, note, photos, isVoid }) => (
            <div key={at} className={`record ${isVoid ? 'is-void' : ''}`}>
              <div>
                <b className={passed ? 'is-ok' : 'is-mine'}>{t(passed ? 'detail.passed' : 'detail.failed')}</b>{' '}
                {isVoid && <span className="tag">{t('detail.voided')}</span>}{' '}
                <span className="muted">
                  {by.name} · {short(at, now)}
                </span>
              </div>
              {note && <div>{note}</div>}
              <Photos photos={photos} />
            </div>
          ))}
        </Panel>
      )}
    </>
  );
}

export function HazardPage() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const places = usePlaces();
  const { id } = route.useParams();
  const query = useQuery(hazardQuery(id));
  const events = useQuery(hazardEventsQuery(id));
  if (query.isPending) return <Loading />;
  if (!query.data)
    return query.error instanceof Refused && query.error.status === 404 ? (
      <Empty title={query.error.title} text={query.error.detail} />
    ) : (
      <Failed error={query.error} retry={() => void query.refetch()} />
    );
  const hazard = query.data;
  const can = actionsFor(hazard, me).length > 0;
  return (
    <div className="page case">
      <div className="page-head">
        <div>
          <div className="crumbs">
            <Link to="/compounds/$id" params={{ id: hazard.compoundId }}>
              {hazard.compoundName}
            </Link>{' '}
            › {places.path(hazard.division)}
          </div>
          <h1>{say(hazard.title)}</h1>
          <div className="tags">
            <ClassTag of={hazard.class} full evenOrdinary />
            <span className="tag">{hazard.number}</span>
            <span className="tag">
              {t(`family.${hazard.family}`)} {hazard.itemCode}
            </span>
            <span className="tag">{t(`state.${hazard.state}`)}</span>
            <Marks hazard={hazard} />
          </div>
        </div>
      </div>
      <div className="columns columns-2">
        <div className="columns">
          <Panel>
            <div className="case-actions">
              {can ? <ActionsBar hazard={hazard} /> : <span className="muted">{t('action.noneOfRole')}</span>}
            </div>
            <FiveFacts hazard={hazard} />
          </Panel>
          <Panel title={t('detail.facts')}>
            <Facts
              rows={[
                [t('detail.place'), [hazard.compoundName, hazard.spot].filter(Boolean).join(' · ')],
                [t('risk.label'), <RiskWord level={hazard.riskLevel} />],
                [t('detail.fixer'), t(`fixer.${hazard.fixer}`)],
                ...(hazard.facts ? factRows(hazard.facts, say, t) : []),
                [
                  t('detail.description'),
                  hazard.description ? (
                    <span className="pre">{hazard.description}</span>
                  ) : (
                    <span className="muted">{t('detail.noDescription')}</span>
                  ),
                ],
                [t('detail.reporter'), `${t(`role.${hazard.reportedBy.role}`)} ${hazard.reportedBy.name}`],
                [t('detail.foundAt'), instant(hazard.foundAt)],
                [t('detail.recordedAt'), instant(hazard.recordedAt)],
              ]}
            />
            <div className="case-photos">
              {hazard.photos.length > 0 ? <Photos photos={hazard.photos} /> : <span className="muted">{t('detail.noPhotos')}</span>}
            </div>
          </Panel>
          <Records hazard={hazard} />
        </div>
        <div className="columns">
          <Panel title={t('detail.clocks')}>
            <Clocks hazard={hazard} />
          </Panel>
          <Panel title={t('detail.timelineCount', { n: events.data?.length ?? 0 })}>
            {events.data ? (
              <Timeline events={events.data} />
            ) : events.error ? (
              <Failed error={events.error} retry={() => void events.refetch()} />
            ) : (
              <Loading />
            )}
          </Panel>
        </div>
      </div>
    </div>
  );
}
