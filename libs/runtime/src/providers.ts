/** What every service injects: who may do what, the business clock, the wake of the relay, and the one way to say no. */
import { AUTHZ_VERSIONS, OPERATIONS, OperationGuard, TOKEN_VERIFIER, type AuthzVersions } from '@anju/access/guard';
import { Successions } from '@anju/access/successions';
import { tokenVerifier } from '@anju/access/token';
import { problem } from '@anju/contracts/problems';
import type { Operations } from '@anju/contracts/operations';
import { Clock, durationMs } from '@anju/events/clock';
import { Wake } from '@anju/events/wake';
import { StandardSchemaSerializerInterceptor, StandardSchemaValidationPipe, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, Reflector } from '@nestjs/core';
import type { ServiceConfig } from './config.js';
import { EtagInterceptor } from './http.js';
import { ProblemFilter } from './problems.js';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  readonly code?: string;
}
/** A pointer into the body (RFC 6901) for each thing that is wrong. */
const contentInvalid = (issues: readonly Issue[]) =>
  problem('content-invalid', {
    errors: issues.slice(0, 50).map(({ path = [], message, code }) => ({
      pointer: path
        .map(
          (part) =>
            `/${String(typeof part === 'object' ? part.key : part)
              .replaceAll('~', '~0')
              .replaceAll('/', '~1')}`,
        )
        .join(''),
      code: code ?? 'invalid',
      message,
    })),
  });

export const platformProviders = (
  config: ServiceConfig,
  operations: Operations,
  versions?: new (...args: never[]) => AuthzVersions,
): Provider[] => [
  { provide: OPERATIONS, useValue: operations },
  {
    provide: TOKEN_VERIFIER,
    useValue: tokenVerifier({
      issuer: config.OIDC_ISSUER,
      jwks: config.OIDC_JWKS_FILE ? { file: config.OIDC_JWKS_FILE } : { url: config.OIDC_JWKS_URL ?? `${config.OIDC_ISSUER}/jwks` },
    }),
  },
  { provide: Clock, useValue: new Clock(durationMs(config.CLOCK_OFFSET)) },
  { provide: Wake, useValue: new Wake() },
  ...(versions ? [{ provide: AUTHZ_VERSIONS, useExisting: versions }] : []),
  Successions,
  { provide: APP_GUARD, useClass: OperationGuard },
  { provide: APP_FILTER, useClass: ProblemFilter },
  { provide: APP_PIPE, useValue: new StandardSchemaValidationPipe({ exceptionFactory: (issues) => contentInvalid(issues as Issue[]) }) },
  { provide: APP_INTERCEPTOR, useClass: EtagInterceptor },
  {
    provide: APP_INTERCEPTOR,
    useFactory: (reflector: Reflector) => new StandardSchemaSerializerInterceptor(reflector),
    inject: [Reflector],
  },
];
