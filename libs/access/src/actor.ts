/**
 * Who is acting, as read from a verified token: one role and a scope of divisions × own enterprise × own department.
 * Timers and loaders act too and are called `platform`. Events and cases remember a `Person`, whose name is masked before
 * it leaves here, so that no log, event or department ever holds more than the family name.
 */
import type { Claims, Department, Person, Role } from '@anju/contracts/actors';
import { outermost } from '@anju/contracts/place';

export interface Actor {
  readonly iss: string;
  readonly sub: string;
  /** As the identity provider gives it, unmasked; leaves this process only through `personOf`. */
  readonly name: string;
  readonly role: Role | 'platform';
  /** Outermost codes only. */
  readonly divisions: readonly string[];
  readonly enterpriseId?: string | undefined;
  readonly department?: Department | undefined;
  readonly authzVersion: number;
  readonly device?: string | undefined;
}

export const administrators: readonly string[] = ['system-admin', 'security-admin', 'audit-admin'] satisfies Role[];
export const isAdministrator = (actor: Pick<Actor, 'role'>): boolean => administrators.includes(actor.role);

/** 张三 becomes 张*, Zhang San becomes Z*. */
export const maskedName = (name: string): string => `${[...name.trim()][0] ?? ''}*`;

export const actorOf = (claims: Claims): Actor => ({
  iss: claims.iss,
  sub: claims.sub,
  name: claims.name ?? '',
  role: claims.role,
  divisions: outermost(claims.divisions),
  enterpriseId: claims.enterpriseId,
  department: claims.department,
  authzVersion: claims.authzVersion,
});

export const personOf = (actor: Actor): Person => ({
  sub: actor.sub,
  name: actor.role === 'platform' ? actor.name : maskedName(actor.name),
  role: actor.role,
  ...(actor.enterpriseId && { enterpriseId: actor.enterpriseId }),
  ...(actor.department && { department: actor.department }),
});

/** The actor of a timer or a loader, for example `platform('hazard-timers', ['310115'])`. */
export const platform = (name: string, divisions: readonly string[]): Actor => ({
  iss: 'anju',
  sub: `platform:${name}`,
  name,
  role: 'platform',
  divisions: outermost(divisions),
  authzVersion: 0,
});
