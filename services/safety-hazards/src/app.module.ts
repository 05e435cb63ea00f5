/** The one list of what this service is made of. */
import { Revocations } from '@anju/access/revocations';
import { safetyOperations } from '@anju/contracts/hazard-operations';
import { connectBus, eventsProviders } from '@anju/events/events.module';
import { namesOf } from '@anju/events/tables';
import { TimerPoll } from '@anju/events/timers';
import { PolicyController } from '@anju/policy/policy.controller';
import { policyEntities, policyProviders } from '@anju/policy/policy.module';
import { database, type Schema } from '@anju/runtime/database';
import { HealthController } from '@anju/runtime/health.controller';
import { log } from '@anju/runtime/log';
import { platformProviders } from '@anju/runtime/providers';
import type { Service } from '@anju/runtime/serve';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { join } from 'node:path';
import { AccessConsumer } from './access.consumer.js';
import { AccessCopy } from './access.entity.js';
import { CalendarConsumer } from './calendar.consumer.js';
import { CompoundConsumer } from './compound.consumer.js';
import { CompoundCopy, ContractCopy, DivisionCopy, EnterpriseCopy } from './compound.entity.js';
import { config } from './config.js';
import { DutyReportController } from './duty-report.controller.js';
import { DutyReportRow } from './duty-report.entity.js';
import { DutyReportService } from './duty-report.service.js';
import { Filed } from './filed.service.js';
import { HazardController } from './hazard.controller.js';
import { HazardRow, IncidentRow } from './hazard.entity.js';
import { HazardQueries } from './hazard.queries.js';
import { HazardService } from './hazard.service.js';
import { House20261124 } from './migrations/2026-11-24-house.js';
import { PermitController } from './permit.controller.js';
import { PermitRow } from './permit.entity.js';
import { PermitQueries } from './permit.queries.js';
import { PermitService } from './permit.service.js';
import { PhotoController } from './photo.controller.js';
import { PhotoRow } from './photo.entity.js';
import { acceptPhotos } from './photo-body.js';
import { PHOTO_STORE, Photos } from './photo.service.js';
import { DiskPhotoStore } from './photo-store.js';
import { Places } from './place.service.js';
import { ReportService } from './report.service.js';
import { Rulebook } from './rulebook.service.js';

export const schema: Schema = {
  names: namesOf('safety-hazards'),
  entities: [
    HazardRow,
    IncidentRow,
    DutyReportRow,
    PermitRow,
    PhotoRow,
    ...policyEntities,
    CompoundCopy,
    ContractCopy,
    EnterpriseCopy,
    DivisionCopy,
    AccessCopy,
  ],
  migrations: [{ name: '2026-11-24-house', class: House20261124 }],
};

@Module({
  imports: [MikroOrmModule.forRoot({ ...database(config, schema), registerRequestContext: false })],
  controllers: [
    HazardController,
    DutyReportController,
    PermitController,
    PhotoController,
    PolicyController,
    CompoundConsumer,
    CalendarConsumer,
    AccessConsumer,
    HealthController,
  ],
  providers: [
    ...platformProviders(config, safetyOperations, Revocations),
    Revocations,
    ...eventsProviders('safety-hazards', config, log),
    ...policyProviders('safety-hazards'),
    Rulebook,
    Places,
    Photos,
    HazardQueries,
    HazardService,
    ReportService,
    Filed,
    DutyReportService,
    PermitService,
    PermitQueries,
    { provide: PHOTO_STORE, useFactory: () => new DiskPhotoStore(join(config.STATE_DIR, 'photos')) },
  ],
})
export class AppModule {}

export const service: Service = {
  context: 'safety-hazards',
  title: { zh: '安全隐患', en: 'Safety hazards' },
  operations: safetyOperations,
  schema,
  config,
  module: AppModule,
  prepare: async (app) => {
    acceptPhotos(app);
    app.get(TimerPoll).on('hazard', (timer) => app.get(HazardService).fire(timer));
    app.get(TimerPoll).on('permit', (timer) => app.get(PermitService).fire(timer));
    await connectBus(app);
  },
};
