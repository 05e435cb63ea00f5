/** One hazard in two lines: what and where on the left, deadline and state on the right, when it came at the end. */
import { memo } from 'react';
import { isOverdue } from '@anju/contracts/hazard-life';
import type { HazardSummary } from '@anju/contracts/hazards';
import { clockFor } from '../../actions.js';
import { useMinute } from '../../clock.js';
import type { Places } from '../../parts/places.js';
import { ClassTag, RiskMark } from '../../parts/risk.js';
import { ago, instant, leftOf } from '../../parts/time.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';

export const HazardRow = memo(function HazardRow({ hazard, places }: { hazard: HazardSummary; places: Places }) {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const now = useMinute();
  const shown = clockFor(hazard, me);
  const left = shown && leftOf(shown.clock, now, t);
  return (
    <>
      <RiskMark level={hazard.riskLevel} size={13} />
      <div className="row-what">
        <div className="row-title">
          <span>{say(hazard.title)}</span>
          <ClassTag of={hazard.class} />
          {hazard.isSupervised && <span className="tag">{t('detail.supervised')}</span>}
        </div>
        <div className="row-place">
          {hazard.compoundName} · {places.name(hazard.division.slice(0, 9))}
          {hazard.spot ? ` · ${hazard.spot}` : ''}
        </div>
      </div>
      <div className="row-due">
        <div
          className={left?.isOver || isOverdue(hazard) ? 'is-over' : shown?.isMine ? 'is-mine' : ''}
          title={shown && instant(shown.clock.dueAt)}
        >
          {left?.text ?? t('time.noClock')}
        </div>
        <div className="muted">
          {t(`state.${hazard.state}`)}
          {hazard.urgedCount > 0 ? ` · ${t('detail.urged', { n: hazard.urgedCount })}` : ''}
        </div>
      </div>
      <time className="row-ago" dateTime={hazard.recordedAt} title={instant(hazard.recordedAt)}>
        {ago(hazard.recordedAt, now, t)}
      </time>
    </>
  );
});
