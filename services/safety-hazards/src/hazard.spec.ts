/** The life of a hazard in sentences: given what happened, when somebody asks, then this happens or is refused. */
import { describe, expect, it } from '@jest/globals';
import type { Actor } from '@anju/access/actor';
import { dueAt, isOverdue } from '@anju/contracts/hazard-life';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import { HazardState, type Hazard } from '@anju/contracts/hazards';
import * as rules from './hazard.js';
import { confirmMajor, refuteMajor } from './hazard-finding.js';
import { list } from './hazard-supervision.js';
import {
  accepted,
  aHazard,
  assigned,
  planned,
  refusal,
  submitted,
  anItem,
  aPlace,
  department,
  finding,
  fold,
  inspector,
  manager,
  names,
  officer,
  operator,
  rival,
  rulesAt,
} from './hazard.fixtures.js';
import { recordIncident } from './incident.js';
import { timersOf } from './hazard-timers.js';
import { aReport } from './hazard.fixtures.js';

const at = rulesAt();
const passed = { passed: true, photos: [] };

describe('a reported hazard', () => {
  it('takes class, level, firm, fixer and departments from the catalogue and the contract in force', () => {
    const hazard = aHazard();
    expect(hazard).toMatchObject({
      state: 'REPORTED',
      class: 'ORDINARY',
      riskLevel: 'YELLOW',
      fixer: 'firm',
      departments: ['fire'],
      responsibleEnterpriseId: aPlace.enterpriseId,
    });
    expect(hazard.clocks.map(({ duty }) => duty)).toEqual(['assign']);
  });
  it('is suspected major when the facts say so, and then red with a clock for the department', () => {
    const hazard = aHazard({ facts: { family: 'fire', part: 'passage', isWholeStairLost: true } });
    expect(hazard).toMatchObject({ class: 'SUSPECTED_MAJOR', riskLevel: 'RED' });
    expect(hazard.clocks.map(({ duty }) => duty)).toEqual(['assign', 'decide']);
  });
  it('does not take facts of another family', () =>
    expect(refusal(() => aHazard({ facts: { family: 'gas', part: 'hose' } as never }))).toBe('facts-mismatch'));
  it('cannot be suspected major where the item does not allow it', () =>
    expect(refusal(() => aHazard({ item: anItem('F04'), itemCode: 'F04', isSuspectedMajor: true }))).toBe('item-not-suspectable'));
});

describe('the loop', () => {
  it('goes from report to closed by five people', () => {
    const closed = fold(submitted(), rules.recheck(submitted(), passed, [], inspector(2), at));
    expect(closed).toMatchObject({ state: 'CLOSED', clocks: [] });
  });
  it('goes to the firm in charge by default, and to the subdistrict where there is none', () => {
    expect(assigned().assignee).toMatchObject({ kind: 'enterprise', enterpriseId: aPlace.enterpriseId });
    const orphan = aHazard({ place: { ...aPlace, enterpriseId: undefined } });
    expect(assigned(orphan).assignee).toMatchObject({ kind: 'subdistrict', division: '310115005' });
  });
  it('lets only the assignee sign for it', () =>
    expect(refusal(() => rules.accept(assigned(), {}, manager(rival), at))).toBe('not-yours-to-do'));
  it('says what is possible instead', () => {
    const error = (() => {
      try {
        rules.accept(accepted(), {}, manager(), at);
      } catch (caught) {
        return caught;
      }
    })() as { details: { state: string; possible: string[] } };
    expect(error.details.state).toBe('ACCEPTED');
    expect(error.details.possible).toContain('submitRectification');
  });
  it('asks for a reason when it is taken from somebody who works on it', () =>
    expect(refusal(() => rules.assign(accepted(), {}, officer, names, at))).toBe('reason-required'));
  it('lets only a county operator call in a department', () => {
    expect(refusal(() => rules.assign(aHazard(), { to: { kind: 'department', department: 'police' } }, officer, names, at))).toBe(
      'county-operator-only',
    );
    const facts = rules.assign(aHazard(), { to: { kind: 'department', department: 'police' } }, operator(), names, at);
    expect(fold(aHazard(), facts).departments).toEqual(['fire', 'police']);
  });
  it('runs on with what was left after a failed re-check', () => {
    const later = rulesAt('2026-11-24T05:30:00.000Z');
    const failed = fold(submitted(), rules.recheck(submitted(), { passed: false, photos: [] }, [], inspector(2), later));
    const before = Date.parse(dueAt(accepted())!);
    expect(failed.state).toBe('RECTIFYING');
    expect(Date.parse(dueAt(failed)!) - before).toBe(4 * 3_600_000);
  });
});

describe('a major hazard', () => {
  const suspected = aHazard({ isSuspectedMajor: true });
  const fire = department('fire');
  const finding = { criteriaVersion: 'GB 35181-2025', clauses: ['6.1'] };
  const confirm = (hazard: Hazard) => fold(hazard, confirmMajor(hazard, finding, fire, at));
  const submittedMajor = submitted(planned(accepted(assigned(confirm(suspected)))));

  it('is decided by a department that the item names, once per suspicion', () => {
    expect(confirm(suspected)).toMatchObject({ class: 'MAJOR', riskLevel: 'RED' });
    expect(refusal(() => confirmMajor(suspected, finding, department('gas'), at))).toBe('department-not-named');
    expect(refusal(() => confirmMajor(confirm(suspected), finding, fire, at))).toBe('not-suspected');
  });
  it('keeps the first department’s finding against another’s', () => {
    const both = confirm({ ...suspected, departments: ['fire', 'police'] });
    expect(refusal(() => refuteMajor(both, { ...finding, reason: '不构成' }, department('police'), anItem(), at))).toBe('already-decided');
  });
  it('cannot be closed while it is undecided', () =>
    expect(refusal(() => rules.recheck(submitted(accepted(assigned(suspected))), passed, [], inspector(2), at))).toBe('major-undecided'));
  it('is closed by two inspectors, neither of whom reported it', () => {
    expect(refusal(() => rules.recheck(submittedMajor, passed, [], inspector(1), at))).toBe('not-yours-to-do');
    const signed = fold(submittedMajor, rules.recheck(submittedMajor, passed, [], inspector(2), at));
    expect(signed.state).toBe('SUBMITTED');
    expect(refusal(() => rules.recheck(signed, passed, [], inspector(2), at))).toBe('not-yours-to-do');
    expect(fold(signed, rules.recheck(signed, passed, [], inspector(3), at)).state).toBe('CLOSED');
  });
  it('loses earlier signatures when a re-check fails', () => {
    const signed = fold(submittedMajor, rules.recheck(submittedMajor, passed, [], inspector(2), at));
    const failed = fold(signed, rules.recheck(signed, { passed: false, photos: [] }, [], inspector(3), at));
    const again = submitted(failed);
    expect(fold(again, rules.recheck(again, passed, [], inspector(2), at)).state).toBe('SUBMITTED');
  });
});

describe('grading', () => {
  it('only raises', () => {
    expect(refusal(() => rules.grade(aHazard(), { riskLevel: 'BLUE', reason: '轻微' }, officer, anItem(), at))).toBe('grade-not-raised');
    expect(fold(aHazard(), rules.grade(aHazard(), { riskLevel: 'ORANGE', reason: '加重' }, officer, anItem(), at)).riskLevel).toBe(
      'ORANGE',
    );
  });
  it('to suspected makes it red and asks the department', () => {
    const raised = fold(aHazard(), rules.grade(aHazard(), { class: 'SUSPECTED_MAJOR', reason: '楼梯全堵' }, officer, anItem(), at));
    expect(raised).toMatchObject({ class: 'SUSPECTED_MAJOR', riskLevel: 'RED' });
    expect(raised.clocks.some(({ duty }) => duty === 'decide')).toBe(true);
  });
});

describe('deadlines', () => {
  const climbAll = (hazard: Hazard, until: string): { hazard: Hazard; types: string[] } => {
    const types: string[] = [];
    for (;;) {
      const [timer] = timersOf(hazard, () => at).filter(({ dueAt: due }) => due <= until);
      if (!timer) return { hazard, types };
      const facts = rules.climb(hazard, timer.kind as 'assign', { role: 'platform' } as Actor, { ...at, at: until });
      types.push(...facts.map(({ type }) => type));
      hazard = fold(hazard, facts);
    }
  };
  it('are one timer per running clock', () =>
    expect(timersOf(aHazard({ isSuspectedMajor: true }), () => at).map(({ kind }) => kind)).toEqual(['assign', 'decide']));
  it('fire each once and in order after a long outage, and stay on record', () => {
    const { hazard, types } = climbAll(aHazard(), '2027-01-31T00:00:00.000Z');
    expect(types.filter((type) => type === 'hazard.overdue.v1')).toHaveLength(1);
    expect(isOverdue(hazard)).toBe(true);
    expect(timersOf(hazard, () => at)).toEqual([]);
  });
  describe('of a rectification that waited for its re-check', () => {
    const rectifying = (hazard: Hazard) => timersOf(hazard, () => at).find(({ kind }) => kind === 'rectify')?.dueAt;
    const then = (when: string) => ({ ...at, at: when });
    // 24 hours from 09:30 in Shanghai; half of them are over at 21:30, 80 % at 04:42 of the next day.
    const climbed = (hazard: Hazard) =>
      fold(hazard, rules.climb(hazard, 'rectify', { role: 'platform' } as Actor, then('2026-11-24T14:00:00.000Z')));
    const waiting = (hazard: Hazard) =>
      fold(hazard, rules.submit(hazard, { note: '已清理', photos: [] }, [], manager(), then('2026-11-24T16:00:00.000Z')));
    const failed = (hazard: Hazard, when: string) =>
      fold(hazard, rules.recheck(hazard, { passed: false, photos: [] }, [], inspector(2), then(when)));

    it('come at a share of the time that was given, without the time that it waited', () => {
      const again = failed(waiting(climbed(accepted())), '2026-11-25T16:00:00.000Z');
      expect(rectifying(again)).toBe('2026-11-25T20:42:00.000Z');
      const twice = fold(again, rules.submit(again, { note: '已清理', photos: [] }, [], manager(), then('2026-11-25T17:00:00.000Z')));
      expect(rectifying(failed(twice, '2026-11-26T17:00:00.000Z'))).toBe('2026-11-26T20:42:00.000Z');
    });
    it('do not come a second time when it was listed meanwhile', () => {
      const ordered = planned(
        accepted(
          assigned(
            fold(aHazard({ isSuspectedMajor: true }), confirmMajor(aHazard({ isSuspectedMajor: true }), finding, department('fire'), at)),
          ),
        ),
      );
      const half = '2026-12-03T00:00:00.000Z';
      const late = fold(ordered, rules.climb(ordered, 'rectify', { role: 'platform' } as Actor, then(half)));
      expect(late.escalationLevel).toBe(1);
      const handed = fold(late, rules.submit(late, { note: '已清理', photos: [] }, [], manager(), then(half)));
      const listed = fold(handed, list(handed, { limitOn: '2026-12-05', reason: '挂牌' }, operator(), then('2026-12-03T01:00:00.000Z')));
      const again = failed(listed, '2026-12-03T02:00:00.000Z');
      expect(rules.climb(again, 'rectify', { role: 'platform' } as Actor, then('2026-12-03T03:00:00.000Z'))).toEqual([]);
      expect(rectifying(again)).toBe('2026-12-03T10:17:59.999Z');
    });
  });
  it('do nothing before their time', () => expect(rules.climb(aHazard(), 'assign', { role: 'platform' } as Actor, at)).toEqual([]));
  it('are not restarted by an edit', () => {
    const raised = fold(
      aHazard(),
      rules.grade(aHazard(), { riskLevel: 'ORANGE', reason: '加重' }, officer, anItem(), rulesAt('2026-11-24T03:00:00.000Z')),
    );
    expect(timersOf(raised, () => at)).toEqual(timersOf(aHazard(), () => at));
  });
});

describe('an incident', () => {
  it('is recorded with the numbers to call and has nothing to rectify', () => {
    const fact = recordIncident(
      { input: aReport({ itemCode: 'G15' }), number: 'IN-1', place: aPlace, item: anItem('G15') },
      inspector(),
      at.at,
    );
    expect(fact.data.callNow.map(({ phone }) => phone)).toContain('119');
  });
});

describe('the state table', () => {
  it('names only states that exist', () => {
    for (const operation of Object.values(hazardOperations) as { from?: readonly string[]; to?: readonly string[] }[]) {
      for (const state of [...(operation.from ?? []), ...(operation.to ?? []).filter((one) => one !== 'same')])
        expect(HazardState.options).toContain(state);
    }
  });
});
