/**
 * The calendar by which deadlines are counted belongs to the registry; this is how a year that is imported there comes into
 * force here, as the same version of the same document. One that is known already changes nothing.
 */
import type { CloudEvent } from '@anju/contracts/event';
import { HolidayImported, type HolidayImport } from '@anju/contracts/holidays';
import { Clock } from '@anju/events/clock';
import { On } from '@anju/events/on';
import { Policies } from '@anju/policy/store';
import { Controller } from '@nestjs/common';

@Controller()
export class CalendarConsumer {
  constructor(
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  @On(HolidayImported)
  imported({ data: { document } }: CloudEvent<HolidayImport>): Promise<void> {
    return this.policies.seed('safety-hazards', [document], this.clock.instant());
  }
}
