/** What a device declares becomes WGS-84 at the edge (domain.md §1.4); a mixed datum is the classic 400 m error. */
import type { Point } from '@anju/contracts/schema';
import loaded from 'gcoord';

const gcoord = loaded.default;
const datum = { WGS84: gcoord.WGS84, CGCS2000: gcoord.WGS84, GCJ02: gcoord.GCJ02, BD09: gcoord.BD09 } as const;

export function toWgs84({ lng, lat, crs }: Point): { lng: number; lat: number } {
  const [x, y] = gcoord.transform([lng, lat], datum[crs], gcoord.WGS84);
  return { lng: Math.round(x * 1e6) / 1e6, lat: Math.round(y * 1e6) / 1e6 };
}
