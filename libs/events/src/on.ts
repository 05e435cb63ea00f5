/**
 * How a consumer hears an event: `@On(CompoundRegistered)` on a method that takes the CloudEvent. The payload is checked
 * against the declaration before the method is called, and what the method throws arrives at the server as it was thrown:
 * Nest would answer "internal server error" and the cause of a parked event would be lost.
 */
import type { EventDeclaration } from '@anju/contracts/event';
import { Catch, UseFilters, applyDecorators, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError } from 'rxjs';

@Catch()
class Cause implements RpcExceptionFilter {
  catch(cause: unknown) {
    return throwError(() => cause);
  }
}

export const patternOf = ({ context, token }: Pick<EventDeclaration, 'context' | 'token'>): string => `ev.${context}.${token}.>`;

export const On = (declaration: EventDeclaration): MethodDecorator =>
  applyDecorators(EventPattern(patternOf(declaration), { declaration }) as MethodDecorator, UseFilters(new Cause()));
