/**
 * Administrative divisions: the official code cut by level (GB/T 2260 and GB/T 10114), never by stripping zeros, because
 * 441900 and 510603100 are whole codes. A code is a path: whoever is responsible for 3101 is responsible for every code
 * that begins with it.
 */
import { z } from 'zod';

const lengths = [2, 4, 6, 9, 12] as const;
export const DivisionLevel = z.enum(['province', 'prefecture', 'county', 'township', 'community']);
export type DivisionLevel = z.infer<typeof DivisionLevel>;

/** 2, 4, 6, 9 or 12 digits. */
export const DivisionCode = z.string().regex(/^[1-9](\d|\d{3}|\d{5}|\d{8}|\d{11})$/);
export type DivisionCode = z.infer<typeof DivisionCode>;

export const levelOf = (code: string): DivisionLevel | undefined =>
  DivisionLevel.options[lengths.indexOf(code.length as (typeof lengths)[number])];
/** The code itself and every level above it, from the province down. */
export const levels = (code: string): string[] => lengths.filter((length) => length <= code.length).map((length) => code.slice(0, length));
export const isWithin = (code: string, scope: string): boolean => code.startsWith(scope);
export const isWithinAny = (code: string, scopes: readonly string[]): boolean => scopes.some((scope) => isWithin(code, scope));
/** The code at a level, undefined where the place ends above it. */
export const at = (code: string, level: DivisionLevel): string | undefined => {
  const length = lengths[DivisionLevel.options.indexOf(level)]!;
  return code.length >= length ? code.slice(0, length) : undefined;
};
/** A division inside another own division adds nothing; dropping it keeps an event from reaching its reader twice. */
export const outermost = (codes: readonly string[]): string[] =>
  [...new Set(codes)].filter((code) => !codes.some((other) => other !== code && isWithin(code, other)));
