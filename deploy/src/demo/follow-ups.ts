/**
 * What supervision adds to the course of a hazard: temporary control, more time, a place taken out of use, listed supervision
 * and what has to follow it, a transfer, a look back. Like everything beside the course it answers an event, and is left out
 * when it has become impossible; what is done after the close says so, or the close would end it.
 */
import { dayOf } from '@anju/contracts/day';
import type { HazardEvent } from '@anju/contracts/hazard-events';
import { isOpen, type Hazard } from '@anju/contracts/hazards';
import { control, decideExtension, requestExtension } from '@anju/safety-hazards/hazard-plan';
import { declareVoid, lookBack } from '@anju/safety-hazards/hazard-merge';
import * as supervision from '@anju/safety-hazards/hazard-supervision';
import { dayMs } from './days.js';
import { holderOf, type Act } from './duties.js';
import { atWork, type World } from './life.js';
import type { Plan } from './plan.js';

interface Happened {
  readonly plan: Plan;
  readonly world: World;
  readonly hazard: Hazard;
  readonly fact: HazardEvent;
  readonly atMs: number;
}
const minute = 60_000;
const dayAt = (ms: number): string => dayOf(new Date(ms));

export function followUps(happened: Happened): Act[] {
  const { plan, fact } = happened;
  const { prng } = plan;
  switch (fact.type) {
    case 'hazard.reported.v1':
      return !plan.isUndecided && prng.chance(0.006) ? [voided(happened)] : [];
    case 'hazard.accepted.v1':
      return [...controlled(happened), ...(prng.chance(0.04) ? [askedForTime(happened)] : [])];
    case 'hazard.extension-requested.v1':
      return [givenTime(happened)];
    case 'hazard.escalated.v1':
      return fact.data.cause === 'clock' && fact.data.level >= 4 && prng.chance(0.15) ? [transferred(happened)] : [];
    case 'hazard.major-confirmed.v1':
      return [...(prng.chance(0.5) ? [listed(happened)] : []), ...(prng.chance(0.25) ? [suspended(happened)] : [])];
    case 'hazard.listed.v1':
    case 'hazard.delisted.v1':
      return recorded(happened);
    case 'hazard.closed.v1':
      return [...(happened.hazard.listing ? [delisted(happened)] : []), ...(prng.chance(0.07) ? [lookedBack(happened)] : [])];
    default:
      return [];
  }
}

function voided({ plan, world, hazard, atMs }: Happened): Act {
  const by = world.people.officer(hazard.division);
  return {
    atMs: atWork(world, plan, atMs, [4, 40]),
    isPossible: ({ state }) => state === 'REPORTED',
    decide: (at, asked) => ({ by, facts: declareVoid(at, { reason: '现场核实无此情况，系误报。' }, by, asked) }),
  };
}

function controlled({ plan: { prng }, world, hazard, atMs }: Happened): Act[] {
  if (!prng.chance({ RED: 0.7, ORANGE: 0.35, YELLOW: 0.06, BLUE: 0.02 }[hazard.riskLevel])) return [];
  const by = holderOf(hazard, world);
  const measures = prng.pick(['设置警戒线和警示牌，安排专人值守。', '围挡封闭，禁止人员进入。', '切断电源，移开可燃物，专人看护。']);
  return [
    {
      atMs: Math.floor(atMs + prng.between(8, 70) * minute),
      isPossible: (at) => isOpen(at) && holderOf(at, world).sub === by.sub,
      decide: (at, asked) => ({ by, facts: control(at, { measures, photos: [] }, [], by, asked) }),
    },
  ];
}

/** Asked for and granted within the time that needs no plan. */
function askedForTime({ plan, world, hazard, atMs }: Happened): Act {
  const by = holderOf(hazard, world);
  const dueMs = Date.parse(hazard.clocks.find(({ duty }) => duty === 'rectify')?.dueAt ?? '');
  const until = dayAt(dueMs + plan.prng.int(1, 3) * dayMs);
  return {
    atMs: Math.floor(atMs + (dueMs - atMs) * plan.prng.between(0.5, 0.85)) || Infinity,
    isPossible: (at) =>
      ['ACCEPTED', 'RECTIFYING'].includes(at.state) &&
      at.class === 'ORDINARY' &&
      !at.extension &&
      holderOf(at, world).sub === by.sub &&
      dueMs - atMs < 11 * dayMs,
    decide: (at, asked) => ({ by, facts: requestExtension(at, { until, reason: '配件采购到货延迟，申请延期。' }, by, asked) }),
  };
}
function givenTime({ plan, world, hazard, atMs }: Happened): Act {
  const by = world.people.officer(hazard.division);
  const isGranted = plan.prng.chance(0.8);
  return {
    atMs: atWork(world, plan, atMs, [40, 500]),
    isPossible: (at) => at.extension !== undefined && at.class === 'ORDINARY' && at.extension.until >= dayAt(atMs + 3 * dayMs),
    decide: (at, asked) => ({
      by,
      facts: decideExtension(at, isGranted ? { isGranted } : { isGranted, reason: '理由不充分，按期整改。' }, by, asked),
    }),
  };
}

function transferred({ plan, world, hazard, atMs }: Happened): Act {
  const by = world.people.officer(hazard.division);
  const department = hazard.departments[0]!;
  return {
    atMs: atWork(world, plan, atMs, [60, 600]),
    isPossible: (at) => isOpen(at) && !at.transferredTo?.includes(department),
    decide: (at, asked) => ({ by, facts: supervision.transfer(at, { department, reason: '逾期拒不整改，移送执法。' }, by, asked) }),
  };
}

function suspended({ plan, world, hazard, atMs }: Happened): Act {
  const by = world.people.department(hazard.division, hazard.departments[0]!);
  return {
    atMs: Math.floor(atMs + plan.prng.between(15, 90) * minute),
    isPossible: (at) => isOpen(at) && at.state !== 'SUBMITTED' && !at.suspension,
    decide: (at, asked) => ({
      by,
      facts: supervision.suspendPlace(at, { extent: at.spot ?? '隐患部位及周边', reason: '存在现实危险，整改完成前停用。' }, by, asked),
    }),
  };
}

function listed({ plan, world, hazard, atMs }: Happened): Act {
  const by = world.people.countyOperator(hazard.division);
  const days = plan.prng.int(30, 120);
  return {
    atMs: atWork(world, plan, atMs, [200, 2_000]),
    isPossible: (at) => isOpen(at) && !at.listing,
    decide: (at, asked) => ({
      by,
      facts: supervision.list(
        at,
        { limitOn: dayAt(Date.parse(asked.at) + days * dayMs), reason: '已判定为重大隐患，区级挂牌督办。' },
        by,
        asked,
      ),
    }),
  };
}
function recorded({ plan, world, hazard, atMs }: Happened): Act[] {
  const by = world.people.countyOperator(hazard.division);
  const record = (step: 'published' | 'filed-with-city', minutes: readonly [number, number], medium?: string): Act => ({
    atMs: atWork(world, plan, atMs, minutes),
    isAfterwards: true,
    isPossible: ({ listing }) => listing !== undefined && !(listing.delisted ?? listing).records.some((one) => one.step === step),
    decide: (at, asked) => ({
      by,
      facts: supervision.recordListing(at, { step, on: dayOf(asked.at), ...(medium && { medium }) }, by, asked),
    }),
  });
  return [record('filed-with-city', [300, 3_000]), record('published', [600, 5_500], '区政府门户网站')];
}
function delisted({ plan, world, hazard, atMs }: Happened): Act {
  const by = world.people.countyOperator(hazard.division);
  return {
    atMs: atWork(world, plan, atMs, [200, 4_000]),
    isAfterwards: true,
    decide: (at, asked) => ({ by, facts: supervision.delist(at, { reason: '整改到位，予以摘牌。' }, by, asked) }),
  };
}

function lookedBack({ plan, world, hazard, atMs }: Happened): Act {
  const checked = new Set((hazard.rechecks ?? []).map(({ by }) => by.sub));
  const by = world.people.inspectors(hazard.division).find(({ sub }) => !checked.has(sub));
  return {
    atMs: by ? atWork(world, plan, atMs + plan.prng.between(12, 60) * dayMs, [0, 400]) : Infinity,
    isAfterwards: true,
    decide: (at, asked) => ({
      by: by!,
      facts: lookBack(at, { outcome: 'true', note: '现场复看，未反弹。', photos: [] }, [], undefined, by!, asked),
    }),
  };
}

/** A suspended place is let be used again before anybody re-checks. */
export function resumed({ plan, world, hazard, fromMs }: { plan: Plan; world: World; hazard: Hazard; fromMs: number }): Act {
  const by = world.people.department(hazard.division, hazard.suspension!.department);
  return {
    atMs: atWork(world, plan, fromMs, [20, 300], true),
    isDuty: true,
    decide: (at, asked) => ({ by, facts: supervision.resumePlace(at, { reason: '复核合格，恢复使用。' }, by, asked) }),
  };
}
