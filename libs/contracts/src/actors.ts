/**
 * Who acts: the roles of the platform and the claims an access token carries. A person has exactly one role; scope is
 * divisions × own enterprise × own department. The three administrators see configuration, people and audit, never cases.
 */
import { z } from 'zod';
import { DivisionCode } from './place.js';
import { Id, named } from './schema.js';

export const Role = z.enum([
  'operator',
  'inspector',
  'subdistrict-officer',
  'department-officer',
  'enterprise-manager',
  'registrar',
  'auditor',
  'system-admin',
  'security-admin',
  'audit-admin',
  /** A machine: a smoke detector's platform, a camera. It files and sees nothing. */
  'source',
]);
export type Role = z.infer<typeof Role>;

export const caseRoles = [
  'operator',
  'inspector',
  'subdistrict-officer',
  'department-officer',
  'enterprise-manager',
  'registrar',
  'auditor',
] as const satisfies Role[];

/** Bodies that enforce (domain.md §2.4). Which body enforces what is data of the catalogue, overridable per jurisdiction. */
export const Department = z.enum([
  'fire',
  'gas',
  'housing',
  'emergency',
  'police',
  'traffic-police',
  'urban-management',
  'market-regulation',
  'water',
  'greening',
  'meteorology',
]);
export type Department = z.infer<typeof Department>;

/** A person as events and cases remember them: an opaque subject and a masked name. `platform` is a timer or a loader. */
export const Person = named(
  'Person',
  z.object({
    sub: z.string(),
    name: z.string(),
    role: z.enum([...Role.options, 'platform']),
    enterpriseId: Id.optional(),
    department: Department.optional(),
  }),
);
export type Person = z.infer<typeof Person>;

/** Claims of an access token (`typ` at+jwt, `aud` anju) beyond the registered ones. */
export const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(200),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  name: z.string().max(100).optional(),
  role: Role,
  divisions: z.array(DivisionCode).max(200).default([]),
  enterpriseId: Id.optional(),
  department: Department.optional(),
  authzVersion: z.number().int().min(0).default(0),
});
export type Claims = z.infer<typeof Claims>;
