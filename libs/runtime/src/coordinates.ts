/** What is declared in any datum used in China becomes WGS-84 at the edge (domain.md §1.4); a mixed datum is the classic 400 m error. */
import type { Point } from '@anju/contracts/schema';
import loaded from 'gcoord';

/** The package is CommonJS with the types of an ES module: what is typed as its default is the module itself. */
const gcoord = loaded as unknown as typeof loaded.default;
const datum = { WGS84: gcoord.WGS84, CGCS2000: gcoord.WGS84, GCJ02: gcoord.GCJ02, BD09: gcoord.BD09 } as const;
const micro = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

export type Position = [lng: number, lat: number];

/** To six decimals, a tenth of a metre. */
export const toWgs84 = (position: Position, crs: Point['crs']): Position => {
  const [lng, lat] = gcoord.transform(position, datum[crs], gcoord.WGS84);
  return [micro(lng), micro(lat)];
};

export const pointOf = ({ lng, lat, crs }: Point): { lng: number; lat: number } => {
  const [x, y] = toWgs84([lng, lat], crs);
  return { lng: x, lat: y };
};
