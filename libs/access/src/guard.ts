/**
 * Stands before every HTTP operation: no token 401, wrong role 403, and only then anybody looks at the request. What an
 * operation allows is read from the context's table of operations by the name of the handler method, so the table that
 * people read is the table that decides. A route that no table names is a mistake and keeps the service from starting.
 */
import type { Operations } from '@anju/contracts/operations';
import { problem } from '@anju/contracts/problems';
import {
  createParamDecorator,
  Inject,
  Injectable,
  Optional,
  type CanActivate,
  type ExecutionContext,
  type INestApplicationContext,
} from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Actor } from './actor.js';
import { Successions } from './successions.js';
import { bearerOf, type TokenVerifier } from './token.js';

/** DI tokens: the context's operations, what checks tokens, and (optional) the people's present authz versions. */
export const OPERATIONS = Symbol('OPERATIONS');
export const TOKEN_VERIFIER = Symbol('TOKEN_VERIFIER');
export const AUTHZ_VERSIONS = Symbol('AUTHZ_VERSIONS');

export interface AuthzVersions {
  isCurrent(actor: Actor): boolean;
}

/** Handlers that are no operations of a context. */
export const exemptHandlers: ReadonlySet<string> = new Set(['healthz', 'readyz', 'openapi']);

interface Request {
  headers: Record<string, string | string[] | undefined>;
  actor?: Actor;
}

@Injectable()
export class OperationGuard implements CanActivate {
  constructor(
    @Inject(OPERATIONS) private readonly operations: Operations,
    @Inject(TOKEN_VERIFIER) private readonly tokens: TokenVerifier,
    @Optional() @Inject(AUTHZ_VERSIONS) private readonly versions?: AuthzVersions,
    @Optional() private readonly successions?: Successions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const handler = context.getHandler().name;
    if (exemptHandlers.has(handler)) return true;
    const roles = Object.hasOwn(this.operations, handler) ? this.operations[handler]!.roles : [];
    if (roles === 'public') return true;

    const request = context.switchToHttp().getRequest<Request>();
    const actor = await this.tokens.verify(bearerOf(request.headers['authorization'] as string | undefined));
    if (this.versions?.isCurrent(actor) === false) throw problem('access-revoked');
    if (roles !== 'everyone' && !(roles as readonly string[]).includes(actor.role)) throw problem('role-not-permitted');
    const divisions = this.successions?.reach(actor.divisions) ?? actor.divisions;
    const device = request.headers['anju-device'];
    request.actor = { ...actor, divisions, ...(typeof device === 'string' && /^[\w.:-]{1,64}$/.test(device) && { device }) };
    return true;
  }
}

/** Who calls, in a controller method: `@By() by: Actor`. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<Request>();
  if (!actor) throw problem('token-missing');
  return actor;
});

/** Throws at boot, naming every HTTP route whose handler no operation declares. */
export function assertEveryRouteDeclared(app: INestApplicationContext): void {
  const operations = app.get<Operations>(OPERATIONS, { strict: false });
  const undeclared: string[] = [];
  const scanner = new MetadataScanner();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const prototype = (metatype as { prototype?: Record<string, unknown> } | null)?.prototype;
      for (const name of prototype ? scanner.getAllMethodNames(prototype) : []) {
        if (Reflect.getMetadata('path', prototype![name] as object) === undefined) continue;
        if (!exemptHandlers.has(name) && !Object.hasOwn(operations, name)) undeclared.push(`${metatype!.name}.${name}`);
      }
    }
  }
  if (undeclared.length) throw new Error(`routes without a declared operation: ${undeclared.join(', ')}`);
}
