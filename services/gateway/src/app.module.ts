/** The one list of what the gateway is made of. */
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AuditService } from './audit.service.js';
import { AuthController } from './auth.controller.js';
import { CallerService } from './caller.service.js';
import { HealthController } from './health.controller.js';
import { IdentityProvider } from './identity-provider.js';
import { GatewayProblemFilter } from './problem.filter.js';
import { Sealer } from './sealer.js';
import { SessionCookies } from './session-cookies.js';
import { SessionService } from './session.service.js';

@Module({
  controllers: [AuthController, HealthController],
  providers: [
    AuditService,
    CallerService,
    IdentityProvider,
    Sealer,
    SessionCookies,
    SessionService,
    GatewayProblemFilter,
    { provide: APP_FILTER, useExisting: GatewayProblemFilter },
  ],
})
export class AppModule {}
