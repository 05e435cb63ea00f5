/** A list must stay cheap as the data grows: the planner, as the app role under its policies, has to find an index. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCity, type City } from '@anju/testing/city';
import { scopeWhere } from '@anju/access/scope';
import { sessionOf } from '@anju/access/session';
import pg from 'pg';
import { inspector, manager, operator, department } from './hazard.fixtures.js';

let city: City;
let app: pg.Client;

beforeAll(async () => {
  city = await aCity({ services: ['safety-hazards'] });
  const owner = new pg.Client(city.urls['safety-hazards']!.owner);
  await owner.connect();
  await owner.query(`insert into hazards (id, version, number, division, state, class, risk_level, family, item_code, compound_id, departments, responsible_enterprise_id, is_open, is_overdue, is_listed, duties, rank, due_at, recorded_at, search, photos, hazard, content_hash, filed_division, filed_scope)
    select gen_random_uuid(), 1, 'HZ-' || n, '310115' || lpad((n % 40 + 1)::text, 3, '0') || lpad((n % 30 + 1)::text, 3, '0'), case when n % 20 = 0 then 'REPORTED' else 'CLOSED' end, 'ORDINARY', 'YELLOW', 'fire', 'F01', gen_random_uuid(), '{fire}', gen_random_uuid(), n % 20 = 0, false, false, '{assign}', n % 20, now(), now() - n * interval '1 minute', '', '{}', '{"photos": []}', '', '310115', '310115'
    from generate_series(1, 40000) n`);
  await owner.query('analyze hazards');
  await owner.end();
  app = new pg.Client(city.urls['safety-hazards']!.app);
  await app.connect();
});
afterAll(async () => {
  await app?.end();
  await city?.stop();
});

const order = { open: `is_open order by rank, coalesce(due_at, 'infinity'), id`, any: 'true order by recorded_at desc, id desc' };

describe('a page of hazards', () => {
  for (const [who, actor] of Object.entries({
    inspector: inspector(),
    operator: operator(),
    manager: manager(),
    fire: department('fire'),
  })) {
    for (const [state, rest] of Object.entries(order)) {
      it(`of ${state} ones is found by index for the ${who}`, async () => {
        const { sql, params } = scopeWhere(actor, { first: 1 });
        await app.query('begin');
        for (const [name, value] of Object.entries(sessionOf(actor))) await app.query('select set_config($1, $2, true)', [name, value]);
        const { rows } = await app.query(`explain select hazard from hazards where (${sql}) and ${rest} limit 51`, params);
        await app.query('rollback');
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        expect(plan).not.toMatch(/Seq Scan on hazards/);
      });
    }
  }
});
