/**
 * Everybody who acts in the histories: several people for every role in two cities with deadlines of their own and above
 * them, so that "another inspector", "the other department" and "not yours" are all somebody.
 */
import type { Who } from '@anju/testing/realm';
import { Department, type Role } from '@anju/contracts/actors';

/** Where compounds lie: communities, townships, a county, and a city above every county, where the default rules decide. */
export const places = [
  '310115005001',
  '310115005002',
  '310115005003',
  '310115005',
  '310115016001',
  '310115016',
  '310115',
  '3101',
  '510603100001',
  '510603100',
] as const;
const townships = ['310115005', '310115016', '510603'];
export const provinces = ['31', '51'];

const numbered = (count: number, who: (n: number) => Who): Who[] => Array.from({ length: count }, (_, index) => who(index + 1));

export const officials: readonly Who[] = [
  ...['31', '310115', '510603'].map((code): Who => ({ sub: `operator-${code}`, role: 'operator', divisions: [code] })),
  ...['310115005', '310115016'].map((code): Who => ({ sub: `operator-${code}`, role: 'operator', divisions: [code] })),
  ...[...townships, '31'].flatMap((code) => numbered(4, (n) => ({ sub: `inspector-${code}-${n}`, role: 'inspector', divisions: [code] }))),
  ...[...townships, '31'].flatMap((code) =>
    numbered(2, (n) => ({ sub: `officer-${code}-${n}`, role: 'subdistrict-officer', divisions: [code] })),
  ),
  ...provinces.flatMap((code) =>
    Department.options.map((department): Who => ({
      sub: `${department}-${code}`,
      role: 'department-officer',
      divisions: [code],
      department,
    })),
  ),
  { sub: 'fire-310115005', role: 'department-officer', divisions: ['310115005'], department: 'fire' },
  ...numbered(2, (n) => ({ sub: `registrar-${n}`, role: 'registrar', divisions: provinces })),
  { sub: 'registrar-310115016', role: 'registrar', divisions: ['310115016'] },
  ...numbered(2, (n) => ({ sub: `source-${n}`, role: 'source', divisions: provinces })),
  { sub: 'auditor', role: 'auditor', divisions: provinces },
  { sub: 'system-admin', role: 'system-admin', divisions: provinces },
  { sub: 'security-admin', role: 'security-admin', divisions: provinces },
];
export const managersOf = (enterpriseId: string): Who[] =>
  numbered(2, (n) => ({ sub: `manager-${n}-${enterpriseId}`, role: 'enterprise-manager', divisions: [], enterpriseId }));

export const covers = ({ divisions = [] }: Who, division: string): boolean => divisions.some((code) => division.startsWith(code));
export const ofRole = (role: Role, division?: string): Who[] =>
  officials.filter((who) => who.role === role && (division === undefined || covers(who, division)));
