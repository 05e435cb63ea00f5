/**
 * The process that brings the demo city in, once per state folder. It speaks on stdout, one JSON object a line:
 * `{"progress":"…"}` for people, `{"usable":true}` once every open hazard is on the desk. `loaded.json` says that all of it
 * is there; without that file it begins again and skips what it finds.
 */
import { writeJson } from '@anju/embedded/files';
import { Clock, durationMs } from '@anju/events/clock';
import { Pool } from 'pg';
import { join } from 'node:path';
import { z } from 'zod';
import { keepAccount, keptAccount } from './account.js';
import { makeCity } from './city.js';
import { drawNumbers, Loading } from './loading.js';
import { fullCity, smallCity } from './size.js';

const urls = z.object({ app: z.string(), relay: z.string() });
const config = z
  .object({
    SEED: z.coerce.number().int().default(1),
    CLOCK_OFFSET: z.string().default('PT0S'),
    STATE_DIR: z.string(),
    SERVICES: z
      .string()
      .transform((text) => JSON.parse(text) as unknown)
      .pipe(z.object({ 'enterprise-registry': urls, 'safety-hazards': urls })),
    CITY_SIZE: z.enum(['full', 'small']).default('full'),
  })
  .parse(process.env);

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const accountFile = join(config.STATE_DIR, 'city.json');
const account = keptAccount(accountFile, config.SEED, new Clock(durationMs(config.CLOCK_OFFSET)).now().getTime());
const pools: Pool[] = [];
const poolOf = (url: string): Pool => {
  const pool = new Pool({ connectionString: url, max: 2, application_name: 'demo-city' });
  pools.push(pool);
  return pool;
};
const { 'enterprise-registry': registry, 'safety-hazards': hazards } = config.SERVICES;
const databases = {
  registry: { app: poolOf(registry.app), relay: poolOf(registry.relay) },
  hazards: { app: poolOf(hazards.app), relay: poolOf(hazards.relay) },
};

say({ progress: `demo city: seed ${account.seed}, a year until ${new Date(account.endMs).toISOString()}` });
const city = makeCity({ seed: account.seed, endMs: account.endMs, size: config.CITY_SIZE === 'small' ? smallCity : fullCity });
const numbers = await drawNumbers(city, account.numbers, databases.hazards.app);
keepAccount(accountFile, { ...account, numbers });
city.numberFrom(numbers);
await new Loading(city, databases, { progress: (progress) => say({ progress }), usable: () => say({ usable: true }) }).load();
writeJson(join(config.STATE_DIR, 'loaded.json'), { seed: account.seed, endMs: account.endMs, loadedAt: new Date().toISOString() });
await Promise.all(pools.map((pool) => pool.end()));
