/**
 * The few words in which controllers speak: what a method answers (`@Returns`) and what a request brings beside its body
 * (`@Asking`). The content hash is taken of the body as it was received, before defaults and transforms, so that the same
 * bytes meaning the same filing stay the same filing when a schema gains a default.
 */
import type { Actor } from '@anju/access/actor';
import type { Asked, IfMatch } from '@anju/events/change';
import { problem } from '@anju/contracts/problems';
import { Sha256 } from '@anju/contracts/schema';
import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  Injectable,
  SerializeOptions,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';

/** Status and shape of what a method answers; what the shape does not name does not leave. */
export const Returns = (status: number, schema: z.ZodType) =>
  applyDecorators(
    HttpCode(status),
    SerializeOptions({ schema: schema as never }),
    ApiResponse({ status, description: 'OK', standardSchema: schema as never }),
  );

export interface Incoming {
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  ip: string;
  actor?: Actor;
}

const ifMatchOf = (header: string | undefined): IfMatch => {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  // What is no version fits none: stale where a version counts, and of no matter where it does not.
  return version ? Number(version) : -1;
};

export const contentHashOf = (actor: Pick<Actor, 'iss' | 'sub'>, body: unknown): string =>
  createHash('sha256')
    .update(canonical([actor.iss, actor.sub, body ?? null]))
    .digest('hex');

/** RFC 8785 knows no text with half a surrogate pair, and neither does the database. */
function canonical(value: unknown): string {
  try {
    return canonicalize(value)!;
  } catch {
    throw problem('content-invalid', { errors: [{ pointer: '', code: 'not-unicode', message: 'holds half a surrogate pair' }] });
  }
}

/** `@Asking() asked: Asked`: who asks, for which version, with which content. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
  const { actor: by, headers, body } = context.switchToHttp().getRequest<Incoming>();
  if (!by) throw problem('token-missing');
  const contentHash = contentHashOf(by, body);
  return {
    by,
    ifMatch: ifMatchOf(headers['if-match'] as string | undefined),
    contentHash,
    traceparent: headers['traceparent'] as string | undefined,
  };
});

/** The body as it was received, before defaults and transforms. */
export const Received = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Incoming>().body);

/** Whatever has a version carries it as a strong ETag. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const reply = context.switchToHttp().getResponse<{ header(name: string, value: string): void }>();
    return next.handle().pipe(
      map((body: unknown) => {
        const version = (body as { version?: unknown } | null | undefined)?.version;
        if (typeof version === 'number') reply.header('etag', `"${version}"`);
        return body;
      }),
    );
  }
}

const param = (schema: z.ZodType<string>): PipeTransform<string, string> => ({
  transform: (value) => {
    if (!schema.safeParse(value).success) throw problem('not-found');
    return value;
  },
});
/** What is not even an id cannot be found. */
export const IdParam = param(z.uuid());
export const Sha256Param = param(Sha256);
