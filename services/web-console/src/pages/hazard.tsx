/** One hazard on a page of its own: what can be done, facts, deadlines with the rule that decided, the whole course. */
import { getRouteApi, Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { isOpen } from '@anju/contracts/hazards';
import { Refused } from '../api/client.js';
import { hazardEventsQuery, hazardQuery } from '../api/hazards.js';
import { actionsFor } from '../actions.js';
import { ActionsBar } from '../hazard/actions-bar.js';
import { Clocks } from '../hazard/clocks.js';
import { FiveFacts } from '../hazard/facts-list.js';
import { Banners, Marks } from '../hazard/marks.js';
import { Records } from '../hazard/records.js';
import { factRows } from '../parts/facts.js';
import { Photos } from '../parts/photos.js';
import { usePlaces } from '../parts/places.js';
import { ClassTag, RiskWord } from '../parts/risk.js';
import { instant } from '../parts/time.js';
import { Timeline } from '../parts/timeline.js';
import { Empty, Facts, Failed, Loading, Panel } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSay, useT } from '../words/i18n.js';
import '../styles/files.css';

const route = getRouteApi('/hazards/$id');

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
            <Marks hazard={hazard} returns={hazard.returns?.length} />
          </div>
        </div>
      </div>
      <Banners hazard={hazard} />
      <div className="columns columns-2">
        <div className="columns">
          <Panel>
            <div className="case-actions">
              {can ? <ActionsBar hazard={hazard} /> : <span className="muted">{t('action.noneOfRole')}</span>}
              {me.enterpriseId !== undefined && me.enterpriseId === hazard.responsibleEnterpriseId && isOpen(hazard) && (
                <Link to="/duty-reports/new" search={{ hazard: id }} className="case-besides">
                  {t('dutyReport.about')}
                </Link>
              )}
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
                [
                  t('detail.reporter'),
                  `${t(`role.${hazard.reportedBy.role}`)} ${hazard.reportedBy.name}${hazard.repeats ? ` · ${t('detail.repeats', { n: hazard.repeats })}` : ''}`,
                ],
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
