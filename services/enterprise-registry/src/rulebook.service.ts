/** Takes the rules of the registry into force, and the national calendar, whose holidays are imported here from now on (contract §8). */
import { calendarRules } from '@anju/calendar/rules';
import { Clock } from '@anju/events/clock';
import { rulesIn } from '@anju/policy/rule-files';
import { Policies } from '@anju/policy/store';
import { Injectable, type OnModuleInit } from '@nestjs/common';

@Injectable()
export class Rulebook implements OnModuleInit {
  constructor(
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.policies.seed('enterprise-registry', rulesIn(new URL('./rules/', import.meta.url), calendarRules), this.clock.instant());
  }
}
