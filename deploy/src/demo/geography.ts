/**
 * The real divisions in which the invented city lies, as the registry keeps them. Compounds of one community stand near
 * each other, around a middle that is drawn inside the township's cell, because an even spread over a district looks like
 * noise on a map and like no city.
 */
import { isInside, pointIn, townshipCells, type Cell } from '@anju/enterprise-registry/areas';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Prng } from './prng.js';

export interface Community {
  readonly code: string;
  readonly name: string;
}
export interface Township {
  readonly code: string;
  readonly name: string;
  readonly cell: Cell;
  readonly communities: readonly Community[];
}
export interface Geography {
  readonly pudong: readonly Township[];
  readonly jingyang: readonly Township[];
}
export const counties = { pudong: '310115', jingyang: '510603' } as const;

interface Listed {
  code: string;
  name: string;
  level: string;
  parent: string;
}
const registry = pathToFileURL(createRequire(import.meta.url).resolve('@anju/enterprise-registry/areas'));

function townshipsOf(county: string): Township[] {
  const file = new URL(`../src/data/divisions/${county}.csv`, registry);
  const listed = parse<Listed>(readFileSync(file, 'utf8'), { columns: true });
  const names = new Map(listed.map(({ code, name }) => [code, name]));
  const communities = listed.filter(({ level }) => level === 'community');
  return townshipCells(county).map((cell) => ({
    code: cell.code,
    name: names.get(cell.code) ?? cell.code,
    cell,
    // Residents' committees; villages and statistical units have no property firms.
    communities: communities.filter(({ code, parent }) => parent === cell.code && /^[01]/.test(code.slice(9))),
  }));
}

export const loadGeography = (): Geography => ({ pudong: townshipsOf(counties.pudong), jingyang: townshipsOf(counties.jingyang) });

/** A point of the community's neighbourhood, inside the cell of its township. */
export function pointNear(township: Township, community: Community, prng: Prng, seed: Prng): { lng: number; lat: number } {
  const middle = seed.fork(`middle ${community.code}`);
  const centre = pointIn(township.cell, () => middle.share());
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const point = {
      lng: round(centre.lng + prng.middling(-0.0065, 0.0065)),
      lat: round(centre.lat + prng.middling(-0.0055, 0.0055)),
    };
    if (isInside(township.cell.ring, point)) return point;
  }
  return centre;
}

/** The outline of a compound: a rectangle that stands a little askew. */
export function outlineAround({ lng, lat }: { lng: number; lat: number }, prng: Prng): [number, number][] {
  const [wide, deep, turn] = [prng.between(60, 170), prng.between(50, 140), prng.between(-0.3, 0.3)];
  const perLat = 111_320;
  const perLng = perLat * Math.cos((lat * Math.PI) / 180);
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ] as const;
  return corners.map(([x, y]) => {
    const east = x * wide * Math.cos(turn) - y * deep * Math.sin(turn);
    const north = x * wide * Math.sin(turn) + y * deep * Math.cos(turn);
    return [round(lng + east / perLng), round(lat + north / perLat)];
  });
}
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
