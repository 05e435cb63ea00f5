/** What a security administrator does to a person's access. */
import { AccessVersion, RevokeAccess } from '@anju/contracts/registry';
import type { Asked } from '@anju/events/change';
import { Asking, Returns } from '@anju/runtime/http';
import { Body, Controller, Post } from '@nestjs/common';
import { AccessService } from './access.service.js';

@Controller()
export class AccessController {
  constructor(private readonly access: AccessService) {}

  @Post('access-revocations')
  @Returns(201, AccessVersion)
  revokeAccess(@Body({ schema: RevokeAccess }) body: RevokeAccess, @Asking() asked: Asked) {
    return this.access.revoke(body, asked);
  }
}
