/**
 * Who was responsible when: bars on one time axis, gaps hatched, today as a line. Days are exact; a bar too narrow for its
 * words keeps them in its tooltip and in the table for readers of the page's text.
 */
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useT } from '../words/i18n.js';

export interface Bar {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly kind: 'firm' | 'gap' | 'quiet';
  /** More than fits on the bar. */
  readonly title?: string | undefined;
  readonly enterpriseId?: string;
  readonly compoundId?: string;
}
/** A day on which something turned, as a line through all lanes. */
export interface LaneMark {
  readonly on: string;
  readonly label: string;
}
export interface Lane {
  readonly name: ReactNode;
  readonly bars: readonly Bar[];
  readonly points?: readonly { readonly at: string; readonly mark: ReactNode; readonly title: string; readonly id: string }[];
}
const dayMs = 86_400_000;
const at = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);

export function Lanes({
  lanes,
  from,
  to,
  today,
  marks = [],
}: {
  lanes: readonly Lane[];
  from: string;
  to: string;
  today: string;
  marks?: readonly LaneMark[];
}) {
  const t = useT();
  const start = at(`${from.slice(0, 4)}-01-01`);
  const end = at(`${Number(to.slice(0, 4)) + 1}-01-01`);
  const x = (day: string): number => (Math.min(end, Math.max(start, at(day))) - start) / (end - start);
  const percent = (value: number): string => `${(value * 100).toFixed(3)}%`;
  const first = Number(from.slice(0, 4));
  const years = Array.from({ length: Number(to.slice(0, 4)) - first + 1 }, (_, i) => first + i);
  const every = Math.ceil(years.length / 12);
  return (
    <div className="lanes">
      {lanes.map(({ name, bars, points }, i) => (
        <div key={i} className="lane">
          <div className="lane-name">{name}</div>
          <div className="lane-track">
            {bars.map((bar) => {
              const style = {
                left: percent(x(bar.from)),
                width: percent(Math.max(0.002, x(bar.to) + dayMs / (end - start) - x(bar.from))),
              };
              const title = [`${bar.label} (${bar.from} – ${bar.to})`, bar.title].filter(Boolean).join(' · ');
              if (bar.enterpriseId)
                return (
                  <Link
                    key={bar.from + bar.label}
                    to="/enterprises/$id"
                    params={{ id: bar.enterpriseId }}
                    className={`lane-bar is-${bar.kind}`}
                    style={style}
                    title={title}
                  >
                    {bar.label}
                  </Link>
                );
              if (bar.compoundId)
                return (
                  <Link
                    key={bar.from + bar.label}
                    to="/compounds/$id"
                    params={{ id: bar.compoundId }}
                    className={`lane-bar is-${bar.kind}`}
                    style={style}
                    title={title}
                  >
                    {bar.label}
                  </Link>
                );
              return (
                <span key={bar.from + bar.label} className={`lane-bar is-${bar.kind}`} style={style} title={title}>
                  {bar.label}
                </span>
              );
            })}
            {points?.map(({ at: day, mark, title, id }) => (
              <Link
                key={id}
                to="/hazards/$id"
                params={{ id }}
                className="lane-point"
                style={{ left: percent(x(day)) }}
                title={title}
                aria-label={title}
              >
                {mark}
              </Link>
            ))}
          </div>
        </div>
      ))}
      <div className="lane lane-axis">
        <div />
        <div className="lane-track">
          {years.map(
            (year, i) =>
              i % every === 0 && (
                <span key={year} style={{ left: percent(x(`${year}-01-01`)) }}>
                  {year}
                </span>
              ),
          )}
        </div>
      </div>
      <div className="lane-today" aria-hidden>
        <div />
        <div>
          {marks.map(({ on, label }) => (
            <span key={on + label} className="lane-mark" style={{ left: percent(x(on)) }} title={`${on} ${label}`}>
              <small>{label}</small>
            </span>
          ))}
          <i style={{ left: percent(x(today)) }} title={t('compound.today')} />
        </div>
      </div>
    </div>
  );
}
