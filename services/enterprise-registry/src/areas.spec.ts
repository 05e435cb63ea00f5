/** The drawn cells: inside the outline, without overlap, each township once, real places where they roughly are. */
import { describe, expect, it } from '@jest/globals';
import { areasWithin, countiesWithAreas, isInside, pointIn, townshipCells } from './areas.js';
import { isPseudo, namesOf } from './division.js';
import { shippedDivisions } from './division-files.js';
import { initialsOf } from './initials.js';

const shipped = shippedDivisions();
const divisions = shipped.map(({ division }) => division);
const nameOf = (code: string) => divisions.find((one) => one.code === code)?.name;
const area = (ring: readonly (readonly [number, number])[]) =>
  Math.abs(ring.slice(0, -1).reduce((sum, [x, y], i) => sum + x * ring[i + 1]![1] - ring[i + 1]![0] * y, 0)) / 2;

describe.each(countiesWithAreas)('the cells of %s', (county) => {
  const cells = townshipCells(county);
  const outline = areasWithin(county, nameOf)[0]!.geometry.coordinates as [number, number][][][];

  it('are one for each 街镇 and none for the statistics’ farms and zones', () => {
    const townships = divisions.filter(({ code, level }) => level === 'township' && code.startsWith(county) && !isPseudo(code));
    expect(cells.map(({ code }) => code).sort()).toEqual(townships.map(({ code }) => code).sort());
  });

  it('cover the mainland of the outline once', () => {
    const whole = Math.max(...outline.map(([ring]) => area(ring!)));
    const parts = cells.reduce((sum, { ring }) => sum + area(ring), 0);
    expect(parts / whole).toBeCloseTo(1, 3);
  });

  it('are none of them slivers', () => {
    const sizes = cells.map(({ ring }) => area(ring));
    expect(Math.min(...sizes)).toBeGreaterThan(Math.max(...sizes) / 60);
  });

  it('give points that lie in their own cell only', () => {
    let seed = 7;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    for (const cell of cells) {
      const point = pointIn(cell, random);
      expect(cells.filter(({ ring }) => isInside(ring, point)).map(({ code }) => code)).toEqual([cell.code]);
    }
  });
});

describe('areas', () => {
  it('say that they are drawn, and carry names', () => {
    const areas = areasWithin('310115', nameOf);
    expect(areas).toHaveLength(37);
    expect(areas.every(({ isSchematic, source }) => isSchematic && /schematic/.test(source))).toBe(true);
    expect(areas.find(({ code }) => code === '310115005')).toMatchObject({ name: '陆家嘴街道', geometry: { type: 'Polygon' } });
  });

  it('put the place of the examples into its own subdistrict', () => {
    const cell = townshipCells('310115').find(({ code }) => code === '310115005')!;
    expect(isInside(cell.ring, { lng: 121.507, lat: 31.236 })).toBe(true);
  });
});

describe('the divisions that ship', () => {
  it('are the measured slices, each code once', () => {
    const count = (county: string, level: string) =>
      divisions.filter(({ code, level: own }) => code.startsWith(county) && own === level).length;
    expect([count('310115', 'township'), count('310115', 'community'), count('510603', 'township'), count('510603', 'community')]).toEqual([
      42, 1526, 13, 174,
    ]);
    expect(new Set(divisions.map(({ code }) => code)).size).toBe(divisions.length);
  });

  it('carry the initials of their names', () => {
    expect(shipped.filter(({ division, initials }) => initialsOf(division.name) !== initials)).toEqual([]);
  });

  it('have 36 街镇 in Pudong beside six pseudo-townships', () => {
    expect(divisions.filter(({ code, level }) => level === 'township' && code.startsWith('310115') && isPseudo(code))).toHaveLength(6);
  });

  it('read from the province down without names that say nothing', () => {
    expect(namesOf('310115005', nameOf)).toEqual(['上海市', '浦东新区', '陆家嘴街道']);
  });
});
