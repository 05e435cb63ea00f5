/**
 * The people of the demonstration, one or more per role, in Pudong (310115) and Jingyang (510603). Who they are is the same
 * in every state folder, so that tokens, histories and tours can name them; their passwords are made for each folder.
 * The names are invented. Firms of the two managers are the two that every demo city contains.
 */
import { exampleIds } from '@anju/contracts/examples';
import type { Department, Role } from '@anju/contracts/actors';
import { readJson, writeJson } from '@anju/embedded/files';
import { createHash, randomInt } from 'node:crypto';

export interface Persona {
  login: string;
  password: string;
  role: Role;
  name: string;
  divisions: string[];
  department?: Department;
  enterpriseId?: string;
  /** The same in every demo realm. */
  sub: string;
  /** Raised when the person's rights change; tokens with a lower one are refused. */
  authzVersion: number;
}

/** Firms of the two enterprise managers, both with compounds in 310115005. */
export const demoEnterpriseIds = [exampleIds.enterprise, exampleIds.rival] as const;

type Sketch = [login: string, role: Role, name: string, division: string, more?: Pick<Persona, 'department' | 'enterpriseId'>];
const sketches: Sketch[] = [
  ['operator', 'operator', '周岚', '310115'],
  ['operator-005', 'operator', '沈一鸣', '310115005'],
  ['operator-016', 'operator', '陆嘉', '310115016'],
  ['officer-005', 'subdistrict-officer', '顾明华', '310115005'],
  ['officer-016', 'subdistrict-officer', '徐静', '310115016'],
  ['inspector-1', 'inspector', '王志强', '310115005'],
  ['inspector-2', 'inspector', '李晓燕', '310115005'],
  ['inspector-3', 'inspector', '陈建国', '310115005'],
  ['inspector-016', 'inspector', '吴敏', '310115016'],
  ['fire', 'department-officer', '赵刚', '310115', { department: 'fire' }],
  ['gas', 'department-officer', '钱立', '310115', { department: 'gas' }],
  ['housing', 'department-officer', '孙雯', '310115', { department: 'housing' }],
  ['emergency', 'department-officer', '郑凯', '310115', { department: 'emergency' }],
  ['fire-005', 'department-officer', '冯涛', '310115005', { department: 'fire' }],
  ['manager-1', 'enterprise-manager', '何丽娟', '310115005', { enterpriseId: demoEnterpriseIds[0] }],
  ['manager-2', 'enterprise-manager', '许文斌', '310115005', { enterpriseId: demoEnterpriseIds[1] }],
  ['registrar', 'registrar', '蒋雪', '310115'],
  ['auditor', 'auditor', '韩松', '310115'],
  ['system-admin', 'system-admin', '唐宁', '310115'],
  ['security-admin', 'security-admin', '曹珊', '310115'],
  ['audit-admin', 'audit-admin', '袁青', '310115'],
  ['operator-jingyang', 'operator', '罗丹', '510603'],
  ['inspector-jingyang', 'inspector', '谢军', '510603'],
];

// No letters that look alike: these are read from a terminal and typed on a phone.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const password = (): string => Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
const subOf = (login: string): string => `demo-${createHash('sha256').update(login).digest('hex').slice(0, 20)}`;

/** Everyone, without passwords: the same people in every state folder. */
export const personas = (): Omit<Persona, 'password'>[] =>
  sketches.map(([login, role, name, division, more]) => ({
    login,
    role,
    name,
    divisions: [division],
    ...more,
    sub: subOf(login),
    authzVersion: 0,
  }));

/** The personas of a state folder with their passwords; new ones of a later release join those already there. */
export function keptPersonas(file: string): Persona[] {
  const kept = new Map((readJson<Persona[]>(file) ?? []).map((persona) => [persona.login, persona]));
  const people = personas().map((persona) => ({
    ...persona,
    password: kept.get(persona.login)?.password ?? password(),
    authzVersion: kept.get(persona.login)?.authzVersion ?? persona.authzVersion,
  }));
  writeJson(file, people);
  return people;
}
