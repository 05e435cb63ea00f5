/** Listed supervision, transfer, suspended places and the territory of escalation, in sentences. */
import { describe, expect, it } from '@jest/globals';
import { dutiesOf } from '@anju/contracts/hazard-life';
import type { Hazard } from '@anju/contracts/hazards';
import {
  accepted,
  aHazard,
  assigned,
  department,
  fold,
  inspector,
  major,
  manager,
  officer,
  operator,
  planned,
  refusal,
  rulesAt,
  submitted,
} from './hazard.fixtures.js';
import { accept, climb, recheck } from './hazard.js';
import { delist, list, recordListing, resumePlace, supervise, suspendPlace, transfer } from './hazard-supervision.js';

const at = rulesAt();
const county = operator();
const listing = { limitOn: '2027-03-31', reason: '区级挂牌', documentNo: '浦安督〔2026〕3号' };
const listed = (hazard: Hazard): Hazard => fold(hazard, list(hazard, listing, county, at));
const published = { step: 'published' as const, on: '2026-11-24', medium: '政府网站' };
const dueOf = (hazard: Hazard, duty: string) => hazard.clocks.find((clock) => clock.duty === duty)?.dueAt;

describe('listed supervision', () => {
  it('is for a confirmed major hazard, by the county, within a year, once', () => {
    expect(refusal(() => list(aHazard(), listing, county, at))).toBe('not-major');
    expect(refusal(() => list(major(), listing, operator(['310115005']), at))).toBe('county-operator-only');
    expect(refusal(() => list(major(), { ...listing, limitOn: '2027-12-31' }, county, at))).toBe('day-not-possible');
    expect(refusal(() => list(listed(major()), listing, county, at))).toBe('already-listed');
  });
  it('gives the rectification its last day, also when that begins later', () => {
    expect(dueOf(listed(accepted(assigned(major()))), 'rectify')).toBe('2027-03-31T15:59:59.999Z');
    const early = assigned(listed(major()));
    expect(dueOf(fold(early, accept(early, {}, manager(), at)), 'rectify')).toBe('2027-03-31T15:59:59.999Z');
  });
  it('is published within five working days and filed with the city within three', () => {
    const hazard = listed(major());
    expect([dueOf(hazard, 'publish'), dueOf(hazard, 'file-with-city')]).toEqual(['2026-12-01T15:59:59.999Z', '2026-11-27T15:59:59.999Z']);
    const done = fold(hazard, recordListing(hazard, published, county, at));
    expect(dutiesOf(done)).not.toContain('publish');
    expect(refusal(() => recordListing(done, published, county, at))).toBe('already-recorded');
    expect(refusal(() => recordListing(hazard, { ...published, on: '2026-11-23' }, county, at))).toBe('day-not-possible');
    expect(refusal(() => recordListing(major(), published, county, at))).toBe('not-listed');
  });
  it('is taken off when the hazard is closed, and that is published and filed too', () => {
    let hazard = submitted(planned(accepted(assigned(listed(major())))));
    for (const n of [2, 3]) hazard = fold(hazard, recheck(hazard, { passed: true, photos: [] }, [], inspector(n), at));
    expect([hazard.state, dutiesOf(hazard)]).toEqual(['CLOSED', ['delist']]);
    const off = fold(hazard, delist(hazard, {}, county, at));
    expect(dutiesOf(off).sort()).toEqual(['file-with-city', 'publish']);
    const recorded = fold(off, recordListing(off, published, county, at));
    expect([recorded.listing?.records, recorded.listing?.delisted?.records.length, dutiesOf(recorded)]).toEqual([
      [],
      1,
      ['file-with-city'],
    ]);
    expect(refusal(() => delist(off, {}, county, at))).toBe('not-listed');
  });
});

describe('a transfer for enforcement', () => {
  it('names the department from then on', () => {
    const hazard = fold(aHazard(), transfer(aHazard(), { department: 'police', reason: '拒不整改' }, officer, at));
    expect([hazard.departments, hazard.transferredTo, hazard.state]).toEqual([['fire', 'police'], ['police'], 'REPORTED']);
    expect(refusal(() => transfer(hazard, { department: 'police', reason: '再次' }, officer, at))).toBe('already-transferred');
  });
});

describe('a suspended place', () => {
  const fire = department('fire');
  const suspended = (hazard: Hazard): Hazard => fold(hazard, suspendPlace(hazard, { extent: '地下充电区', reason: '临时查封' }, fire, at));
  it('keeps the case from being closed until the same department lets it be used again', () => {
    const hazard = suspended(submitted());
    expect(refusal(() => recheck(hazard, { passed: true, photos: [] }, [], inspector(2), at))).toBe('place-suspended');
    expect(refusal(() => recheck(hazard, { passed: false, photos: [] }, [], inspector(2), at))).toBe('allowed');
    expect(refusal(() => resumePlace(hazard, { reason: '合格' }, department('gas'), at))).toBe('not-yours-to-do');
    const resumed = fold(hazard, resumePlace(hazard, { reason: '合格' }, fire, at));
    expect([resumed.suspension, resumed.suspensions?.[0]?.resumed?.reason]).toEqual([undefined, '合格']);
    expect(refusal(() => recheck(resumed, { passed: true, photos: [] }, [], inspector(2), at))).toBe('allowed');
    expect(refusal(() => suspendPlace(hazard, { extent: '全部', reason: '再封' }, fire, at))).toBe('place-suspended');
  });
});

describe('escalation', () => {
  const far = rulesAt('2027-06-01T00:00:00.000Z');
  const climbedAs = (hazard: Hazard, duty: 'assign' | 'accept' | 'publish'): string[] => {
    const tos: string[] = [];
    for (let rung = 0; rung < 5; rung += 1) {
      const facts = climb(hazard, duty, { ...officer, role: 'platform' }, far);
      for (const fact of facts) if (fact.type === 'hazard.escalated.v1') tos.push((fact.data as { to: string }).to);
      hazard = fold(hazard, facts);
    }
    return tos;
  };
  it('goes upward in the territory from whoever holds the duty, and never below', () => {
    expect(climbedAs(assigned(), 'accept')).toEqual(['310115005001', '310115005001', '310115005', '310115', '3101']);
    expect(climbedAs(aHazard(), 'assign')).toEqual(['310115005', '310115005', '310115005', '310115', '3101']);
    expect(climbedAs(listed(major()), 'publish')).toEqual(['310115', '310115', '310115', '310115', '3101']);
  });
  it('leaves on the case the widest territory that it came to', () => {
    const hazard = fold(aHazard(), supervise(aHazard(), { reason: '督办' }, county, at));
    expect(hazard.escalatedTo).toBe('310115');
    expect(fold(hazard, climb(hazard, 'assign', { ...officer, role: 'platform' }, far)).escalatedTo).toBe('310115');
  });
});
