/** Registering and changing a compound: place, datum, facts. */
import { describe, expect, it } from '@jest/globals';
import type { Polygon } from '@anju/contracts/schema';
import { change, evolve, register } from './compound.js';
import { aCompound, at, registrar } from './registry.fixtures.js';

const by = registrar();
const registered = (over = {}) => evolve(undefined, register(aCompound(over), by, at), 1);
const square = (crs: Polygon['crs']): Polygon => ({
  crs,
  ring: [
    [121.5, 31.2],
    [121.51, 31.2],
    [121.51, 31.21],
    [121.5, 31.21],
    [121.5, 31.2],
  ],
});
const metres = (a: { lng: number; lat: number }, b: { lng: number; lat: number }) =>
  Math.hypot((a.lng - b.lng) * 95_200, (a.lat - b.lat) * 110_900);

describe('a compound', () => {
  it('keeps a WGS-84 point as it is', () => {
    expect(registered()).toMatchObject({ point: { lng: 121.507, lat: 31.236 }, declaredCrs: 'WGS84', version: 1 });
  });

  it.each([
    ['GCJ02', 478],
    ['BD09', 1127],
  ] as const)('declared in %s is stored some %i m away, with its datum beside it', (crs, shift) => {
    const declared = { lng: 121.507, lat: 31.236 };
    const compound = registered({ point: { ...declared, crs } });
    expect(compound.declaredCrs).toBe(crs);
    expect(Math.abs(metres(compound.point, declared) - shift)).toBeLessThan(30);
  });

  it('with an outline only has its pin in the middle', () => {
    const compound = registered({ point: undefined, polygon: square('WGS84') });
    expect(compound.point).toEqual({ lng: 121.505, lat: 31.205 });
    expect(compound.polygon).toHaveLength(5);
  });

  it('cannot have an outline that encloses nothing', () => {
    const flat: Polygon = {
      crs: 'WGS84',
      ring: [
        [121.5, 31.2],
        [121.51, 31.2],
        [121.5, 31.2],
        [121.5, 31.2],
      ],
    };
    expect(() => registered({ point: undefined, polygon: flat })).toThrow(expect.objectContaining({ code: 'content-invalid' }));
  });

  it('changes what is named and nothing else; the event carries all of it', () => {
    const { data } = change(registered(), { households: 861, reason: '核对户数。' }, by, at);
    expect(data.reason).toBe('核对户数。');
    expect(data.compound).toEqual({ ...registered(), id: data.compound.id, households: 861, version: 2 });
  });

  it('that gets a new outline moves its pin with it', () => {
    const changed = change(registered(), { polygon: square('CGCS2000'), reason: '测绘。' }, by, at).data.compound;
    expect(changed).toMatchObject({ point: { lng: 121.505, lat: 31.205 }, declaredCrs: 'CGCS2000' });
  });
});
