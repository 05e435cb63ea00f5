/** Brings the rule documents that decide at a place on a day to the rules, and reads items of the catalogue. */
import { dayOf } from '@anju/contracts/day';
import { itemFor, type HazardItem, type PolicyOf } from '@anju/contracts/policies';
import { problem } from '@anju/contracts/problems';
import type { Hazard } from '@anju/contracts/hazards';
import type { Clock as HazardClock, PolicyRef } from '@anju/contracts/hazard-records';
import { Clock } from '@anju/events/clock';
import type { Timer } from '@anju/events/timers';
import { calendarRules } from '@anju/calendar/rules';
import { rulesIn } from '@anju/policy/rule-files';
import { Policies } from '@anju/policy/store';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DutyRules } from './duty-report.js';
import type { PermitRules } from './permit.js';
import { timersOf } from './hazard-timers.js';
import type { Rules } from './hazard-clock.js';

@Injectable()
export class Rulebook implements OnModuleInit {
  constructor(
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.policies.seed('safety-hazards', rulesIn(new URL('./rules/', import.meta.url), calendarRules), this.clock.instant());
  }

  rules(division: string, at = this.clock.instant()): Rules {
    const day = dayOf(at);
    return { at, deadlines: this.policies.at('hazard-deadlines', division, day), calendar: this.policies.calendar(division, day) };
  }

  dutyRules(division: string, at: string): DutyRules {
    const day = dayOf(at);
    return { at, rule: this.policies.at('duty-report', division, day), calendar: this.policies.calendar(division, day) };
  }

  /** Of an open permit, the rule under which it was opened. */
  permitRules(division: string, at: string, opened?: PolicyRef): PermitRules {
    const day = dayOf(at);
    const rule = opened
      ? (this.policies.read(opened.id, opened.version) as PolicyOf<'confined-space'>)
      : this.policies.at('confined-space', division, day);
    return { at, rule, calendar: this.policies.calendar(division, day) };
  }

  catalogue(division: string, at: string): PolicyOf<'hazard-catalogue'> {
    return this.policies.at('hazard-catalogue', division, dayOf(at));
  }

  item(catalogue: PolicyOf<'hazard-catalogue'>, code: string, subtype?: string): HazardItem {
    const item = catalogue.content.items.find((one) => one.code === code);
    const found = item && itemFor(item, subtype);
    if (!found) throw problem('item-unknown');
    return found;
  }

  /** The ladder that was in force when the clock started. */
  rulesOf(clock: HazardClock, division: string, at: string): Rules {
    const deadlines = this.policies.read(clock.policy.id, clock.policy.version) as PolicyOf<'hazard-deadlines'>;
    return { at, deadlines, calendar: this.policies.calendar(division, dayOf(clock.startedAt)) };
  }

  timers(hazard: Hazard): Timer[] {
    return timersOf(hazard, (clock) => this.rulesOf(clock, hazard.division, clock.startedAt));
  }
}
