/** The city hazard index: its value, how it went, its definition in words, and each part as count times weight with the events behind it. */
import { Suspense, lazy, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Figure } from '@anju/contracts/command-center';
import { hazardIndexQuery } from '../../api/command-center.js';
import { RuleOf } from '../../hazard/clocks.js';
import { Failed, Loading, Panel } from '../../parts/view.js';
import { useSay, useT } from '../../words/i18n.js';
import { Explained } from '../desk/explained.js';

const Trend = lazy(() => import('../../parts/charts.js').then(({ Trend: component }) => ({ default: component })));
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

export function HazardIndexPanel({ division }: { division?: string | undefined }) {
  const t = useT();
  const say = useSay();
  const [open, setOpen] = useState<Figure['name']>();
  const { data: index, error, refetch, isPending } = useQuery(hazardIndexQuery(division));
  if (isPending) return <Loading />;
  if (!index) return <Failed error={error ?? new Error()} retry={() => void refetch()} />;
  const major = index.majors.at(-1);
  const parts = index.parts.filter(({ count }) => count > 0);
  return (
    <Panel title={say(index.title)}>
      <div className="index">
        <div className="index-value">
          <b>{index.value === undefined ? '–' : number.format(index.value)}</b>
          <span className="muted">{say(index.unit)}</span>
          <span className="muted small">
            {t('board.indexOf', { points: number.format(index.points), n: number.format(index.households) })}
          </span>
          {major && (
            <span className="small">
              {t('board.majors', { n: major.open, m: major.suspected })}
              {major.medianAgeDays !== undefined && ` · ${t('board.medianAge', { n: number.format(major.medianAgeDays) })}`}
            </span>
          )}
        </div>
        <div className="index-trend">
          <Suspense fallback={<div className="chart-space" />}>
            <Trend day={index.day} values={index.series.map(({ value }) => value ?? null)} unit={say(index.unit)} />
          </Suspense>
        </div>
      </div>
      <p className="muted">{say(index.definition)}</p>
      <RuleOf policy={index.policy} />
      {parts.length > 0 && (
        <div className="grid-table">
          <table className="plain-table">
            <thead>
              <tr>
                <th>{t('board.part')}</th>
                <th className="is-number">{t('board.count')}</th>
                <th className="is-number">{t('board.weight')}</th>
                <th className="is-number">{t('board.points')}</th>
              </tr>
            </thead>
            <tbody>
              {parts.map(({ title, figure, count, weight, points, olderThanDays }) => (
                <tr key={figure + String(olderThanDays)}>
                  <td>
                    <button type="button" className="link" onClick={() => setOpen(figure)}>
                      {say(title)}
                    </button>
                  </td>
                  <td className="is-number">{number.format(count)}</td>
                  <td className="is-number">{number.format(weight)}</td>
                  <td className="is-number">{number.format(points)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open && <Explained name={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}
