/**
 * The simulated people. Each is named 模拟…, has a `simulated-` subject and no account to sign in with, so that a screen,
 * an event and an auditor can tell what they did from what a person did; their tokens are made like those of `anju token`.
 */
import type { Department, Role } from '@anju/contracts/actors';
import { at } from '@anju/contracts/place';
import type { Persona } from '../personas.js';
import { signToken } from '../realm.js';

export type Simulated = Omit<Persona, 'password'>;
const words: Partial<Record<Role, string>> = {
  inspector: '模拟巡查员',
  operator: '模拟值守员',
  'subdistrict-officer': '模拟街镇专员',
  'department-officer': '模拟部门专员',
  'enterprise-manager': '模拟项目经理',
};
export const isSimulated = ({ sub }: { sub: string }): boolean => sub.startsWith('simulated-');

const ttlS = 3_600;

export class Crew {
  private readonly people = new Map<string, Simulated>();
  private readonly tokens = new Map<string, { token: string; untilMs: number }>();

  constructor(
    private readonly stateDir: string,
    private readonly publicUrl: string,
  ) {}

  inspectors = (division: string): Simulated[] => [1, 2, 3].map((number) => this.person('inspector', township(division), String(number)));
  officer = (division: string): Simulated => this.person('subdistrict-officer', township(division));
  operator = (division: string): Simulated => this.person('operator', county(division));
  department = (division: string, department: Department): Simulated =>
    this.person('department-officer', county(division), department, { department });
  manager = (enterpriseId: string, division: string): Simulated =>
    this.person('enterprise-manager', county(division), enterpriseId, { enterpriseId });

  async tokenOf(person: Simulated): Promise<string> {
    const known = this.tokens.get(person.sub);
    if (known && known.untilMs > Date.now()) return known.token;
    const token = await signToken(this.stateDir, this.publicUrl, { ...person, password: '' }, ttlS);
    this.tokens.set(person.sub, { token, untilMs: Date.now() + (ttlS - 300) * 1_000 });
    if (this.tokens.size > 2_000) this.tokens.delete(this.tokens.keys().next().value!);
    return token;
  }
  forget = ({ sub }: Simulated): void => void this.tokens.delete(sub);

  private person(role: Role, division: string, which = '', own: Pick<Simulated, 'department' | 'enterpriseId'> = {}): Simulated {
    const login = ['simulated', role, division, which].filter(Boolean).join('-');
    const known = this.people.get(login);
    if (known) return known;
    const person: Simulated = { login, sub: login, role, name: words[role]!, divisions: [division], authzVersion: 0, ...own };
    this.people.set(login, person);
    return person;
  }
}
const township = (division: string): string => at(division, 'township') ?? division;
const county = (division: string): string => at(division, 'county') ?? division;
