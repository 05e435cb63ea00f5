/** The gateway is ready when it listens: a service that is away is answered for with 503, not taken for its own failure. */
import { Controller, Get } from '@nestjs/common';

@Controller()
export class HealthController {
  @Get('healthz')
  healthz() {
    return { ok: true };
  }

  @Get('readyz')
  readyz() {
    return { ok: true };
  }
}
