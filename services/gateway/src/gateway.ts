/**
 * Puts the front door together: cookies, limits and proxy, the sign-in, the console last because it answers for every
 * address that nobody else claims. The parsers of bodies are off, for what comes in here is only passed on.
 */
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import { nestLog } from '@anju/runtime/log';
import { addressErrorsBy } from '@anju/runtime/problems';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import { CallerService } from './caller.service.js';
import { CONFIG, type GatewayConfig } from './config.js';
import { registerConsole } from './console.js';
import { registerFront } from './front.js';
import { GatewayProblemFilter } from './problem.filter.js';
import { SessionCookies } from './session-cookies.js';

const contracts = dirname(createRequire(import.meta.url).resolve('@anju/contracts/problems'));

export async function gateway(config: GatewayConfig): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: (_address, hop) => hop < config.TRUSTED_HOPS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: addressErrorsBy(new GatewayProblemFilter()),
  });
  const module = { module: AppModule, global: true, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLog,
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    payload.on('end', () => done(null));
  });
  await fastify.register(fastifyCookie);
  await registerFront(fastify, {
    config,
    callers: app.get(CallerService),
    cookies: app.get(SessionCookies),
    filter: app.get(GatewayProblemFilter),
  });
  await registerConsole(fastify, config.CONSOLE_DIR, join(contracts, '..', 'asyncapi.json'));
  return app;
}
