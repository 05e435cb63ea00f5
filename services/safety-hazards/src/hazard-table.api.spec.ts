/**
 * Every cell of the state table, generated from it: each operation, from each state, by each role. What the table forbids is
 * refused with the state and what is possible instead; what it allows works for the named role and for nobody else.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send, type Answer } from '@anju/testing/client';
import { Role } from '@anju/contracts/actors';
import { hazardOperations, type HazardOperation } from '@anju/contracts/hazard-operations';
import { HazardState, type Hazard } from '@anju/contracts/hazards';
import { possibleFrom, type Operation } from '@anju/contracts/operations';
import { v7 } from 'uuid';
import { HazardCity, type Name } from './hazard-city.fixtures.js';

const here = new HazardCity();
beforeAll(() => here.start());
afterAll(() => here.city?.stop());

const personOf: Readonly<Record<Role, Name>> = {
  operator: 'operator',
  inspector: 'third',
  'subdistrict-officer': 'officer',
  'department-officer': 'fire',
  'enterprise-manager': 'manager',
  registrar: 'registrar',
  auditor: 'auditor',
  'system-admin': 'system-admin',
  'security-admin': 'security-admin',
  'audit-admin': 'audit-admin',
  source: 'source',
};
const day = (days: number): string => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const plan = { responsibility: '项目经理', measures: '清理', funds: '自筹', finishOn: day(0), contingency: '值守' };
const finding = { criteriaVersion: 'GB 35181-2025', clauses: ['6.1'] };

/** What a case needs beside its state for an operation to be possible. */
interface Wanted {
  readonly holder?: Role | undefined;
  readonly class?: 'SUSPECTED_MAJOR' | 'MAJOR';
  readonly isListed?: boolean;
  readonly isSuspended?: boolean;
  readonly isAsked?: boolean;
}
const holders: readonly Role[] = ['enterprise-manager', 'subdistrict-officer', 'department-officer'];
const wantedFor = (operation: HazardOperation, role: Role): Wanted => {
  const holder = holders.includes(role) ? role : undefined;
  switch (operation) {
    case 'confirmMajor':
    case 'refuteMajor':
      return { class: 'SUSPECTED_MAJOR' };
    case 'listHazard':
      return { class: 'MAJOR' };
    case 'recordListing':
    case 'delistHazard':
      return { class: 'MAJOR', isListed: true };
    case 'resumePlace':
      return { isSuspended: true };
    case 'decideExtension':
      return { isAsked: true, ...(role === 'department-officer' && { class: 'MAJOR' }) };
    default:
      return { holder };
  }
};
const bodyFor: Readonly<Record<string, (target: string) => unknown>> = {
  gradeHazard: () => ({ riskLevel: 'ORANGE', reason: '加重' }),
  confirmMajor: () => finding,
  refuteMajor: () => ({ ...finding, reason: '不构成' }),
  assignHazard: () => ({ reason: '改派' }),
  planRectification: () => plan,
  requestExtension: () => ({ until: day(90), reason: '配件未到' }),
  decideExtension: () => ({ isGranted: true }),
  listHazard: () => ({ limitOn: day(60), reason: '挂牌' }),
  recordListing: () => ({ step: 'published', on: day(0) }),
  mergeHazard: (target) => ({ into: target, reason: '同一处' }),
  lookBackHazard: () => ({ outcome: 'true', photos: [] }),
  recheckHazard: () => ({ passed: true, photos: [] }),
};
const pathOf: Readonly<Record<string, string>> = {
  gradeHazard: 'grade',
  confirmMajor: 'confirm-major',
  refuteMajor: 'refute-major',
  assignHazard: 'assign',
  acceptHazard: 'accept',
  returnHazard: 'return',
  planRectification: 'plan',
  controlTemporarily: 'control',
  requestExtension: 'request-extension',
  decideExtension: 'decide-extension',
  submitRectification: 'submit',
  recheckHazard: 'recheck',
  acknowledgeHazard: 'acknowledge',
  urgeHazard: 'urge',
  superviseHazard: 'supervise',
  listHazard: 'list',
  recordListing: 'record-listing',
  delistHazard: 'delist',
  transferHazard: 'transfer',
  suspendPlace: 'suspend-place',
  resumePlace: 'resume-place',
  mergeHazard: 'merge',
  voidHazard: 'void',
  lookBackHazard: 'look-back',
};
const table = Object.entries(hazardOperations as Record<string, Operation>).filter(([, { from }]) => from) as [
  HazardOperation,
  Operation,
][];
const bodyOf = (operation: HazardOperation, target = v7()): unknown =>
  bodyFor[operation]?.(target) ?? (hazardOperations[operation] as Operation).example;

/** A case brought to a state by the people who may, as the table has it. */
async function bring(state: HazardState, asked: Wanted): Promise<Hazard> {
  // What is major is never merged.
  const wanted: Wanted = state === 'MERGED' ? { holder: asked.holder } : asked;
  let hazard = (await here.report(wanted.class ? { isSuspectedMajor: true } : {})).body as Hazard;
  const step = async (action: string, body: unknown, by: Name) => {
    const answer = await here.act(hazard.id, action, body, by, hazard.version);
    if (answer.status !== 200) throw new Error(`${state} ${action} by ${by}: ${JSON.stringify(answer.body)}`);
    hazard = answer.body as Hazard;
  };
  const isReached = (): boolean => hazard.state === state;
  if (wanted.class === 'MAJOR') await step('confirm-major', finding, 'fire');
  if (wanted.isListed) await step('list', { limitOn: day(60), reason: '挂牌' }, 'operator');
  if (wanted.isSuspended && state !== 'CLOSED' && state !== 'MERGED')
    await step('suspend-place', { extent: '地下一层', reason: '查封' }, 'fire');
  const holder = personOf[wanted.holder ?? 'enterprise-manager'];
  const to = { fire: { kind: 'department', department: 'fire' }, officer: { kind: 'subdistrict' } }[holder as string];
  if (state === 'VOID') await step('void', { reason: '误报' }, 'officer');
  if (!isReached() && state !== 'REPORTED') await step('assign', to ? { to } : {}, 'operator');
  if (state === 'MERGED') {
    const target = (await here.report({ isSuspectedMajor: wanted.class !== undefined })).body as Hazard;
    await step('merge', { into: target.id, reason: '同一处' }, 'officer');
  }
  if (!isReached()) await step('accept', {}, holder);
  const isPlanned = state === 'RECTIFYING' || wanted.class === 'MAJOR';
  if (!isReached() && isPlanned) await step('plan', plan, holder);
  if (isReached() && wanted.isAsked && ['ACCEPTED', 'RECTIFYING'].includes(state))
    await step('request-extension', { until: day(90), reason: '配件未到' }, holder);
  if (!isReached()) await step('submit', { note: '已清理', photos: [] }, holder);
  if (!isReached() && wanted.class === 'SUSPECTED_MAJOR') await step('refute-major', { ...finding, reason: '不构成' }, 'fire');
  if (!isReached()) await step('recheck', { passed: true, photos: [] }, 'second');
  if (!isReached()) {
    const extra = await here.act(hazard.id, 'recheck', { passed: true, photos: [] }, 'third', hazard.version);
    hazard = extra.body as Hazard;
  }
  expect(hazard.state).toBe(state);
  return hazard;
}
const ask = (operation: HazardOperation, hazard: Hazard, by: Name, target?: string): Promise<Answer> =>
  here.act(hazard.id, pathOf[operation]!, bodyOf(operation, target), by, hazard.version);

it('has a path for every operation of the table', () => expect(Object.keys(pathOf).sort()).toEqual(table.map(([name]) => name).sort()));

describe.each(table)('%s', (operation, { from, roles }) => {
  const allowed = roles as readonly Role[];

  it('is refused to every role that the table does not name, in every state', async () => {
    const hazard = await bring('REPORTED', {});
    for (const role of Role.options.filter((one) => !allowed.includes(one))) {
      const answer = await ask(operation, hazard, personOf[role]);
      expect([role, answer.status, answer.body.code]).toEqual([role, 403, 'role-not-permitted']);
    }
  });

  it('is refused from every state that the table does not name, with the state and what is possible instead', async () => {
    for (const state of HazardState.options.filter((one) => !from!.includes(one)))
      for (const role of allowed) {
        // A department decides for a major one only, and such a one is never merged.
        if (operation === 'decideExtension' && role === 'department-officer' && state === 'MERGED') continue;
        const hazard = await bring(state, wantedFor(operation, role));
        const { status, body } = await ask(operation, hazard, personOf[role]);
        expect([state, role, status, body.code, body.state]).toEqual([state, role, 409, 'not-in-this-state', state]);
        expect(body.possible).toEqual(possibleFrom(hazardOperations, state, role));
        expect(body.possible).not.toContain(operation);
      }
  });

  it('works from every state that the table names, for each role that it names', async () => {
    for (const state of from as HazardState[])
      for (const role of allowed) {
        // Nobody holds what was not handed to anybody, and no case is closed or merged while its place is out of use.
        if (operation === 'controlTemporarily' && state === 'REPORTED' && role !== 'inspector') continue;
        if (operation === 'resumePlace' && (state === 'CLOSED' || state === 'MERGED')) continue;
        const hazard = await bring(state, wantedFor(operation, role));
        const target = operation === 'mergeHazard' ? ((await here.report()).body as Hazard).id : undefined;
        const { status, body } = await ask(operation, hazard, personOf[role], target);
        expect([state, role, status, body.code]).toEqual([state, role, 200, undefined]);
        const { to } = hazardOperations[operation] as Operation;
        expect(to!.includes('same') ? [state] : to).toContain(body.state);
      }
  });
});

describe('a role alone is not enough', () => {
  it('for what somebody else holds', async () => {
    const hazard = await bring('ASSIGNED', {});
    for (const [action, body, by] of [
      ['accept', {}, 'officer'],
      ['return', { reason: '不是我' }, 'fire'],
      ['control', { measures: '围挡', photos: [] }, 'officer'],
    ] as const)
      expect((await here.act(hazard.id, action, body, by, hazard.version)).body.code).toBe('not-yours-to-do');
    const unseen = await send('POST', here.hazards(`/${hazard.id}/accept`), {}, here.as('rival', hazard.version));
    expect(unseen.status).toBe(404);
  });
  it('for what the county alone may do', async () => {
    const hazard = await bring('REPORTED', { class: 'MAJOR' });
    const { status } = await here.act(hazard.id, 'list', { limitOn: day(30), reason: '挂牌' }, 'elsewhere', hazard.version);
    expect(status).toBe(404);
  });
});
