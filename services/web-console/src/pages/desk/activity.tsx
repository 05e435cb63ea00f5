/** Reports of today by hour, with the peak; what is still to come is left empty, for there is no forecast. */
import { Suspense, lazy } from 'react';
import type { Snapshot } from '@anju/contracts/command-center';
import { useT } from '../../words/i18n.js';

const HourBars = lazy(() => import('../../parts/charts.js').then(({ HourBars: component }) => ({ default: component })));
const hourOf = (now: number): number => new Date(now + 8 * 3_600_000).getUTCHours();

export function Activity({ snapshot: { hours }, now }: { snapshot: Snapshot; now: number }) {
  const t = useT();
  const counts = new Map(hours.map(({ hour, reported }) => [hour, reported]));
  const total = hours.reduce((sum, { reported }) => sum + reported, 0);
  const peak = hours.reduce((best, one) => (one.reported > best.reported ? one : best), { hour: 0, reported: 0 });
  return (
    <div className="activity">
      <div>
        <div className="muted">{t('desk.activity')}</div>
        <b>{total}</b>
        <div className="muted">{t('desk.activityUnit')}</div>
      </div>
      <div className="activity-bars">
        <Suspense fallback={<div className="chart-space" />}>
          <HourBars counts={counts} hour={hourOf(now)} />
        </Suspense>
      </div>
      <div className="activity-peak">
        <div className="muted">{t('desk.activityPeak')}</div>
        <b>{peak.reported > 0 ? t('desk.activityPeakAt', { hour: peak.hour, n: peak.reported }) : '–'}</b>
      </div>
    </div>
  );
}
