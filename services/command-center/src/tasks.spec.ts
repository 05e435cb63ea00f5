/** Who has what to do, and what counts as done in time: given a case, when something happens, then a unit has or did it. */
import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@anju/contracts/event';
import { apply, type HazardCase, type Known } from './case.js';
import { aClock, aReport, aStep, dice, firms } from './story.fixtures.js';
import { doneBy, tasksOf } from './tasks.js';

const at = (hour: number): string => new Date(Date.parse('2026-11-10T00:00:00.000Z') + hour * 3_600_000).toISOString();
/** Suspected major in 310115005001, named to gas and housing, of the first firm. */
const report = aReport(1, dice([0, 0, 1, 0, 0]), at(0));
const firm = { kind: 'enterprise', enterpriseId: firms[0], name: '示例物业' };
const toFirm = { assignee: firm, departments: ['gas', 'housing'], responsibleEnterpriseId: firms[0] };
const finding = { criteriaVersion: '2024', clauses: [], reason: '现场核实', riskLevel: 'RED' };
const listing = { clocks: [aClock('publish', at(5)), aClock('file-with-city', at(5))], limitOn: '2027-01-01', reason: '县级督办' };

function told(...steps: [type: string, data?: object][]): { state: HazardCase; events: CloudEvent[]; before: HazardCase } {
  const events = [report, ...steps.map(([type, data], index) => aStep(report, index + 2, type, at(index + 1), data))];
  let known: Known<'hazard'> | undefined;
  let before = known;
  for (const event of events) [before, known] = [known, apply('hazard', known, event).after as Known<'hazard'>];
  return { state: known!.state, before: (before ?? known!).state, events };
}
const waiting = (...steps: [type: string, data?: object][]): string[] => {
  const { state } = told(...steps);
  return tasksOf(state.hazard, state.waits)
    .map(({ duty, unit, holder }) => `${duty}: ${unit} ${holder}`)
    .sort();
};
const done = (...steps: [type: string, data?: object][]): string | undefined => {
  const { before, events } = told(...steps);
  const task = doneBy(events.at(-1)!, tasksOf(before.hazard, before.waits));
  return task && `${task.duty}: ${task.unit} ${task.holder} ${task.isOverdue ? 'late' : 'in time'}`;
};

describe('a task', () => {
  it('is the subdistrict’s until it is assigned, and every named department’s while it is suspected', () => {
    expect(waiting()).toEqual([
      'assign: subdistrict 310115005',
      'decide: department gas',
      'decide: department housing',
      `rectify: subdistrict 310115005`,
    ]);
  });
  it('is the assignee’s to sign and to fix, and the inspectors’ subdistrict’s to re-check', () => {
    const refuted = ['major-refuted', { ...finding, department: 'gas', class: 'ORDINARY' }] as const;
    expect(waiting([...refuted], ['assigned', toFirm])).toEqual([`accept: enterprise ${firms[0]}`]);
    expect(waiting([...refuted], ['assigned', toFirm], ['accepted'])).toEqual([`rectify: enterprise ${firms[0]}`]);
    expect(waiting([...refuted], ['assigned', toFirm], ['accepted'], ['rectification-submitted', { note: '已改', photos: [] }])).toEqual([
      'recheck: subdistrict 310115005',
    ]);
  });
  it('is the county’s for what follows a listing, also when the case is closed', () => {
    const confirmed = ['major-confirmed', { ...finding, department: 'gas', class: 'MAJOR' }] as const;
    const closed = ['closed', { clocks: [aClock('delist', at(6))], passed: true, photos: [] }] as const;
    expect(waiting([...confirmed], ['listed', listing], [...closed])).toEqual(['delist: county 310115']);
    expect(waiting([...confirmed], ['listed', listing], [...closed], ['delisted', { clocks: listing.clocks }])).toEqual([
      'file-with-city: county 310115',
      'publish: county 310115',
    ]);
  });
  it('of an extension is the department’s where the hazard is major', () => {
    const asked = ['extension-requested', { clocks: [aClock('decide-extension', at(3))], until: '2026-12-30', reason: '备件' }] as const;
    expect(waiting([...asked])).toContain('decide-extension: subdistrict 310115005');
    expect(waiting(['major-confirmed', { ...finding, department: 'gas', class: 'MAJOR' }], [...asked])).toContain(
      'decide-extension: department gas',
    );
  });
  it('waits since its clock runs', () => {
    const { state } = told(['assigned', { ...toFirm, clocks: [aClock('accept', at(-7))] }]);
    expect(tasksOf(state.hazard, state.waits).find(({ duty }) => duty === 'accept')).toMatchObject({ since: at(-7), dueAt: at(17) });
  });
});

describe('a task that is done', () => {
  it('is done by the unit that had it', () => {
    expect(done(['assigned', toFirm])).toBe('assign: subdistrict 310115005 in time');
    expect(done(['assigned', toFirm], ['accepted'])).toBe(`accept: enterprise ${firms[0]} in time`);
  });
  it('is late when its own deadline had passed, whatever else did', () => {
    const late = { duty: 'accept', dueAt: at(1), clocks: [aClock('accept', at(1), { overdueAt: at(1) })] };
    expect(done(['assigned', toFirm], ['overdue', late], ['accepted'])).toBe(`accept: enterprise ${firms[0]} late`);
    const other = { duty: 'decide', dueAt: at(1), clocks: [aClock('accept', at(1)), aClock('decide', at(1), { overdueAt: at(1) })] };
    expect(done(['assigned', toFirm], ['overdue', other], ['accepted'])).toBe(`accept: enterprise ${firms[0]} in time`);
  });
  it('of several departments is done by the one that decided', () => {
    expect(done(['major-confirmed', { ...finding, department: 'housing', class: 'MAJOR' }])).toBe('decide: department housing in time');
  });
  it('is none where the case went another way', () => {
    expect(done(['merged', { into: { id: report.subject, number: 'HZ' }, reason: '同一隐患' }])).toBeUndefined();
    expect(done(['assigned', toFirm], ['returned', { reason: '非本单位' }])).toBeUndefined();
  });
});
