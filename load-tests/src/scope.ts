/**
 * Who may see what, written a second time and from the contract alone (§2, §6). The platform's own code is not imported: an
 * oracle that shares the rule with what it judges agrees with every mistake.
 */
import type { Who } from './tokens.js';

/** What decides who sees a case. */
export interface Filed {
  readonly division: string;
  readonly enterpriseId: string | undefined;
  readonly departments: readonly string[];
}

export const lies = (division: string, within: readonly string[]): boolean => within.some((code) => division.startsWith(code));

export function sees({ role, divisions, department, enterpriseId }: Who, filed: Filed): boolean {
  if (role.endsWith('-admin')) return false;
  if (role === 'enterprise-manager') return enterpriseId !== undefined && enterpriseId === filed.enterpriseId;
  if (!lies(filed.division, divisions)) return false;
  return role !== 'department-officer' || (department !== undefined && filed.departments.includes(department));
}

export function channelsOf({ role, divisions, department, enterpriseId }: Who): string[] {
  const outer = divisions.filter((code) => !divisions.some((other) => other !== code && code.startsWith(other)));
  if (role.endsWith('-admin')) return [];
  if (role === 'enterprise-manager') return enterpriseId ? [`e.${enterpriseId}`] : [];
  return outer.map((code) => (role === 'department-officer' ? `p.${department}.${code}` : `d.${code}`));
}
