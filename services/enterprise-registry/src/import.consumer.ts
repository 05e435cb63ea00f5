/** Another instance of this service imported something: the memory of this one follows. */
import { DivisionImported } from '@anju/contracts/divisions';
import { HolidayImported } from '@anju/contracts/holidays';
import { On } from '@anju/events/on';
import { Policies } from '@anju/policy/store';
import { Controller } from '@nestjs/common';
import { Divisions } from './division.service.js';

@Controller()
export class ImportConsumer {
  constructor(
    private readonly divisions: Divisions,
    private readonly policies: Policies,
  ) {}

  @On(DivisionImported)
  divisionsImported(): Promise<void> {
    return this.divisions.load();
  }
  @On(HolidayImported)
  holidaysImported(): Promise<void> {
    return this.policies.load();
  }
}
