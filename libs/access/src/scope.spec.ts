/** The first lock and the live feed's channels say the same: what a reader may see is what the reader's channels carry. */
import { describe, expect, it } from '@jest/globals';
import { Department, Role } from '@anju/contracts/actors';
import type { Scope } from '@anju/contracts/event';
import { outermost } from '@anju/contracts/place';
import fc from 'fast-check';
import { anActor } from './access.fixtures.js';
import { maskedName, personOf, platform } from './actor.js';
import { channelsFor, channelsOf, maySee, scopeWhere } from './scope.js';
import { sessionOf } from './session.js';

const firms = ['0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002'];
const division = fc.constantFrom('31', '3101', '310115', '310115005', '310115005001', '310115016', '510603', '510603100', '441900', '4419');
const department = fc.constantFrom(...Department.options);
const reader = fc
  .record({
    role: fc.constantFrom(...Role.options),
    divisions: fc.uniqueArray(division, { maxLength: 4 }).map(outermost),
    enterpriseId: fc.constantFrom(...firms),
    department,
  })
  .map((over) => anActor(over));
const scope: fc.Arbitrary<Scope> = fc.record({
  division,
  enterpriseId: fc.option(fc.constantFrom(...firms), { nil: undefined }),
  departments: fc.uniqueArray(department, { maxLength: 3 }),
});

describe('channels', () => {
  it('carry to a reader exactly what the reader may see, and once', () => {
    fc.assert(
      fc.property(reader, scope, (actor, about) => {
        const own = new Set(channelsOf(actor));
        const arriving = channelsFor(about).filter((channel) => own.has(channel));
        expect(arriving.length).toBe(maySee(actor, about) ? 1 : 0);
      }),
      { numRuns: 5_000 },
    );
  });

  it('of an event are the own level and every level above', () => {
    expect(channelsFor({ division: '310115005', enterpriseId: firms[0], departments: ['fire'] })).toEqual([
      'd.31',
      'd.3101',
      'd.310115',
      'd.310115005',
      `e.${firms[0]}`,
      'p.fire.31',
      'p.fire.3101',
      'p.fire.310115',
      'p.fire.310115005',
    ]);
  });

  it('of an administrator are none', () => {
    expect(channelsOf(anActor({ role: 'system-admin' }))).toEqual([]);
  });
});

describe('the condition of a list query', () => {
  it('is a range per own division', () => {
    expect(scopeWhere(anActor({ divisions: ['310115005', '310115016'] }), { alias: 'h', first: 3 })).toEqual({
      sql: '((h.division >= $3 and h.division < $4) or (h.division >= $5 and h.division < $6))',
      params: ['310115005', '310115005:', '310115016', '310115016:'],
    });
  });

  it('asks a department officer for division and department, an enterprise manager for the firm only', () => {
    expect(scopeWhere(anActor({ role: 'department-officer', department: 'fire' }))).toEqual({
      sql: 'division >= ? and division < ? and departments @> array[?]::text[]',
      params: ['310115', '310115:', 'fire'],
    });
    expect(scopeWhere(anActor({ role: 'enterprise-manager', enterpriseId: firms[0] }))).toEqual({
      sql: 'responsible_enterprise_id = ?',
      params: [firms[0]],
    });
  });

  it('shows nothing where the scope is empty, the table has no firm, or an administrator asks', () => {
    expect(scopeWhere(anActor({ divisions: [] })).sql).toBe('false');
    expect(scopeWhere(anActor({ role: 'enterprise-manager', enterpriseId: firms[0] }), { enterprise: null }).sql).toBe('false');
    expect(scopeWhere(anActor({ role: 'audit-admin' })).sql).toBe('false');
  });
});

describe('an actor', () => {
  it('is remembered with a masked name', () => {
    expect(personOf(anActor())).toEqual({ sub: 'u-operator', name: '张*', role: 'operator' });
    expect(maskedName('𠮷田')).toBe('𠮷*');
    expect(personOf(platform('hazard-timers', ['31'])).name).toBe('hazard-timers');
  });

  it('tells the database only the part of the scope that the role has', () => {
    const all = { divisions: ['310115'], enterpriseId: firms[0]!, department: 'fire' } as const;
    const of = (role: Role) => sessionOf(anActor({ role, ...all }));
    expect(of('operator')).toMatchObject({ 'app.divs': '310115', 'app.enterprise': '', 'app.department': '', 'app.admin_divs': '' });
    expect(of('department-officer')).toMatchObject({ 'app.divs': '310115', 'app.enterprise': '', 'app.department': 'fire' });
    expect(of('enterprise-manager')).toMatchObject({ 'app.divs': '', 'app.enterprise': firms[0], 'app.department': '' });
    expect(of('security-admin')).toMatchObject({ 'app.divs': '', 'app.enterprise': '', 'app.department': '', 'app.admin_divs': '310115' });
  });
});
