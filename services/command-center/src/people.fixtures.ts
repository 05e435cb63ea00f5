/** Readers of every kind of scope. */
import type { Who } from '@anju/testing/realm';
import { firms } from './story.fixtures.js';

export const operator: Who = { sub: 'op-county', role: 'operator', divisions: ['310115'] };
export const subdistrict: Who = { sub: 'op-005', role: 'operator', divisions: ['310115005'] };
export const twoPlaces: Who = { sub: 'so-two', role: 'subdistrict-officer', divisions: ['310115005', '310115016'] };
export const fire: Who = { sub: 'fire', role: 'department-officer', department: 'fire', divisions: ['310115'] };
export const gas: Who = { sub: 'gas', role: 'department-officer', department: 'gas', divisions: ['310115005'] };
export const firmA: Who = { sub: 'm-a', role: 'enterprise-manager', enterpriseId: firms[0] };
export const firmB: Who = { sub: 'm-b', role: 'enterprise-manager', enterpriseId: firms[1] };
export const elsewhere: Who = { sub: 'op-510603', role: 'operator', divisions: ['510603'] };
export const administrator: Who = { sub: 'sec', role: 'security-admin', divisions: ['310115'] };
export const auditor: Who = { sub: 'aud', role: 'auditor', divisions: ['310115'] };
export const readers = { operator, subdistrict, twoPlaces, fire, gas, firmA, firmB, elsewhere, auditor } as const;
