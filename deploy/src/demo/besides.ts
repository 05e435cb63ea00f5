/**
 * What happens beside the course of a hazard: the operator acknowledges, departments decide what was suspected, somebody
 * urges or supervises what has climbed, a grade is raised. Each answers an event; what has become impossible when its
 * moment comes is left out.
 */
import type { HazardEvent } from '@anju/contracts/hazard-events';
import { isOpen, type Hazard, type RiskLevel } from '@anju/contracts/hazards';
import * as rules from '@anju/safety-hazards/hazard';
import * as finding from '@anju/safety-hazards/hazard-finding';
import * as supervision from '@anju/safety-hazards/hazard-supervision';
import { hourMs } from './days.js';
import type { Act } from './duties.js';
import { followUps } from './follow-ups.js';
import { atWork, type World } from './life.js';
import type { Plan } from './plan.js';

interface Happened {
  readonly plan: Plan;
  readonly world: World;
  readonly hazard: Hazard;
  readonly before: Hazard | undefined;
  readonly fact: HazardEvent;
  readonly atMs: number;
}
const minute = 60_000;

export function besides(happened: Happened): Act[] {
  const { plan, hazard, before, fact } = happened;
  const acts: Act[] = [];
  if (fact.type === 'hazard.reported.v1') acts.push(...acknowledged(happened), ...raised(happened));
  if (hazard.class === 'SUSPECTED_MAJOR' && before?.class !== 'SUSPECTED_MAJOR' && !plan.isUndecided) acts.push(decided(happened));
  if (fact.type === 'hazard.escalated.v1' && fact.data.cause === 'clock' && fact.data.level >= 2)
    acts.push(...pressed(happened, fact.data.level));
  acts.push(...followUps(happened));
  if (fact.type === 'hazard.major-confirmed.v1' && plan.prng.chance(0.2)) acts.push(supervised(happened, '已判定为重大隐患，区级督办。'));
  return acts;
}

function acknowledged({ plan: { prng, isUndecided }, world: { people }, hazard, atMs }: Happened): Act[] {
  const [chance, minutes] = { RED: [0.94, 9], ORANGE: [0.35, 60], YELLOW: [0.05, 240], BLUE: [0.02, 400] }[hazard.riskLevel] as [
    number,
    number,
  ];
  if (!prng.chance(isUndecided ? 0.5 : chance)) return [];
  const by = prng.chance(0.6) ? people.countyOperator(hazard.division) : people.operator(hazard.division);
  return [
    {
      atMs: Math.floor(atMs + prng.between(0.4, minutes) * minute),
      decide: (at, asked) => ({ by, facts: rules.acknowledge(at, {}, by, asked) }),
    },
  ];
}

const higher: Partial<Record<RiskLevel, RiskLevel>> = { YELLOW: 'ORANGE', BLUE: 'YELLOW' };
function raised({ plan, world, hazard, atMs }: Happened): Act[] {
  const { prng, item } = plan;
  const to = higher[hazard.riskLevel];
  if (!to || hazard.class !== 'ORDINARY' || !prng.chance(0.02)) return [];
  const by = world.people.officer(hazard.division);
  const isPossible = (at: Hazard): boolean => at.class === 'ORDINARY' && at.riskLevel === hazard.riskLevel;
  const early = world.endMs - atMs > 60 * hourMs;
  const input =
    item.mayBeSuspected && early && prng.chance(0.3)
      ? ({ class: 'SUSPECTED_MAJOR', reason: '现场情况加重，疑似重大。' } as const)
      : { riskLevel: to, reason: '现场情况加重，提高风险等级。' };
  return [
    {
      atMs: atWork(world, plan, atMs, [60, 1500]),
      isPossible,
      decide: (at, asked) => ({ by, facts: rules.grade(at, input, by, item, asked) }),
    },
  ];
}

/** Criteria by department, with clauses as a decision cites them. */
const criteria: Readonly<Record<string, [version: string, clauses: string[]]>> = {
  fire: ['GB 35181-2025', ['6.1', '6.2', '6.4', '7.1']],
  gas: ['城镇燃气经营安全重大隐患判定标准', ['第六条', '第七条', '第九条']],
  housing: ['房屋市政工程生产安全重大事故隐患判定标准（2024版）', ['第十二条', '第十三条']],
  emergency: ['工贸企业重大事故隐患判定标准', ['第三条', '第十三条']],
};
function decided({ plan, world, hazard, atMs }: Happened): Act {
  const { prng, item } = plan;
  const by = world.people.department(hazard.division, hazard.departments[0]!);
  const [criteriaVersion, clauses] = criteria[by.department!] ?? ['平台示例判定标准', ['第一条']];
  const isLate = world.endMs - atMs > 8 * 24 * hourMs && prng.chance(0.05);
  const delayMs = isLate ? prng.between(50, 110) * hourMs : prng.between(0.4, 6.5) * hourMs;
  const isPossible = (at: Hazard): boolean => at.class === 'SUSPECTED_MAJOR';
  const isConfirmed = prng.chance(0.34);
  return {
    atMs: Math.floor(atMs + delayMs),
    isPossible,
    decide: (at, asked) => ({
      by,
      facts: isConfirmed
        ? finding.confirmMajor(at, { criteriaVersion, clauses: [prng.pick(clauses)] }, by, asked)
        : finding.refuteMajor(at, { criteriaVersion, clauses: [], reason: '现场核查，不符合判定条款。' }, by, item, asked),
    }),
  };
}

function pressed(happened: Happened, level: number): Act[] {
  const { plan, world, hazard, atMs } = happened;
  const { prng } = plan;
  const acts: Act[] = [];
  if (prng.chance(level === 2 ? 0.12 : 0.4)) {
    const by = prng.chance(0.5) ? world.people.officer(hazard.division) : world.people.operator(hazard.division);
    const note = prng.pick(['请尽快处理。', '时限将到，请抓紧整改。', '已超期，请立即处置并反馈。']);
    acts.push({
      atMs: atWork(world, plan, atMs, [5, 120]),
      isPossible: isOpen,
      decide: (at, asked) => ({ by, facts: rules.urge(at, { note }, by, asked) }),
    });
  }
  if (level >= 4 && !hazard.isSupervised && prng.chance(0.35)) acts.push(supervised(happened, '逾期未整改，区级督办。'));
  return acts;
}

function supervised({ plan, world, hazard, atMs }: Happened, reason: string): Act {
  const by = world.people.countyOperator(hazard.division);
  return {
    atMs: atWork(world, plan, atMs, [20, 400]),
    isPossible: (at) => isOpen(at) && !at.isSupervised,
    decide: (at, asked) => ({ by, facts: supervision.supervise(at, { reason }, by, asked) }),
  };
}
