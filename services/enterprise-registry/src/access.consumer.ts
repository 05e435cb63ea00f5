/** A revocation made by another instance of this service arrives as it does everywhere else: with its event. */
import { Revocations } from '@anju/access/revocations';
import type { CloudEvent } from '@anju/contracts/event';
import { AccessRevoked, type AccessVersion } from '@anju/contracts/registry';
import { On } from '@anju/events/on';
import { Controller } from '@nestjs/common';

@Controller()
export class AccessConsumer {
  constructor(private readonly revocations: Revocations) {}

  @On(AccessRevoked)
  revoked({ data }: CloudEvent<AccessVersion>): void {
    this.revocations.raise(data);
  }
}
