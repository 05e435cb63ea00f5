/**
 * Gas readings on the page: what was typed, which of it lies outside the limits of the rule, and the latest value of each gas
 * at each depth. The moment of a value is the moment at which it was typed. Whether a permit is good is the service's to
 * say; here it is only shown early. Pure.
 */
import type { PermitReading } from '@anju/contracts/permits';
import type { ConfinedSpaceRule, Gas } from '@anju/contracts/policies';

export type Limit = ConfinedSpaceRule['limits'][number];
export type Depth = ConfinedSpaceRule['depths'][number];
export const cellOf = (gas: Gas, depth: Depth): string => `${gas}.${depth}`;
export interface Typed {
  readonly value: number;
  readonly at: string;
}
export type Cells = Readonly<Record<string, Typed | undefined>>;

export const isOutside = ({ min, max }: Pick<Limit, 'min' | 'max'>, value: number): boolean =>
  (min !== undefined && value < min) || (max !== undefined && value > max);
export const rangeOf = ({ min, max, unit }: Limit): string =>
  `${min !== undefined && max !== undefined ? `${min}–${max}` : max !== undefined ? `≤ ${max}` : `≥ ${min}`} ${unit}`;

export const readingsOf = (
  cells: Cells,
  { limits, depths }: Pick<ConfinedSpaceRule, 'limits' | 'depths'>,
  instrument: PermitReading['instrument'],
): PermitReading[] =>
  limits.flatMap(({ gas, unit }) =>
    depths.flatMap((depth) => {
      const typed = cells[cellOf(gas, depth)];
      return typed ? [{ gas, depth, unit, value: typed.value, at: typed.at, instrument }] : [];
    }),
  );
export const latestOf = (readings: readonly PermitReading[]): ReadonlyMap<string, PermitReading> => {
  const latest = new Map<string, PermitReading>();
  for (const reading of readings) {
    const key = cellOf(reading.gas, reading.depth);
    if ((latest.get(key)?.at ?? '') <= reading.at) latest.set(key, reading);
  }
  return latest;
};
