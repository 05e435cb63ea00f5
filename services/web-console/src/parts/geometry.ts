/** Little geometry for the map: what lies where, and where its name is written. Longitude first, degrees. */
import { LngLatBounds } from 'maplibre-gl';
import type { DivisionArea } from '@anju/contracts/divisions';
import { RiskLevel } from '@anju/contracts/hazards';

export type Position = readonly [number, number];
export const positionsOf = (coordinates: unknown): Position[] =>
  Array.isArray(coordinates) && typeof coordinates[0] === 'number'
    ? [coordinates as unknown as Position]
    : (coordinates as unknown[]).flatMap(positionsOf);
export const boundsOf = (areas: readonly DivisionArea[]): LngLatBounds =>
  areas
    .flatMap(({ geometry }) => positionsOf(geometry.coordinates))
    .reduce((bounds, position) => bounds.extend([position[0], position[1]]), new LngLatBounds());
export const worst = (left: number, right: number): number => Math.min(left, right);
export const order = (level: RiskLevel): number => RiskLevel.options.indexOf(level);
export const middleOf = ({ geometry }: DivisionArea): Position => {
  const ring =
    geometry.type === 'Polygon'
      ? (geometry.coordinates[0] as Position[])
      : (geometry.coordinates as Position[][][]).map((polygon) => polygon[0]!).sort((a, b) => b.length - a.length)[0]!;
  let area = 0;
  let x = 0;
  let y = 0;
  ring.forEach(([x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length]!;
    const cross = x1 * y2 - x2 * y1;
    area += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  });
  return area === 0 ? ring[0]! : [x / (3 * area), y / (3 * area)];
};
export const point = (position: Position, properties: object) => ({
  type: 'Feature' as const,
  geometry: { type: 'Point' as const, coordinates: [position[0], position[1]] },
  properties,
});
