/**
 * The service with a small register in it, for specs that speak to it over HTTP. Two firms serve compounds of one
 * subdistrict, because that is where a scope that is only a place would leak.
 */
import { exampleUsccs } from '@anju/contracts/examples';
import { aCity, type City } from '@anju/testing/city';
import { send, type Answer } from '@anju/testing/client';
import type { Who } from '@anju/testing/realm';
import { v7 } from 'uuid';
import { aCompound, aContract, anEnterprise } from './registry.fixtures.js';

export const firm = { own: v7(), rival: v7() };
export const place = { own: v7(), rival: v7(), orphan: v7(), past: v7() };
export const people = {
  registrar: { sub: 'r1', role: 'registrar', divisions: ['310115'] },
  colleague: { sub: 'r2', role: 'registrar', divisions: ['310115'] },
  elsewhere: { sub: 'r3', role: 'registrar', divisions: ['510603'] },
  officer: { sub: 's1', role: 'subdistrict-officer', divisions: ['310115005'] },
  operator: { sub: 'o1', role: 'operator', divisions: ['310115005'] },
  neighbour: { sub: 'o2', role: 'operator', divisions: ['310115016'] },
  fire: { sub: 'd1', role: 'department-officer', divisions: ['310115'], department: 'fire' },
  manager: { sub: 'm1', role: 'enterprise-manager', enterpriseId: firm.own },
  rival: { sub: 'm2', role: 'enterprise-manager', enterpriseId: firm.rival },
  security: { sub: 'a1', role: 'security-admin', divisions: ['310115'] },
  system: { sub: 'a2', role: 'system-admin', divisions: ['310115'] },
  leaver: { sub: 'leaver', role: 'operator', divisions: ['310115'] },
} satisfies Record<string, Who>;
export type Name = keyof typeof people;

export const names = ({ body }: Answer): string[] => body.items.map(({ name }: { name: string }) => name);
export const outcome = ({ status, body }: Answer) => [status, body.code];

export interface Registry {
  readonly city: City;
  url(path: string): string;
  post(path: string, body: unknown, by?: Name, ifMatch?: number | '*', language?: string): Promise<Answer>;
  get(path: string, by?: Name): Promise<Answer>;
  send(method: string, path: string, by?: Name): Promise<Answer>;
}

export async function aRegistry(): Promise<Registry> {
  const city = await aCity({ services: ['enterprise-registry'] });
  const tokens = {} as Record<Name, string>;
  for (const [name, who] of Object.entries(people)) tokens[name as Name] = await city.token(who);
  const url = (path: string) => `${city.services['enterprise-registry']!.url}/api/enterprise-registry/v1/${path}`;
  const registry: Registry = {
    city,
    url,
    post: (path, body, by = 'registrar', ifMatch, language) =>
      send('POST', url(path), body, { token: tokens[by], ...(ifMatch !== undefined && { ifMatch }), ...(language && { language }) }),
    get: (path, by = 'registrar') => send('GET', url(path), undefined, { token: tokens[by] }),
    send: (method, path, by) => send(method, url(path), undefined, by && { token: tokens[by] }),
  };
  await fill(registry);
  return registry;
}

async function fill({ post }: Registry): Promise<void> {
  const must = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  };
  const firms = [
    anEnterprise({ id: firm.own, name: '示例安和物业服务有限公司', uscc: exampleUsccs.enterprise }),
    anEnterprise({ id: firm.rival, name: '示例长宁物业服务有限公司', uscc: exampleUsccs.rival }),
  ];
  for (const enterprise of firms) {
    await must(post('enterprises', enterprise));
    await must(post(`enterprises/${enterprise.id}/accept`, {}, 'registrar', 1));
  }
  const compounds = { own: '示例云栖苑', rival: '示例望江苑', orphan: '示例无人苑', past: '示例旧约苑' };
  for (const [key, name] of Object.entries(compounds) as [keyof typeof place, string][]) {
    await must(post('compounds', aCompound({ id: place[key], name, aliases: key === 'own' ? ['栖霞花园'] : [] })));
  }
  const long = { startsOn: '2025-01-01', endsOn: '2030-12-31' };
  for (const contract of [
    aContract({ compoundId: place.own, enterpriseId: firm.own, ...long }),
    aContract({ compoundId: place.rival, enterpriseId: firm.rival, ...long }),
    aContract({ compoundId: place.past, enterpriseId: firm.own, startsOn: '2023-01-01', endsOn: '2023-12-31' }),
    aContract({ compoundId: place.past, enterpriseId: firm.rival, startsOn: '2024-03-01', endsOn: '2030-12-31' }),
  ]) {
    await must(post('contracts', contract));
  }
}
