/**
 * The same start for every service: migrate, listen, say so, and on a signal stop taking requests before the parts are
 * taken away from under them. `--openapi` prints the document instead and touches neither database nor bus.
 */
import { assertEveryRouteDeclared, exemptHandlers } from '@anju/access/guard';
import type { Context } from '@anju/contracts/event';
import type { Operations } from '@anju/contracts/operations';
import { Clock, durationMs } from '@anju/events/clock';
import { RequestMethod, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import 'reflect-metadata';
import { isPrinting, type ServiceConfig } from './config.js';
import { migrate, type Schema } from './database.js';
import { log, nestLog } from './log.js';
import { allowMethods } from './methods.js';
import { openApi } from './openapi.js';
import { addressErrorsBy, ProblemFilter } from './problems.js';

export interface Service {
  readonly context: Context;
  readonly title: { zh: string; en: string };
  readonly operations: Operations;
  readonly schema: Schema;
  readonly config: ServiceConfig;
  readonly module: Type;
  /** Called before it listens: bus strategies, body parsers. */
  readonly prepare?: (app: NestFastifyApplication) => Promise<void> | void;
}

const bodyLimit = 1_048_576;

async function start(service: Service): Promise<{ app: NestFastifyApplication; document: unknown }> {
  const { config, context } = service;
  if (!isPrinting()) await migrate(config, service.schema, new Clock(durationMs(config.CLOCK_OFFSET)).now());
  const adapter = new FastifyAdapter({
    bodyLimit,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    trustProxy: 'loopback',
    frameworkErrors: addressErrorsBy(new ProblemFilter()),
  } as never);
  const app = await NestFactory.create<NestFastifyApplication>(service.module, adapter, { logger: nestLog, abortOnError: false });
  allowMethods(app);
  app.setGlobalPrefix(`api/${context}/v1`, {
    exclude: [...exemptHandlers].filter((name) => name !== 'openapi').map((path) => ({ path, method: RequestMethod.GET })),
  });
  assertEveryRouteDeclared(app);
  const document = openApi(app, service);
  app
    .getHttpAdapter()
    .get(`/api/${context}/v1/openapi.json`, (_request: unknown, reply: { send(body: unknown): void }) => reply.send(document));
  if (!isPrinting()) await service.prepare?.(app);
  return { app, document };
}

export async function serve(service: Service): Promise<void> {
  process.title = `anju ${service.context}`;
  const { app, document } = await start(service);
  if (isPrinting()) {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`, () => process.exit(0));
    return;
  }
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  await app.listen(service.config.PORT, service.config.HOST);
  log.info({ url: await app.getUrl() }, `${service.context} listens`);
}
