/** Takes the points of the hazard index into force here: the one rule that the command center keeps, because it alone counts by it. */
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
    await this.policies.seed('command-center', rulesIn(new URL('./rules/', import.meta.url)), this.clock.instant());
  }
}
