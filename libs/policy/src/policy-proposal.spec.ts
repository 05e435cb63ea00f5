/** Changing a rule in sentences: given a document, when somebody asks, then this happens or is refused. */
import { describe, expect, it } from '@jest/globals';
import type { Actor } from '@anju/access/actor';
import { calendarRules } from '@anju/calendar/rules';
import { policyIdOf } from '@anju/contracts/policy-life';
import { type PolicyEvent, type PolicyProposal, ProposePolicy, type ProposalState } from '@anju/contracts/policy-proposals';
import { ProblemError } from '@anju/contracts/problems';
import { v7 } from 'uuid';
import * as rules from './policy-proposal.js';
import { aProposal } from './policy-proposal.fixtures.js';
import { rulesIn } from './rule-files.js';

const documents = rulesIn(calendarRules);
const someone = (sub: string, role: Actor['role']): Actor => ({
  iss: 'spec',
  sub,
  name: '李明',
  role,
  divisions: ['310115'],
  authzVersion: 0,
});
const system = someone('system', 'system-admin');
const security = someone('security', 'security-admin');
const at = '2026-11-24T02:00:00.000Z';
const refusal = (run: () => unknown): string | ProblemError['details'] => {
  try {
    run();
  } catch (error) {
    return error instanceof ProblemError ? error.code : String(error);
  }
  return 'done';
};
const fold = (...events: PolicyEvent[]): PolicyProposal =>
  events.reduce<PolicyProposal | undefined>((state, event, index) => rules.evolve(state, event, index + 1), undefined)!;
const propose = (over: Partial<ProposePolicy> = {}, by = system, when = at): PolicyEvent =>
  rules.propose(aProposal(over), by, when, documents);
const waiting = (over: Partial<ProposePolicy> = {}): PolicyProposal => fold(propose(over));

describe('a proposal', () => {
  it('is the next version of the document of its kind and place', () => {
    expect(waiting().document).toMatchObject({ id: 'working-time', version: 2, validFrom: '2026-12-01' });
    const { basedOn: _, ...first } = aProposal({ jurisdiction: '310115' });
    expect(fold(rules.propose(first as ProposePolicy, system, at, documents)).document).toMatchObject({
      id: 'working-time-310115',
      version: 1,
    });
    for (const document of documents) expect(policyIdOf(document)).toBe(document.id);
  });
  it('begins after today, as today is in Shanghai', () => {
    const evening = '2026-11-24T15:59:59.000Z';
    const midnight = '2026-11-24T16:00:00.000Z';
    expect(refusal(() => propose({ validFrom: '2026-11-24' }))).toBe('policy-not-ahead');
    expect(refusal(() => propose({ validFrom: '2026-11-25' }, system, evening))).toBe('done');
    expect(refusal(() => propose({ validFrom: '2026-11-25' }, system, midnight))).toBe('policy-not-ahead');
  });
  it('names the version it is based on, and only rules that are kept here', () => {
    expect(refusal(() => propose({ basedOn: undefined }))).toBe('policy-moved-on');
    expect(refusal(() => propose({ basedOn: 2 }))).toBe('policy-moved-on');
    expect(refusal(() => propose({ jurisdiction: '310115' }))).toBe('policy-moved-on');
    const foreign = { kind: 'hazard-duplicates', content: { radiusM: 30, days: 30 } } as Partial<ProposePolicy>;
    expect(refusal(() => propose(foreign))).toBe('content-invalid');
  });
  it('shows what it would change, a first one of a place against the rule that it takes the place of', () => {
    expect(rules.readingOf(waiting(), documents).difference.map(({ path }) => path.join('/'))).toEqual([
      'validFrom',
      'basis/zh',
      'basis/en',
      'content/hours/0',
      'content/hours/1',
    ]);
    const first = waiting({ jurisdiction: '310115', basedOn: undefined });
    expect(first.comparedWith).toEqual({ id: 'working-time', version: 1 });
    expect(rules.readingOf(first, documents).difference).toContainEqual({ path: ['jurisdiction'], after: '310115' });
  });
});

describe('the body of a proposal', () => {
  const pointers = (over: object): string[] => {
    const read = ProposePolicy.safeParse({ ...aProposal(), ...over });
    return read.success ? [] : read.error.issues.map(({ path }) => path.join('/'));
  };
  const year = { kind: 'holidays', validFrom: '2027-01-01', validTo: '2027-12-31', basedOn: undefined };
  it('has the shape of its kind', () => {
    expect(pointers({})).toEqual([]);
    expect(pointers({ content: { hours: [], weekdays: [1] } })).toEqual(['content/hours']);
    expect(pointers({ content: { hours: [['08:00', '25:00']], weekdays: [8] } })).toEqual(['content/hours/0/1', 'content/weekdays/0']);
    expect(pointers({ surprise: 1 })).toEqual(['']);
    expect(pointers({ title: { zh: ' ', en: 'x' } })).toEqual(['title/zh']);
    expect(pointers({ validTo: '2026-11-30' })).toEqual(['validTo']);
  });
  it('holds nothing that would decide by chance or stop every filing', () => {
    const backwards = { hours: [['17:00', '08:00']], weekdays: [1] };
    expect(pointers({ content: backwards })).toEqual(['content/hours']);
    const rule = { duty: 'rectify', riskLevel: 'RED', amount: 1, unit: 'hours' };
    const period = { amount: 1, unit: 'working-days' };
    const limits = {
      plan: { beyond: period, limit: period },
      extension: { maxTimes: 1, listedNotice: period },
      listing: { limit: period },
    };
    expect(pointers({ kind: 'hazard-deadlines', content: { ...limits, rules: [rule, { ...rule, amount: 2 }], escalation: [] } })).toEqual([
      'content/rules/1',
    ]);
    const days = { year: 2027, holidays: ['2027-01-01'], makeUpDays: [] };
    expect(pointers({ ...year, content: days })).toEqual([]);
    expect(pointers({ ...year, content: { ...days, holidays: ['2026-01-01'] } })).toEqual(['content/holidays']);
    expect(pointers({ ...year, validTo: undefined, content: days })).toEqual(['validTo']);
    expect(pointers({ ...year, validFrom: '2026-12-31', content: days })).toEqual(['validTo']);
  });
});

describe('a decision', () => {
  it('is another person’s, also when the proposer has changed roles', () => {
    const proposal = waiting();
    expect(refusal(() => rules.approve(proposal, {}, { ...system, role: 'security-admin' }, at, 1))).toBe('not-yours-to-do');
    expect(refusal(() => rules.refuse(proposal, { reason: '不' }, { ...system, role: 'security-admin' }, at))).toBe('not-yours-to-do');
    expect(refusal(() => rules.approve(proposal, {}, security, at, 1))).toBe('done');
  });
  it('comes before the first day, and ten minutes before it at least', () => {
    const approve = (when: string) => refusal(() => rules.approve(waiting(), {}, security, when, 1));
    expect(approve('2026-11-30T15:49:59.999Z')).toBe('done');
    expect(approve('2026-11-30T15:50:00.000Z')).toBe('policy-day-has-come');
    expect(approve('2026-12-24T00:00:00.000Z')).toBe('policy-day-has-come');
  });
  it('is refused when the rule has moved on since', () => {
    expect(refusal(() => rules.approve(waiting(), {}, security, at, 2))).toBe('policy-moved-on');
  });
  it('is made once; only its proposer withdraws it', () => {
    const events: [ProposalState, (proposal: PolicyProposal) => PolicyEvent][] = [
      ['APPROVED', (proposal) => rules.approve(proposal, { note: '核对' }, security, at, 1)],
      ['REFUSED', (proposal) => rules.refuse(proposal, { reason: '依据有误' }, security, at)],
      ['WITHDRAWN', (proposal) => rules.withdraw(proposal, system, at)],
    ];
    for (const [state, decide] of events) {
      const decided = fold(propose(), decide(waiting()));
      expect(decided).toMatchObject({ state, version: 2, decision: { at } });
      for (const [, again] of events) expect(refusal(() => again(decided))).toBe('not-in-this-state');
      expect(rules.atFirst(decided)).toEqual({ ...waiting(), id: decided.id });
    }
    expect(refusal(() => rules.withdraw(waiting(), someone('other', 'system-admin'), at))).toBe('not-yours-to-do');
  });
  it('of approval carries the whole document and why', () => {
    const proposal = waiting({ id: v7() });
    const event = rules.approve(proposal, {}, security, at, 1);
    expect(event).toMatchObject({ type: 'policy.approved.v1', data: { document: proposal.document, reason: proposal.reason } });
    expect(JSON.stringify(event)).not.toContain('李明');
  });
});
