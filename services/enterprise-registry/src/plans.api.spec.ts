/**
 * Every list query, as the role of requests with its policies, on a city's worth of rows that come in through the bulk form:
 * it uses indexes. Row-level security takes a filter away from the index when the filter could leak, and then a list that
 * was fast in development reads the whole table.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { platform, type Actor } from '@anju/access/actor';
import { Clock } from '@anju/events/clock';
import { FilingLane, type Filing } from '@anju/events/filing';
import { poolOf } from '@anju/events/numbers';
import { Wake } from '@anju/events/wake';
import { aCity, type City } from '@anju/testing/city';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { v7 } from 'uuid';
import { pointIn, townshipCells } from './areas.js';
import { CompoundRow } from './compound.entity.js';
import { CompoundQueries } from './compound.queries.js';
import { register } from './compound.js';
import { conclude } from './contract.js';
import { ContractQueries } from './contract.queries.js';
import { accept, file } from './enterprise.js';
import { EnterpriseQueries } from './enterprise.queries.js';
import {
  compoundColumns,
  contractColumns,
  enterpriseColumns,
  filingOfCompound,
  filingOfContract,
  filingOfEnterprise,
  filingOfGap,
  gapColumns,
} from './filings.js';
import { settle } from './gap.js';
import { GapQueries } from './gap.queries.js';
import { Reader, type Ask } from './reader.service.js';
import { aCompound, aContract, anEnterprise, at, aUscc, manager } from './registry.fixtures.js';
import { SearchQueries } from './search.queries.js';

class Explaining extends Reader {
  readonly plans: string[] = [];
  override reading<T>(by: Actor, work: (ask: Ask) => Promise<T>, day?: string): Promise<T> {
    const ask =
      (inner: Ask): Ask =>
      async (sql, values) => {
        const rows = await inner<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`, values);
        this.plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return inner(sql, values);
      };
    return super.reading(by, (inner) => work(ask(inner)), day);
  }
}

const operator: Actor = { iss: 'spec', sub: 'o', name: '王', role: 'operator', divisions: ['310115005'], authzVersion: 0 };
let city: City;
let orm: MikroORM;
let reader: Explaining;
const firms = Array.from({ length: 700 }, () => v7());
const compounds: string[] = [];
const noDivisions = { names: () => [], search: () => [], list: (code: string) => [{ code }] } as never;
const policies = {
  at: () => ({ id: 'coverage', version: 1, basis: {}, content: { personsPerHousehold: 3, urbanPopulation: [] } }),
} as never;

beforeAll(async () => {
  city = await aCity({ services: ['enterprise-registry'] });
  orm = await MikroORM.init({
    clientUrl: city.urls['enterprise-registry']!.app,
    schema: 'enterprise_registry',
    entities: [CompoundRow],
    allowGlobalContext: true,
  });
  reader = new Explaining(orm.em as never, new Clock());
  const by = platform('demo-city', ['31']);
  const sent = { by, contentHash: '0'.repeat(64) };
  const load = async (table: string, columns: string[], filings: Filing[]) => {
    const lane = new FilingLane(table, columns, () => poolOf(orm.em), new Wake());
    for (let i = 0; i < filings.length; i += 500) await lane.file(filings.slice(i, i + 500), by);
  };
  await load(
    'enterprises',
    enterpriseColumns,
    firms.map((id, n) => {
      const input = anEnterprise({ id, name: `示例${n}号物业`, uscc: aUscc(n) });
      const filed = file(input, by, at);
      return filingOfEnterprise([filed, accept(filed.data.enterprise, {}, { refreshMonths: 12 }, by, at)], input.contacts, sent);
    }),
  );
  const cells = townshipCells('310115');
  const registered = Array.from({ length: 3000 }, (_, n) => {
    const cell = cells[n % cells.length]!;
    return register(aCompound({ division: cell.code, name: `示例${n}苑`, point: { ...pointIn(cell, Math.random), crs: 'WGS84' } }), by, at);
  });
  compounds.push(...registered.map(({ data }) => data.compound.id));
  await load(
    'compounds',
    compoundColumns,
    registered.map((fact) => filingOfCompound([fact], sent)),
  );
  await load(
    'contracts',
    contractColumns,
    registered.map(({ data: { compound } }, n) => {
      const input = aContract({ compoundId: compound.id, enterpriseId: firms[n % 700]!, startsOn: '2024-01-01', endsOn: '2030-12-31' });
      return filingOfContract([conclude(input, compound, { name: '示例', status: 'ACCEPTED' }, by, at)], compound.name, sent);
    }),
  );
  await load(
    'coverage_gaps',
    gapColumns,
    registered.map(({ data: { compound } }, n) => {
      const [opened] = settle(compound, [], [{ from: `2026-0${1 + (n % 9)}-01`, reason: 'never-served' }], v7, by, at);
      return filingOfGap([opened!], sent);
    }),
  );
  const owner = new pg.Client(city.urls['enterprise-registry']!.owner);
  await owner.connect();
  await owner.query('analyze compounds; analyze contracts; analyze enterprises; analyze coverage_gaps');
  await owner.end();
});
afterAll(async () => {
  await orm?.close();
  await city?.stop();
});

const page = { limit: 50 };
const gaps = () => new GapQueries(reader, noDivisions, policies);
const firm = () => manager(firms[0]!);
const queries: [string, () => Promise<unknown>][] = [
  ['compounds of a subdistrict', () => new CompoundQueries(reader, noDivisions).list(page, operator)],
  ['compounds by nearness', () => new CompoundQueries(reader, noDivisions).list({ ...page, nearLng: 121.5, nearLat: 31.2 }, operator)],
  ['compounds without a firm', () => new CompoundQueries(reader, noDivisions).list({ ...page, isGap: 'true' }, operator)],
  ['compounds by a part of the name', () => new CompoundQueries(reader, noDivisions).list({ ...page, q: '示例1' }, operator)],
  [
    'compounds under a firm’s contract',
    () => new CompoundQueries(reader, noDivisions).list({ ...page, enterpriseId: firms[3]! }, operator),
  ],
  ['compounds of a firm', () => new CompoundQueries(reader, noDivisions).list(page, firm())],
  ['a compound', () => new CompoundQueries(reader, noDivisions).one(compounds[1]!, operator)],
  ['a firm’s compound', () => new CompoundQueries(reader, noDivisions).one(compounds[0]!, firm())],
  ['who was responsible', () => new ContractQueries(reader).responsibleOn({ compoundId: compounds[0]!, on: '2026-01-01' }, firm())],
  ['enterprises', () => new EnterpriseQueries(reader).list(page, operator)],
  ['enterprises by status', () => new EnterpriseQueries(reader).list({ ...page, status: 'ACCEPTED' }, operator)],
  ['an enterprise with its contracts', () => new EnterpriseQueries(reader).one(firms[0]!, firm())],
  ['gaps of a subdistrict', () => gaps().list({ ...page, state: 'open' }, operator)],
  ['gaps of a reason as of a day', () => gaps().list({ ...page, state: 'any', reason: 'never-served', on: '2026-05-01' }, operator)],
  ['the coverage of a subdistrict', () => gaps().coverage({ division: '310115005' }, operator)],
  ['compounds as of a day', () => new CompoundQueries(reader, noDivisions).list({ ...page, on: '2026-05-01' }, operator)],
  ['a search', () => new SearchQueries(reader, noDivisions).search({ q: '示例12', limit: 10 }, operator)],
];

describe('the plan of', () => {
  it.each(queries)('%s reads no whole table of places', async (_, ask) => {
    reader.plans.length = 0;
    await ask().catch((error: { code?: string }) => expect(error.code).toBe('not-found'));
    expect(reader.plans.length).toBeGreaterThan(0);
    const plans = reader.plans.join('\n');
    expect(plans).toMatch(/Index/);
    // The names of some hundred enterprises, public to all, are looked through on purpose.
    expect(plans).not.toMatch(/Seq Scan on (compounds|contracts|coverage_gaps)/);
  });
});
