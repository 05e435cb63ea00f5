/**
 * What the state of a hazard asks for next, who does it and after how long. Most people are in time, some are not; what
 * looks major is dealt with at once and around the clock. Actors follow the rules: the holder accepts and submits, and an
 * inspector who has not signed, rectified or (for a major) reported it re-checks.
 */
import type { Actor } from '@anju/access/actor';
import type { Fact } from '@anju/contracts/event';
import type { Hazard } from '@anju/contracts/hazards';
import type { AssignHazard } from '@anju/contracts/hazard-requests';
import { at as levelAt } from '@anju/contracts/place';
import * as rules from '@anju/safety-hazards/hazard';
import type { Rules } from '@anju/safety-hazards/hazard-clock';
import { dayOf } from '@anju/contracts/day';
import { hasPlan, needsPlan, plan as planRectification } from '@anju/safety-hazards/hazard-plan';
import { hourMs } from './days.js';
import { resumed } from './follow-ups.js';
import { atWork, type World } from './life.js';
import type { Plan } from './plan.js';

export interface Act {
  readonly atMs: number;
  /** What the state asks for; falls away when the state changes. */
  readonly isDuty?: boolean;
  /** May still be done when the hazard is closed. */
  readonly isAfterwards?: boolean;
  readonly isPossible?: (hazard: Hazard) => boolean;
  readonly decide: (hazard: Hazard, rules: Rules) => { by: Actor; facts: Fact[] };
}
interface Now {
  readonly plan: Plan;
  readonly world: World;
  readonly hazard: Hazard;
  readonly fromMs: number;
}
const minute = 60_000;
const planWords = (measures: string) => ({
  responsibility: '项目负责人牵头，工程部落实，专人跟踪。',
  measures,
  funds: '由责任单位自筹，列入本月维修支出。',
  contingency: '整改期间每日巡查，现场设警示标识，配备应急器材。',
});
export const isUrgent = ({ class: hazardClass, riskLevel }: Hazard): boolean => hazardClass === 'SUSPECTED_MAJOR' || riskLevel === 'RED';

export function duty(now: Now): Act | undefined {
  switch (now.hazard.state) {
    case 'REPORTED':
      return toAssign(now);
    case 'ASSIGNED':
      return toAccept(now);
    case 'ACCEPTED':
    case 'RECTIFYING':
      return isPlanMissing(now) ? toPlan(now) : toRectify(now);
    case 'SUBMITTED':
      if (now.hazard.suspension) return resumed(now);
      return now.hazard.class === 'SUSPECTED_MAJOR' ? undefined : toRecheck(now);
    default:
      return undefined;
  }
}

/** Minutes until somebody acts on what is urgent; a few are late. */
const soon = ({ plan: { prng }, fromMs }: Now, [low, high]: readonly [number, number], late: number): number =>
  Math.floor(fromMs + prng.between(low, high) * (prng.chance(late) ? 3.5 : 1) * minute);
const inOfficeHours = (now: Now, minutes: readonly [number, number], late: number): number =>
  atWork(now.world, now.plan, now.fromMs + (now.plan.prng.chance(late) ? now.plan.prng.between(0.8, 2.6) * 24 * hourMs : 0), minutes);

export const namesFor = (hazard: Hazard, { subdistrictName }: World): rules.Names => {
  const division = levelAt(hazard.division, 'township') ?? hazard.division;
  const { responsibleEnterpriseId: id, responsibleEnterpriseName: name } = hazard;
  return { ...(id && { enterprise: { id, name: name! } }), subdistrict: { division, name: subdistrictName(division) } };
};

function toAssign(now: Now): Act {
  const { plan, world, hazard } = now;
  const { prng } = plan;
  const isNight = isUrgent(hazard);
  const by = isNight || prng.chance(0.2) ? world.people.countyOperator(hazard.division) : world.people.officer(hazard.division);
  const gas = by.divisions.some((own) => own.length === 6) && hazard.departments.includes('gas') && prng.chance(0.12);
  const input: AssignHazard = gas ? { to: { kind: 'department', department: 'gas' }, reason: '涉及燃气设施，请燃气主管部门处置。' } : {};
  return {
    atMs: isNight ? soon(now, [2, 13], 0.04) : inOfficeHours(now, [8, 170], 0.03),
    isDuty: true,
    decide: (at, asked) => ({ by, facts: rules.assign(at, input, by, namesFor(at, world), asked) }),
  };
}

/** Whoever holds it. */
export const holderOf = ({ assignee, division }: Hazard, { people }: World): Actor =>
  assignee?.kind === 'enterprise'
    ? people.manager(assignee.enterpriseId, division)
    : assignee?.kind === 'department'
      ? people.department(division, assignee.department)
      : people.officer(division);

function toAccept(now: Now): Act {
  const { world, hazard } = now;
  const by = holderOf(hazard, world);
  const isWrong = hazard.assignee?.kind === 'enterprise' && (hazard.returns ?? []).length === 0 && now.plan.prng.chance(0.012);
  return {
    atMs: isUrgent(hazard) ? soon(now, [4, 45], 0.05) : inOfficeHours(now, [10, 220], 0.04),
    isDuty: true,
    decide: (at, asked) => ({
      by,
      facts: isWrong ? rules.giveBack(at, { reason: '位置不在本企业服务范围内，请核实。' }, by, asked) : rules.accept(at, {}, by, asked),
    }),
  };
}

const isPlanMissing = ({ hazard, world, fromMs }: Now): boolean =>
  !hasPlan(hazard) && needsPlan(hazard, world.book.rules(hazard.division, new Date(fromMs).toISOString()));

/** What is major, or takes long, is planned before it is done; the plan's last day is the deadline where the rule lets it set one. */
function toPlan(now: Now): Act {
  const { plan, world, hazard, fromMs } = now;
  const by = holderOf(hazard, world);
  const clock = hazard.clocks.find(({ duty: one }) => one === 'rectify');
  const days = plan.prng.int(6, 24);
  return {
    atMs: Math.floor(
      Math.min(
        fromMs + plan.prng.between(1, 9) * hourMs,
        clock ? Math.max(Date.parse(clock.dueAt) - hourMs, fromMs + 10 * minute) : Infinity,
      ),
    ),
    isDuty: true,
    decide: (at, asked) => {
      const last = at.clocks.find(({ duty: one }) => one === 'rectify')?.dueAt ?? asked.at;
      const wished = new Date(Date.parse(asked.at) + days * 24 * hourMs).toISOString();
      const finishOn = dayOf([wished < last ? wished : last, asked.at].sort().at(-1)!);
      const input = { ...planWords(plan.scene.fixed), finishOn };
      return { by, facts: planRectification(at, input, by, asked) };
    },
  };
}

function toRectify(now: Now): Act {
  const { plan, world, hazard, fromMs } = now;
  const { prng } = plan;
  const clock = hazard.clocks.find(({ duty: one }) => one === 'rectify');
  const dueMs = clock ? Date.parse(clock.dueAt) : fromMs + 5 * 24 * hourMs;
  const spanMs = Math.max(dueMs - fromMs, 5 * hourMs);
  const isMajor = hazard.class === 'MAJOR';
  const isLate = prng.chance(isMajor ? 0.05 : 0.08);
  const isStuck = isLate && !isMajor && prng.chance(0.3);
  const share = isLate ? prng.between(1.02, isMajor ? 1.2 : isStuck ? 8 : 2) : 1 - prng.share() ** 2 * 0.6;
  const wished = fromMs + Math.max(share * spanMs, 20 * minute);
  const worked = spanMs < 30 * hourMs ? Math.floor(wished) : atWork(world, plan, wished - 90 * minute, [0, 180], true);
  const inTime =
    dueMs > fromMs && !isLate && worked > dueMs ? Math.floor(dueMs - prng.between(0.1, 0.3) * Math.min(spanMs, 20 * hourMs)) : worked;
  const by = holderOf(hazard, world);
  const note = plan.scene.fixed;
  // Some firms find that it is not theirs to fix; the subdistrict takes it over.
  if (hazard.state === 'ACCEPTED' && hazard.assignee?.kind === 'enterprise' && prng.chance(0.02)) {
    const officer = world.people.officer(hazard.division);
    const input: AssignHazard = { to: { kind: 'subdistrict' }, reason: '涉及多方责任，由街镇牵头协调处置。' };
    return {
      atMs: atWork(world, plan, fromMs, [60, 900]),
      isDuty: true,
      decide: (at, asked) => ({ by: officer, facts: rules.assign(at, input, officer, namesFor(at, world), asked) }),
    };
  }
  return {
    atMs: Math.max(inTime, fromMs + 10 * minute),
    isDuty: true,
    decide: (at, asked) => ({ by, facts: rules.submit(at, { note, photos: [] }, [], by, asked) }),
  };
}

function toRecheck(now: Now): Act {
  const { plan, world, hazard } = now;
  const { prng } = plan;
  const isMajor = hazard.class === 'MAJOR';
  const passed = !prng.chance(isMajor ? 0.14 : 0.085);
  const excluded = new Set([
    ...(hazard.rectifications ?? []).map(({ by }) => by.sub),
    ...(isMajor
      ? [hazard.reportedBy.sub, ...(hazard.rechecks ?? []).filter(({ passed: one, isVoid }) => one && !isVoid).map(({ by }) => by.sub)]
      : []),
  ]);
  const by = prng.pick(world.people.inspectors(hazard.division).filter(({ sub }) => !excluded.has(sub)));
  const note = passed
    ? prng.pick(['现场复核，已整改到位。', '已整改，同意销号。', '现场已恢复正常。'])
    : prng.pick(['整改不到位，请继续整改。', '问题依旧，限期再改。', '仅部分整改。']);
  return {
    atMs: atWork(
      world,
      plan,
      now.fromMs + (prng.chance(0.08) ? prng.between(20, 60) * hourMs : 0),
      isUrgent(hazard) ? [60, 600] : [120, 640],
      isUrgent(hazard),
    ),
    isDuty: true,
    decide: (at, asked) => ({ by, facts: rules.recheck(at, { passed, note, photos: [] }, [], by, asked) }),
  };
}
