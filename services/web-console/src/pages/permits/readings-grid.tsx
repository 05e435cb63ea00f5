/** One large field per gas and depth; a value outside the limits is red with a word while it is typed. */
import { Input, InputNumber } from 'antd';
import type { ConfinedSpaceRule } from '@anju/contracts/policies';
import { now } from '../../clock.js';
import { useT } from '../../words/i18n.js';
import { cellOf, isOutside, rangeOf, type Cells } from './readings.js';

export interface Tested {
  readonly cells: Cells;
  readonly instrumentId: string;
  readonly calibratedOn: string;
}
const remembered = 'anju.gas-instrument';
/** The instrument in the bag is the same tomorrow. */
export const untested = (): Tested => {
  const kept = JSON.parse(localStorage.getItem(remembered) ?? '{}') as Partial<Tested>;
  return { cells: {}, instrumentId: kept.instrumentId ?? '', calibratedOn: kept.calibratedOn ?? '' };
};
export const remember = ({ instrumentId, calibratedOn }: Tested): void =>
  localStorage.setItem(remembered, JSON.stringify({ instrumentId, calibratedOn }));

export function ReadingsGrid({
  rule,
  tested,
  onChange,
}: {
  rule: Pick<ConfinedSpaceRule, 'limits' | 'depths'>;
  tested: Tested;
  onChange: (tested: Tested) => void;
}) {
  const t = useT();
  const type = (cell: string, value: number | null): void =>
    onChange({
      ...tested,
      cells: { ...tested.cells, [cell]: value === null ? undefined : { value, at: new Date(now()).toISOString() } },
    });
  return (
    <div className="gas">
      <div className="gas-grid" role="table" aria-label={t('permit.readings')} style={{ '--depths': rule.depths.length } as object}>
        <div role="row" className="gas-row">
          <span role="columnheader" className="muted small">
            {t('permit.gas')}
          </span>
          {rule.depths.map((depth) => (
            <span key={depth} role="columnheader" className="muted">
              {t(`permit.depth.${depth}`)}
            </span>
          ))}
        </div>
        {rule.limits.map((limit) => (
          <div key={limit.gas} role="row" className="gas-row">
            <span role="rowheader">
              <b>{t(`permit.gases.${limit.gas}`)}</b>
              <small className="muted">{rangeOf(limit)}</small>
            </span>
            {rule.depths.map((depth) => {
              const cell = cellOf(limit.gas, depth);
              const value = tested.cells[cell]?.value;
              const isBad = value !== undefined && isOutside(limit, value);
              return (
                <span key={depth} role="cell">
                  <InputNumber
                    className="gas-input"
                    inputMode="decimal"
                    controls={false}
                    min={0}
                    {...(isBad && { status: 'error' as const })}
                    value={value ?? null}
                    aria-label={`${t(`permit.gases.${limit.gas}`)} ${t(`permit.depth.${depth}`)}`}
                    aria-invalid={isBad}
                    onChange={(next) => type(cell, next)}
                  />
                  {isBad && <small className="is-mine">{t('permit.outside')}</small>}
                </span>
              );
            })}
          </div>
        ))}
      </div>
      <div className="form-pair">
        <label>
          <span className="muted small">{t('permit.instrument')}</span>
          <Input
            size="large"
            maxLength={60}
            value={tested.instrumentId}
            placeholder="QT-4-0231"
            onChange={(event) => onChange({ ...tested, instrumentId: event.target.value })}
          />
        </label>
        <label>
          <span className="muted small">{t('permit.calibratedOn')}</span>
          <input
            type="date"
            className="native-date"
            value={tested.calibratedOn}
            onChange={(event) => onChange({ ...tested, calibratedOn: event.target.value })}
          />
        </label>
      </div>
    </div>
  );
}
