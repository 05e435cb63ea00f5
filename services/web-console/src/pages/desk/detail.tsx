/** Everything about one hazard beside the list: what, where, what can be done, the five facts, photos, the whole course. */
import { App, Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ActionsBar } from '../../hazard/actions-bar.js';
import { FiveFacts } from '../../hazard/facts-list.js';
import { Banners, Marks } from '../../hazard/marks.js';
import { hazardEventsQuery, hazardQuery } from '../../api/hazards.js';
import { Refused } from '../../api/client.js';
import { Photos } from '../../parts/photos.js';
import { usePlaces } from '../../parts/places.js';
import { ClassTag, RiskWord } from '../../parts/risk.js';
import { Timeline } from '../../parts/timeline.js';
import { Empty, Failed, Loading } from '../../parts/view.js';
import { useSay, useT } from '../../words/i18n.js';

export function Detail({ id, onBack }: { id: string | undefined; onBack?: () => void }) {
  const t = useT();
  const say = useSay();
  const places = usePlaces();
  const { message } = App.useApp();
  const hazard = useQuery({ ...hazardQuery(id ?? ''), enabled: Boolean(id) });
  const events = useQuery({ ...hazardEventsQuery(id ?? ''), enabled: Boolean(id) });
  if (!id) return <Empty title={t('desk.pick')} text={t('desk.pickText')} />;
  if (hazard.isPending) return <Loading />;
  if (!hazard.data)
    return hazard.error instanceof Refused && hazard.error.status === 404 ? (
      <Empty title={t('desk.gone')} text={t('desk.goneText')} />
    ) : (
      <Failed error={hazard.error} retry={() => void hazard.refetch()} />
    );
  const one = hazard.data;
  const copy = (): void =>
    void navigator.clipboard?.writeText(`${location.origin}/hazards/${id}`).then(() => message.success(t('app.copied')));
  return (
    <article className="detail" aria-label={one.number}>
      <header>
        {onBack && (
          <button type="button" className="back" onClick={onBack}>
            ‹ {t('app.back')}
          </button>
        )}
        <div className="tags detail-tags">
          <ClassTag of={one.class} full evenOrdinary />
          <span className="tag">{t(`family.${one.family}`)}</span>
          <span className="tag">{one.number}</span>
          <Marks hazard={one} returns={one.returns?.length} />
        </div>
        <h1>{say(one.title)}</h1>
        <div className="muted">
          <Link to="/compounds/$id" params={{ id: one.compoundId }}>
            {one.compoundName}
          </Link>{' '}
          · {places.path(one.division)}
          {one.spot ? ` · ${one.spot}` : ''}
        </div>
        <div className="detail-state">
          <RiskWord level={one.riskLevel} />
          <span className="strong">{t(`state.${one.state}`)}</span>
        </div>
        <Banners hazard={one} />
      </header>
      <section className="detail-actions">
        <ActionsBar hazard={one} withKeys />
      </section>
      <section>
        <FiveFacts hazard={one} />
        {one.description && <p className="detail-text">{one.description}</p>}
      </section>
      {one.photos.length > 0 && (
        <section>
          <Photos photos={one.photos} />
        </section>
      )}
      <section>
        <div className="section-head">
          <h2>{t('detail.timelineCount', { n: events.data?.length ?? 0 })}</h2>
          <Button type="link" size="small" onClick={copy}>
            {t('app.copyLink')}
          </Button>
          <Link to="/hazards/$id" params={{ id }}>
            {t('desk.openFull')}
          </Link>
        </div>
        {events.data ? (
          <Timeline events={events.data} />
        ) : events.error ? (
          <Failed error={events.error} retry={() => void events.refetch()} />
        ) : (
          <Loading />
        )}
      </section>
    </article>
  );
}
