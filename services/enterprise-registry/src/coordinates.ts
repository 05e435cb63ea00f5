/**
 * The place of a compound as it is stored: WGS-84, with the datum in which it was declared beside it. An outline that is
 * declared without a point gets its centre of area, which is where people expect the pin.
 */
import { problem } from '@anju/contracts/problems';
import type { Compound, RegisterCompound } from '@anju/contracts/registry';
import { pointOf, toWgs84, type Position } from '@anju/runtime/coordinates';

type Place = Pick<Compound, 'point' | 'polygon' | 'declaredCrs'>;

/** Undefined where the request names neither point nor outline. */
export function placeOf({ point, polygon }: Pick<RegisterCompound, 'point' | 'polygon'>): Place | undefined {
  const ring = polygon?.ring.map((position) => toWgs84(position, polygon.crs));
  const centre = ring && centreOf(ring);
  if (ring && !centre) {
    throw problem('content-invalid', { errors: [{ pointer: '/polygon/ring', code: 'empty-area', message: 'encloses nothing' }] });
  }
  const pin = point ? pointOf(point) : centre;
  if (!pin) return undefined;
  return { point: pin, ...(ring && { polygon: ring }), declaredCrs: (point ?? polygon)!.crs };
}

const micro = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
function centreOf(ring: readonly Position[]): Compound['point'] | undefined {
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
