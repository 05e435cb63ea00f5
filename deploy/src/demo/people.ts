/**
 * Who acts in the history: the personas where they are on duty, and invented colleagues everywhere else, so that a major
 * hazard finds its second inspector in every township. Everyone has the scope that the role would have in the realm; the
 * same rules refuse them what they may not do.
 */
import type { Actor } from '@anju/access/actor';
import type { Department, Role } from '@anju/contracts/actors';
import { exampleIds } from '@anju/contracts/examples';
import { at, isWithin } from '@anju/contracts/place';
import { personas } from '../personas.js';
import { personName } from './names.js';
import type { Prng } from './prng.js';

type Own = { department?: Department; enterpriseId?: string };
const colleague = (prng: Prng, sub: string, role: Role, division: string, own: Own = {}): Actor => ({
  iss: 'anju-demo',
  sub: `demo-${sub}`,
  name: personName(prng.fork(sub)),
  role,
  divisions: [division],
  authzVersion: 0,
  ...own,
});

export class People {
  private readonly actors: Actor[];
  private readonly made = new Map<string, Actor>();

  constructor(private readonly prng: Prng) {
    this.actors = personas().map(({ sub, name, role, divisions, department, enterpriseId }) => ({
      iss: 'anju-demo',
      sub,
      name,
      role,
      divisions,
      authzVersion: 0,
      ...(department && { department }),
      ...(enterpriseId && { enterpriseId }),
    }));
  }

  officer = (division: string): Actor => this.of('subdistrict-officer', township(division));
  /** Those of the township; three at least. */
  inspectors(division: string): Actor[] {
    const own = this.actors.filter(({ role, divisions }) => role === 'inspector' && divisions.includes(township(division)));
    const more = Array.from({ length: Math.max(0, 3 - own.length) }, (_, i) =>
      this.colleague('inspector', township(division), `-${i + 1}`),
    );
    return [...own, ...more];
  }
  operator = (division: string): Actor => this.of('operator', township(division));
  countyOperator = (division: string): Actor => this.of('operator', county(division));
  registrar = (division: string): Actor => this.of('registrar', county(division));
  department = (division: string, department: Department): Actor =>
    this.actors.find((one) => one.department === department && one.divisions.some((own) => own.length === 6 && isWithin(division, own))) ??
    this.colleague('department-officer', county(division), `-${department}`, { department });
  manager = (enterpriseId: string, division: string): Actor =>
    this.actors.find((one) => one.role === 'enterprise-manager' && one.enterpriseId === enterpriseId) ??
    this.colleague('enterprise-manager', county(division), `-${enterpriseId}`, { enterpriseId });

  private of(role: Role, division: string): Actor {
    return this.actors.find((one) => one.role === role && one.divisions.includes(division)) ?? this.colleague(role, division, '');
  }
  private colleague(role: Role, division: string, suffix: string, own: Own = {}): Actor {
    const sub = `${role}-${division}${suffix}`;
    const known = this.made.get(sub);
    if (known) return known;
    const actor = colleague(this.prng, sub, role, division, own);
    this.made.set(sub, actor);
    return actor;
  }
}

export const isDemoFirm = (id: string): boolean => id === exampleIds.enterprise || id === exampleIds.rival;
const township = (division: string): string => at(division, 'township') ?? division;
const county = (division: string): string => at(division, 'county') ?? division;
