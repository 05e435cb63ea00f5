/**
 * A city for specs that use the service as people do: the real registry beside it, two compounds of one subdistrict under two
 * firms, and one person or more for every role. What is registered reaches the service as events, so `start` waits for it.
 */
import { aCity, type City } from '@anju/testing/city';
import { eventually, send, type Answer } from '@anju/testing/client';
import type { Who } from '@anju/testing/realm';
import { v7 } from 'uuid';

const people = {
  operator: { sub: 'o1', role: 'operator', divisions: ['310115'] },
  elsewhere: { sub: 'o2', role: 'operator', divisions: ['310115016'] },
  inspector: { sub: 'i1', role: 'inspector', divisions: ['310115005'] },
  second: { sub: 'i2', role: 'inspector', divisions: ['310115005'] },
  third: { sub: 'i3', role: 'inspector', divisions: ['310115005'] },
  officer: { sub: 's1', role: 'subdistrict-officer', divisions: ['310115005'] },
  registrar: { sub: 'r1', role: 'registrar', divisions: ['310115'] },
  auditor: { sub: 'a1', role: 'auditor', divisions: ['310115'] },
  fire: { sub: 'd1', role: 'department-officer', divisions: ['310115'], department: 'fire' },
  gas: { sub: 'd2', role: 'department-officer', divisions: ['310115'], department: 'gas' },
  'system-admin': { sub: 'x1', role: 'system-admin', divisions: ['310115'] },
  'security-admin': { sub: 'x2', role: 'security-admin', divisions: ['310115'] },
  'audit-admin': { sub: 'x3', role: 'audit-admin', divisions: ['310115'] },
  source: { sub: 'm-fire', role: 'source', divisions: ['310115'] },
} satisfies Record<string, Who>;
export type Name = keyof typeof people | 'manager' | 'rival';

export class HazardCity {
  city!: City;
  readonly place = { own: v7(), other: v7() };
  readonly firm = { own: v7(), other: v7() };
  private readonly tokens = {} as Record<Name, string>;

  readonly hazards = (path = '') => this.service(`hazards${path}`);
  readonly service = (path: string) => `${this.city.services['safety-hazards']!.url}/api/safety-hazards/v1/${path}`;
  readonly registry = (path: string) => `${this.city.services['enterprise-registry']!.url}/api/enterprise-registry/v1/${path}`;
  readonly as = (name: Name, ifMatch?: number | '*') => ({ token: this.tokens[name], ...(ifMatch !== undefined && { ifMatch }) });
  readonly aReport = (over: Record<string, unknown> = {}) => ({
    id: v7(),
    compoundId: this.place.own,
    itemCode: 'F01',
    description: '楼道堆物',
    photos: [],
    foundAt: '2026-11-24T09:00:00+08:00',
    ...over,
  });
  readonly report = (over: Record<string, unknown> = {}, by: Name = 'inspector') =>
    send('POST', this.hazards(), this.aReport(over), this.as(by));
  readonly act = (id: string, action: string, body: unknown, by: Name, version: number | '*') =>
    send('POST', this.hazards(`/${id}/${action}`), body, this.as(by, version));
  readonly ids = ({ body }: Answer): string[] => body.items.map(({ id }: { id: string }) => id);
  readonly list = async (query: string, by: Name): Promise<string[]> =>
    this.ids(await send('GET', `${this.hazards()}?limit=200&${query}`, undefined, this.as(by)));

  async start(env: Record<string, string> = {}): Promise<void> {
    this.city = await aCity({ services: ['enterprise-registry', 'safety-hazards'], env });
    const { firm, place } = this;
    for (const [name, who] of Object.entries(people)) this.tokens[name as Name] = await this.city.token(who);
    this.tokens.manager = await this.city.token({ sub: 'm1', role: 'enterprise-manager', divisions: [], enterpriseId: firm.own });
    this.tokens.rival = await this.city.token({ sub: 'm2', role: 'enterprise-manager', divisions: [], enterpriseId: firm.other });
    const usccs = { own: '91310199MA1DEM015X', other: '91310199MA1DEM023Q' };
    for (const key of ['own', 'other'] as const) {
      const contacts = { manager: '周安', phone: '021-50000000' };
      await this.register('enterprises', { id: firm[key], name: `示例物业${key}`, uscc: usccs[key], division: '310115', contacts });
      const accepted = await send('POST', this.registry(`enterprises/${firm[key]}/accept`), {}, this.as('registrar', 1));
      if (accepted.status !== 200) throw new Error(JSON.stringify(accepted.body));
      const point = { lng: 121.507, lat: 31.236, crs: 'WGS84' };
      const facts = { division: '310115005', point, households: 800, buildings: 10, type: 'commodity' };
      await this.register('compounds', { id: place[key], name: `云栖苑${key}`, ...facts });
      const terms = { startsOn: '2025-01-01', endsOn: '2030-12-31', promisedStar: 3, feePerSqm: 2 };
      await this.register('contracts', { id: v7(), compoundId: place[key], enterpriseId: firm[key], ...terms });
    }
    for (const key of ['other', 'own'] as const)
      await eventually(
        () => this.report({ compoundId: place[key] }),
        ({ status, body }) => status === 201 && body.responsibleEnterpriseId === firm[key],
      );
  }

  async register(what: string, body: unknown): Promise<void> {
    const answer = await send('POST', this.registry(what), body, this.as('registrar'));
    if (answer.status !== 201) throw new Error(`${what}: ${JSON.stringify(answer.body)}`);
  }
}
