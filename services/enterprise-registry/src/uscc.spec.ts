/** Vectors of GB 32100 and of real life, among them issued codes that fail their own check. */
import { describe, expect, it } from '@jest/globals';
import { exampleUsccs } from '@anju/contracts/examples';
import fc from 'fast-check';
import { completed, verdictOn } from './uscc.js';

describe('a unified social credit code', () => {
  it.each([
    ['914403001922038216'],
    ['9144030071526726XG'],
    ['91512081MA62K0260E'],
    ['91330100799655058B'],
    ['91350100M000100Y43'],
    ['9131000063159284XQ'],
    ['91310199MA1DEM015X'],
    ['91310199MA1DEM023Q'],
    ['91310199MA1DEM103C'],
    ['91310199MA1DEM314U'],
    ['91510199MA6DEM0147'],
    ['52310199MJDEM0014P'],
    ['91310199MA1DE04450'],
    ...Object.values(exampleUsccs).map((code) => [code]),
  ])('%s passes both checks', (code) => {
    expect(verdictOn(code)).toBe('good');
  });

  it.each([['91350211M0000XUF46'], ['91350100M0001TGQXM']])('%s was issued and fails check 18 all the same', (code) => {
    expect(verdictOn(code)).toBe('check-18-failed');
  });

  it.each([['91310115MA1H8R7C6D'], ['91310115MA1G4L1WXK'], ['91410100779423456X']])('%s of a tutorial belongs to nobody', (code) => {
    expect(verdictOn(code)).toMatch(/^check-1[78]-failed$/);
  });

  it.each([
    ['the wrong form of the standard’s example', '91350100M000100Y4Z'],
    ['seventeen characters', '91310199MA1DEM015'],
    ['nineteen characters', '91310199MA1DEM015XX'],
    ['a letter that looks like a digit', '9131O199MA1DEM015X'],
    ['small letters', '91310199ma1dem015x'],
    ['a full-width digit', '９1310199MA1DEM015X'],
    ['nothing', ''],
  ])('%s is malformed', (_, code) => {
    expect(verdictOn(code)).toBe('malformed');
  });

  const characters = fc.array(fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), { minLength: 16, maxLength: 16 });
  it('completed by its checks is good, and a changed character never is', () => {
    fc.assert(
      fc.property(characters, fc.nat(15), fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), (sixteen, at, other) => {
        const code = completed(sixteen.join(''));
        expect(verdictOn(code)).toBe('good');
        const changed = code.slice(0, at) + other + code.slice(at + 1);
        if (changed !== code) expect(verdictOn(changed)).not.toBe('good');
      }),
    );
  });
});
