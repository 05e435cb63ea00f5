/** The strip: seven numbers, each with unit, trend and one line of meaning; a press opens its definition and the events behind it. */
import { useState } from 'react';
import type { Figure } from '@anju/contracts/command-center';
import { useSay, useT } from '../../words/i18n.js';
import { Explained } from './explained.js';

const colours: Partial<Record<Figure['name'], string>> = { 'suspected-major': 'red', major: 'red', overdue: 'orange', escalated: 'orange' };
export const figureColour = ({ name, value }: Figure): string | undefined => (value > 0 ? colours[name] : undefined);
export const figureValue = ({ value, denominator }: Pick<Figure, 'value' | 'denominator'>): string =>
  denominator === 0 ? '–' : new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value);

export function Spark({ values, colour }: { values: readonly number[]; colour?: string | undefined }) {
  if (values.length < 2) return null;
  const top = Math.max(...values);
  const bottom = Math.min(...values);
  const y = (value: number): number => (top === bottom ? 14 : 24 - ((value - bottom) / (top - bottom)) * 20);
  const points = values.map((value, i) => `${((i / (values.length - 1)) * 90 + 1).toFixed(1)},${y(value).toFixed(1)}`);
  return (
    <svg
      className="spark"
      viewBox="0 0 92 28"
      width="92"
      height="28"
      aria-hidden
      style={{ color: colour ? `var(--${colour})` : 'var(--muted)' }}
    >
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" />
    </svg>
  );
}

function Meaning({ figure }: { figure: Figure }) {
  const t = useT();
  const { numerator, denominator, trend, value } = figure;
  const number = (n: number): string => new Intl.NumberFormat('en').format(n);
  if (denominator !== undefined)
    return denominator === 0 ? t('desk.figureNoSample') : t('desk.figureRate', { n: number(numerator ?? 0), d: number(denominator) });
  const yesterday = trend.at(-2);
  if (yesterday === undefined) return null;
  const delta = Math.round((value - yesterday) * 10) / 10;
  return delta === 0 ? t('desk.figureSame') : t('desk.figureDelta', { delta: `${delta > 0 ? '+' : '−'}${number(Math.abs(delta))}` });
}

export function Figures({ figures }: { figures: readonly Figure[] }) {
  const say = useSay();
  const [open, setOpen] = useState<Figure['name']>();
  return (
    <div className="figures" role="group">
      {figures.map((figure) => {
        const colour = figureColour(figure);
        return (
          <button key={figure.name} type="button" className="figure" onClick={() => setOpen(figure.name)} title={say(figure.definition)}>
            <span className="figure-title">{say(figure.title)}</span>
            <span className="figure-row">
              <span>
                <b style={colour ? { color: `var(--${colour})` } : undefined}>{figureValue(figure)}</b> <small>{say(figure.unit)}</small>
              </span>
              <Spark values={figure.trend} colour={colour} />
            </span>
            <span className="figure-meaning">
              <Meaning figure={figure} />
            </span>
          </button>
        );
      })}
      {open && <Explained name={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
