/**
 * The ledger of compounds without service, as it came about: after the files were moved in, with every act that touched a
 * contract, and at midnight when a term ran out. It is the registry's own rule that says what is recorded each time; here
 * only the moments follow each other. Officers plan some of what stays open.
 */
import { platform, type Actor } from '@anju/access/actor';
import type { CoverageGap, PlanCoverage } from '@anju/contracts/coverage';
import { dayOf, startOfDay } from '@anju/contracts/day';
import type { Compound, Contract } from '@anju/contracts/registry';
import { gapsKnownOn, gapsOf, nextTurn, type Stretch } from '@anju/enterprise-registry/coverage';
import { evolve, plan, settle, type GapEvent } from '@anju/enterprise-registry/gap';
import { timersOf } from '@anju/enterprise-registry/gap.timer';
import type { Timer } from '@anju/events/timers';
import { day, dayMs, dayNumber, hourMs } from './days.js';
import { contractFacts } from './filings.js';
import type { People } from './people.js';
import type { Prng } from './prng.js';
import type { Home } from './registry.js';

export interface GapLife {
  readonly gap: CoverageGap;
  readonly steps: readonly { readonly fact: GapEvent; readonly by: Actor }[];
}
export interface LedgerOf {
  readonly lives: readonly GapLife[];
  readonly timers: readonly Timer[];
}
interface Moment {
  readonly at: string;
  readonly by: Actor;
  happen(): void;
}

export function ledgerOf(prng: Prng, home: Home, people: People, endMs: number): LedgerOf {
  return new Keeping(prng, home, people, endMs).done();
}

class Keeping {
  private compound!: Compound;
  private readonly contracts = new Map<string, Contract>();
  private readonly lives = new Map<string, { gap: CoverageGap; steps: { fact: GapEvent; by: Actor }[] }>();
  private readonly acts: Moment[];
  private readonly plans: Moment[] = [];

  constructor(
    private readonly prng: Prng,
    private readonly home: Home,
    private readonly people: People,
    private readonly endMs: number,
  ) {
    const { by } = home;
    this.acts = [
      ...home.facts.map(({ data }): Moment => ({ at: data.at, by, happen: () => void (this.compound = data.compound) })),
      ...home.tenures
        .flatMap((tenure) => contractFacts(home, tenure))
        .map(({ data }): Moment => ({ at: data.at, by, happen: () => void this.contracts.set(data.contract.id, data.contract) })),
    ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }

  done(): LedgerOf {
    const end = new Date(this.endMs).toISOString();
    // What was moved in together is one act.
    const movedIn = new Date(Date.parse(this.acts[0]!.at) + dayMs).toISOString();
    let at = this.acts[0]!.at;
    while (this.acts[0] && this.acts[0].at <= movedIn) {
      at = this.acts[0].at;
      this.acts.shift()!.happen();
    }
    this.settle(this.home.by, at);
    for (;;) {
      const next = [this.acts[0], this.plans[0], this.turn(at)]
        .filter((moment) => moment !== undefined)
        .sort((a, b) => (a.at < b.at ? -1 : 1))[0];
      if (!next || next.at > end) break;
      for (const queue of [this.acts, this.plans]) if (queue[0] === next) queue.shift();
      next.happen();
      ({ at } = next);
      this.settle(next.by, at);
    }
    return { lives: [...this.lives.values()], timers: timersOf(this.compound, this.gaps(), dayOf(end)) };
  }

  private gaps(): Stretch[] {
    return gapsOf(this.compound, [...this.contracts.values()]);
  }

  /** A day that comes: the poll finds the timer some seconds after midnight. */
  private turn(at: string): Moment | undefined {
    const turn = nextTurn(this.gaps(), dayOf(at));
    if (turn === undefined) return undefined;
    const due = new Date(Date.parse(startOfDay(turn)) + 2_000).toISOString();
    return { at: due > at ? due : at, by: platform('coverage-ledger', [this.home.input.division]), happen: () => undefined };
  }

  private settle(by: Actor, at: string): void {
    const entries = [...this.lives.values()].map(({ gap }) => gap);
    const newId = () => this.prng.uuid(Date.parse(at));
    for (const fact of settle(this.compound, entries, gapsKnownOn(this.gaps(), dayOf(at)), newId, by, at)) {
      this.record(fact, by);
      if (fact.type === 'coverage-gap.opened.v1') this.mayPlan(fact.data.gap.id, at);
    }
  }

  private record(fact: GapEvent, by: Actor): void {
    const { id } = fact.data.gap;
    const life = this.lives.get(id) ?? { gap: fact.data.gap, steps: [] };
    life.gap = evolve(life.gap, fact, life.steps.length + 1);
    life.steps.push({ fact, by });
    this.lives.set(id, life);
  }

  private mayPlan(id: string, openedAt: string): void {
    if (!this.prng.chance(0.55)) return;
    const ms = Date.parse(openedAt) + this.prng.int(4, 70) * dayMs;
    const at = new Date(Math.floor(Date.parse(startOfDay(dayOf(new Date(ms)))) + this.prng.between(9, 17) * hourMs)).toISOString();
    const by = this.people.officer(this.home.input.division);
    const happen = (): void => {
      const { gap } = this.lives.get(id)!;
      if (gap.status === 'OPEN' && !gap.plan) this.record(plan(gap, this.planned(dayNumber(Date.parse(at))), by, at), by);
    };
    this.plans.push({ at, by, happen });
    this.plans.sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  private planned(today: number): PlanCoverage {
    const kind = this.prng.weighted(
      ['professional', 'bundled', 'government-purchased', 'self-managed'] as const,
      (one) => ({ professional: 4, bundled: 3, 'government-purchased': 2, 'self-managed': 1 })[one],
    );
    const titles = {
      professional: ['完成选聘物业服务企业的业主表决', '签订物业服务合同并进驻'],
      bundled: ['与相邻小区达成连片管理意向', '连片引入物业服务企业'],
      'government-purchased': ['落实街道购买服务经费', '服务企业进驻'],
      'self-managed': ['成立居民自管会', '落实门岗与保洁人员'],
    }[kind];
    const first = today + this.prng.int(20, 60);
    return {
      kind,
      milestones: titles.map((title, index) => ({ dueOn: day(first + index * this.prng.int(30, 75)), title })),
      ...(this.prng.chance(0.4) && { note: '由街道（镇）牵头，居委会配合。' }),
    };
  }
}
