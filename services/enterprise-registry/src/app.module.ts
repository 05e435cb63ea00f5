/** The one list of what this service is made of. */
import { Revocations } from '@anju/access/revocations';
import { registryOperations } from '@anju/contracts/registry-operations';
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
import { AccessConsumer } from './access.consumer.js';
import { AccessController } from './access.controller.js';
import { AccessVersionRow } from './access.entity.js';
import { AccessService } from './access.service.js';
import { CompoundController } from './compound.controller.js';
import { CompoundRow } from './compound.entity.js';
import { CompoundQueries } from './compound.queries.js';
import { CompoundService } from './compound.service.js';
import { config } from './config.js';
import { ContractController } from './contract.controller.js';
import { ContractRow } from './contract.entity.js';
import { ContractQueries } from './contract.queries.js';
import { ContractService } from './contract.service.js';
import { DivisionController } from './division.controller.js';
import { Divisions } from './division.service.js';
import { EnterpriseController } from './enterprise.controller.js';
import { EnterpriseRow } from './enterprise.entity.js';
import { EnterpriseQueries } from './enterprise.queries.js';
import { EnterpriseService } from './enterprise.service.js';
import { Filed } from './filed.service.js';
import { GapController } from './gap.controller.js';
import { GapRow } from './gap.entity.js';
import { GapQueries } from './gap.queries.js';
import { Ledger } from './gap.service.js';
import { HolidayService } from './holiday.service.js';
import { ImportConsumer } from './import.consumer.js';
import { ImportController } from './import.controller.js';
import { Registry20261124 } from './migrations/2026-11-24-registry.js';
import { Reader } from './reader.service.js';
import { Rulebook } from './rulebook.service.js';
import { SearchController } from './search.controller.js';
import { SearchQueries } from './search.queries.js';

export const schema: Schema = {
  names: namesOf('enterprise-registry'),
  entities: [EnterpriseRow, CompoundRow, ContractRow, GapRow, AccessVersionRow, ...policyEntities],
  migrations: [{ name: '2026-11-24-registry', class: Registry20261124 }],
};

@Module({
  imports: [MikroOrmModule.forRoot({ ...database(config, schema), registerRequestContext: false })],
  controllers: [
    EnterpriseController,
    CompoundController,
    ContractController,
    GapController,
    DivisionController,
    SearchController,
    PolicyController,
    AccessController,
    AccessConsumer,
    ImportController,
    ImportConsumer,
    HealthController,
  ],
  providers: [
    ...platformProviders(config, registryOperations, Revocations),
    ...eventsProviders('enterprise-registry', config, log),
    Revocations,
    ...policyProviders('enterprise-registry'),
    Rulebook,
    Divisions,
    Reader,
    Filed,
    EnterpriseQueries,
    EnterpriseService,
    CompoundQueries,
    CompoundService,
    ContractQueries,
    ContractService,
    Ledger,
    GapQueries,
    SearchQueries,
    AccessService,
    HolidayService,
  ],
})
export class AppModule {}

export const service: Service = {
  context: 'enterprise-registry',
  title: { zh: '企业与小区登记', en: 'Enterprise registry' },
  operations: registryOperations,
  schema,
  config,
  module: AppModule,
  prepare: async (app) => {
    app.get(TimerPoll).on('compound', (timer) => app.get(Ledger).fire(timer));
    await connectBus(app);
  },
};
