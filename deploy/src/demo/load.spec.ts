/** A small city in running services: all of it arrives, and loading it again adds nothing. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isOpen } from '@anju/contracts/hazards';
import { aCity, type City as Platform } from '@anju/testing/city';
import { eventually } from '@anju/testing/client';
import { Pool } from 'pg';
import type { City } from './city.js';
import { loadCity, type LoadOptions } from './load.js';

let platform: Platform;
let pool: Pool;
let city: City;
let numbers: Record<string, number> = {};
const endMs = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const keepNumbers = (drawn: Record<string, number>): void => void (numbers = drawn);
const load = () => loadCity({ urls: platform.urls as unknown as LoadOptions['urls'], seed: 3, numbers, keepNumbers, endMs });
const count = async (sql: string): Promise<number> =>
  Number((await pool.query<{ n: string }>(`select count(*) as n from ${sql}`)).rows[0]!.n);

beforeAll(async () => {
  platform = await aCity({ services: ['enterprise-registry', 'safety-hazards'] });
  pool = new Pool({ connectionString: platform.adminUrl.replace(/\/[^/]*$/, `/${platform.database}`) });
  city = await load();
}, 120_000);
afterAll(async () => {
  await pool.end();
  await platform.stop();
});

describe('a city that is loaded', () => {
  it('is there with every event and every running timer', async () => {
    const lives = city.hazards.map(city.live);
    expect(await count('safety_hazards.hazards')).toBe(lives.length);
    expect(await count('safety_hazards.hazards where is_open')).toBe(lives.filter(({ hazard }) => isOpen(hazard)).length);
    expect(await count(`safety_hazards.event_log where aggregate_type = 'hazard' and recorded_at <= to_timestamp(${endMs / 1_000})`)).toBe(
      lives.reduce((sum, { steps }) => sum + steps.length, 0),
    );
    expect(await count('safety_hazards.incidents')).toBe(city.incidents.length);
    expect(await count('enterprise_registry.compounds')).toBe(city.registry.homes.length);
    const ledgers = city.registry.homes.map(city.ledger);
    expect(await count('enterprise_registry.coverage_gaps')).toBe(ledgers.reduce((sum, { lives: gaps }) => sum + gaps.length, 0));
    expect(await count("enterprise_registry.timers where aggregate_type = 'compound'")).toBe(
      ledgers.reduce((sum, { timers }) => sum + timers.length, 0),
    );
    expect(await count('safety_hazards.event_log_stray')).toBe(0);
    expect(await count('enterprise_registry.event_log_stray')).toBe(0);
  });

  it('lists as open gaps exactly the compounds that nobody serves', async () => {
    const today = `(now() at time zone 'Asia/Shanghai')::date`;
    const inForce = `select 1 from enterprise_registry.contracts k where k.compound_id = c.id and k.starts_on <= ${today} and k.last_on >= ${today}`;
    const unserved = `enterprise_registry.compounds c where coalesce(c.starts_on, '-infinity') <= ${today} and coalesce(c.ends_on, 'infinity') >= ${today} and not exists (${inForce})`;
    const open = 'enterprise_registry.coverage_gaps where closed_on is null';
    expect(await count(unserved)).toBeGreaterThan(0);
    expect(
      await eventually(
        () => count(open),
        (found) => found > 0,
      ),
    ).toBe(await count(unserved));
    expect(
      await count(
        `${unserved} and not exists (select 1 from enterprise_registry.coverage_gaps g where g.compound_id = c.id and g.closed_on is null)`,
      ),
    ).toBe(0);
  });

  it('does not grow when it is loaded again', async () => {
    const tables = [
      'safety_hazards.hazards',
      "safety_hazards.event_log where aggregate_type = 'incident'",
      'enterprise_registry.event_log',
    ];
    const before = await Promise.all(tables.map(count));
    await load();
    expect(await Promise.all(tables.map(count))).toEqual(before);
  });

  it('leaves the next number to the next filing', async () => {
    const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();
    const series = `HZ-310115-${year}`;
    const { rows } = await pool
      .query<{ first: string }>(`set role safety_hazards_owner; select safety_hazards.next_numbers('HZ', '310115', ${year}, 1) as first`)
      .then((result) => (Array.isArray(result) ? result[1] : result) as { rows: { first: string }[] });
    expect(Number(rows[0]!.first)).toBeGreaterThanOrEqual(numbers[series]! + city.series.get(series)!);
  });
});
