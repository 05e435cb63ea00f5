/** An outline that is declared without a point gets its centre of area, which is where people expect the pin. */
import type { Polygon } from '@anju/contracts/schema';
import { toWgs84, type Position } from '@anju/runtime/coordinates';

export const ringOf = ({ ring, crs }: Polygon): Position[] => ring.map((position) => toWgs84(position, crs));

const micro = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
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
