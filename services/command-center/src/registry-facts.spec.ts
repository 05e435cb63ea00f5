/** Everything the registry says of its things folds here; what it says of many at once passes by. */
import { describe, expect, it } from '@jest/globals';
import { DivisionImported } from '@anju/contracts/divisions';
import { eventCatalogue } from '@anju/contracts/catalogue';
import { HolidayImported } from '@anju/contracts/holidays';
import { registryEvents } from '@anju/contracts/registry';
import { apply, declarations, isFolded, kindOf, type Kind, type Known } from './case.js';
import { compoundStates } from './compound-states.projection.js';
import { anEvent, firms, registryStory, uuid } from './story.fixtures.js';

const at = '2026-11-24T01:00:00.000Z';
const by = { sub: 'u-1', name: '王*', role: 'registrar' as const };
const division = '310115005001';

/** The last state of one thing's facts, each checked against its declaration. */
function folded<K extends Kind>(kind: K, id: string, facts: readonly [type: string, data: object][]): Known<K> {
  let known: Known<K> | undefined;
  for (const [index, [type, data]] of facts.entries()) {
    const event = anEvent({ type, subject: id, version: index + 1, at, division, data: { by, at, ...data } });
    const checked = declarations.get(type)!.data.parse(event.data);
    known = apply(kind, known, { ...event, data: checked }).after as Known<K>;
  }
  return known!;
}

describe('the registry', () => {
  it('has no event that is parked here', () => {
    for (const { type } of registryEvents) expect([type, isFolded(type), declarations.has(type)]).toEqual([type, true, true]);
    for (const { type } of [DivisionImported, HolidayImported]) expect([type, isFolded(type)]).toEqual([type, false]);
    for (const { type } of eventCatalogue) expect([type, isFolded(type) && !declarations.has(type)]).toEqual([type, false]);
    expect(kindOf('coverage-gap.opened.v1')).toBe('coverage-gap');
  });

  it('tells the whole life of an enterprise', () => {
    const enterprise = {
      id: firms[0],
      version: 1,
      name: '示例物业',
      uscc: '91310199MA1DEM015X',
      division: '310115',
      status: 'FILED',
      filedAt: at,
    };
    const { state } = folded('enterprise', firms[0], [
      ['enterprise.filed.v1', { enterprise }],
      ['enterprise.filing-accepted.v1', { goodUntil: '2027-11-24' }],
      ['enterprise.refreshed.v1', { year: 2026, staffCount: 80, projectCount: 5, goodUntil: '2027-12-01' }],
      ['enterprise.exited.v1', { exitedOn: '2026-12-31', reason: '退出' }],
    ]);
    expect(state).toEqual({
      ...enterprise,
      version: 4,
      status: 'EXITED',
      decidedAt: at,
      goodUntil: '2027-12-01',
      refreshedFor: 2026,
      staffCount: 80,
      projectCount: 5,
      exitedOn: '2026-12-31',
      exitReason: '退出',
    });
  });

  it('tells the names and the end of a compound, and the row of the view has its days', () => {
    const [registered] = registryStory(0, at);
    const { compound } = registered!.data as { compound: { id: string } };
    const turn = { from: '2026-05-01', reason: '更名' };
    const renamed = { ...compound, name: '新名苑', formerNames: [{ name: '云栖苑', until: '2026-04-30' }] };
    const ended = { ...renamed, endsOn: '2026-05-31', mergedInto: uuid(7, 1) };
    const known = folded('compound', compound.id, [
      ['compound.registered.v1', { compound }],
      ['compound.renamed.v1', { ...turn, compound: renamed, name: '新名苑', formerName: '云栖苑' }],
      ['compound.merged.v1', { ...turn, compound: ended, survivorId: uuid(7, 1), endedIds: [compound.id] }],
    ]);
    expect(known.state).toEqual({ ...ended, version: 3 });
    const step = { kind: 'compound' as const, before: undefined, after: known, event: registered! };
    expect(compoundStates.fold(step)).toEqual([
      expect.objectContaining({ put: expect.objectContaining({ name: '新名苑', starts_on: undefined, ends_on: '2026-05-31' }) }),
    ]);
  });

  it('tells of gaps in the ledger', () => {
    const gap = {
      id: uuid(8, 1),
      version: 1,
      compoundId: uuid(7, 1),
      compoundName: '云栖苑',
      division,
      status: 'OPEN',
      openedOn: '2026-05-01',
      reason: 'term-ended',
    };
    const plan = { kind: 'bundled', milestones: [], by, at };
    const closed = { ...gap, plan, status: 'CLOSED', closedOn: '2026-06-01', closedBy: 'contract' };
    const { state } = folded('coverage-gap', gap.id, [
      ['coverage-gap.opened.v1', { gap }],
      ['coverage-gap.planned.v1', { gap: { ...gap, plan } }],
      ['coverage-gap.closed.v1', { gap: closed }],
    ]);
    expect(state).toEqual({ ...closed, version: 3 });
  });
});
