/**
 * What is declared in any of the datums used in China becomes WGS-84 at the edge (domain.md §1.4): a mixed datum is the
 * classic 400 m error. An outline without a point gets its centre of area, which is where people expect the pin.
 */
import type { Point, Polygon } from '@anju/contracts/schema';
import gcoord from 'gcoord';

export type Position = [lng: number, lat: number];

const datum = { WGS84: gcoord.WGS84, CGCS2000: gcoord.WGS84, GCJ02: gcoord.GCJ02, BD09: gcoord.BD09 } as const;
const micro = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
const converted = (position: Position, crs: Point['crs']): Position => {
  const [lng, lat] = gcoord.transform(position, datum[crs], gcoord.WGS84);
  return [micro(lng), micro(lat)];
};

export const pointOf = ({ lng, lat, crs }: Point): { lng: number; lat: number } => {
  const [x, y] = converted([lng, lat], crs);
  return { lng: x, lat: y };
};
export const ringOf = ({ ring, crs }: Polygon): Position[] => ring.map((position) => converted(position, crs));

/** Centre of area of a closed ring; undefined where it encloses nothing. */
export function centreOf(ring: readonly Position[]): { lng: number; lat: number } | undefined {
  const [[x0, y0] = [0, 0]] = ring;
  let [whole, x, y] = [0, 0, 0];
  ring.slice(0, -1).forEach(([ax, ay], i) => {
    const [bx, by] = ring[i + 1]!;
    const part = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
    whole += part;
    x += (ax + bx - 2 * x0) * part;
    y += (ay + by - 2 * y0) * part;
  });
  if (Math.abs(whole) < 1e-12) return undefined;
  return { lng: micro(x0 + x / (3 * whole)), lat: micro(y0 + y / (3 * whole)) };
}
