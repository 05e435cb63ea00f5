/**
 * An operation is what a caller may ask of a context: who may, from which state to which, what can go wrong, and an
 * example that works. A controller method bears the operation's name; a route without a declared operation fails at boot.
 * The state tables that tests, READMEs and the console print are these declarations.
 */
import type { z } from 'zod';
import type { Role } from './actors.js';
import type { ProblemCode } from './problems.js';
import type { Words } from './schema.js';

export interface Operation {
  /** `everyone`: whoever is signed in. `public`: without signing in. */
  readonly roles: readonly Role[] | 'everyone' | 'public';
  readonly kind: 'create' | 'change' | 'read';
  readonly summary: Words;
  /** Problems of its own, beside those that any operation may answer. */
  readonly problems?: readonly ProblemCode[];
  /** States in which it is possible. */
  readonly from?: readonly string[];
  /** The state it leads to; `same` where it adds a fact. */
  readonly to?: readonly string[];
  /** Types of the events it may record. */
  readonly events?: readonly string[];
  /** A body (create, change) or the query parameters (read) that the demo city accepts. */
  readonly example?: unknown;
}
export type Operations = Readonly<Record<string, Operation>>;

/** Types an example against its schema without widening the table. */
export const exampleOf = <S extends z.ZodType>(_schema: S, example: z.input<S>): z.input<S> => example;

/** Operations possible from a state, for the `possible` member of 409 and for the buttons of the console. */
export const possibleFrom = (operations: Operations, state: string, role?: Role): string[] =>
  Object.entries(operations)
    .filter(([, { from, roles }]) => from?.includes(state) && (role === undefined || (Array.isArray(roles) && roles.includes(role))))
    .map(([name]) => name);
