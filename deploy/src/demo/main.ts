/**
 * The process that brings the demo city in, once per state folder. It speaks on stdout, one JSON object a line:
 * `{"progress":"…"}` for people, `{"usable":true}` once every open hazard is on the desk. `loaded.json` says that all of it
 * is there; without that file it begins again and skips what it finds.
 */
import { writeJson } from '@anju/embedded/files';
import { Bus } from '@anju/events/bus';
import { Clock, durationMs } from '@anju/events/clock';
import { silent } from '@anju/events/log';
import { ask } from '@anju/events/questions';
import { join } from 'node:path';
import { z } from 'zod';
import { keepAccount, keptAccount } from './account.js';
import { loadCity } from './load.js';
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
    NATS_URL: z.string(),
    NATS_NKEY_SEED_FILE: z.string(),
    CITY_SIZE: z.enum(['full', 'small']).default('full'),
  })
  .parse(process.env);

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const accountFile = join(config.STATE_DIR, 'city.json');
const account = keptAccount(accountFile, config.SEED, new Clock(durationMs(config.CLOCK_OFFSET)).now().getTime());
const { seed, endMs } = account;
const bus = new Bus({ url: config.NATS_URL, nkeySeedFile: config.NATS_NKEY_SEED_FILE, name: 'demo-city', log: silent });
const behind = async (): Promise<number | undefined> => {
  if (!bus.session) return undefined;
  const status = await ask<{ isProjecting?: boolean; behind?: number }>(bus, 'command-center', 'status', {}, 1_000).catch(() => undefined);
  return status?.isProjecting ? status.behind : undefined;
};
say({ progress: `demo city: seed ${seed}, a year until ${new Date(endMs).toISOString()}` });
await loadCity({
  urls: config.SERVICES,
  seed,
  endMs,
  size: config.CITY_SIZE === 'small' ? smallCity : fullCity,
  numbers: account.numbers,
  keepNumbers: (numbers) => keepAccount(accountFile, { ...account, numbers }),
  told: { progress: (progress) => say({ progress }), usable: () => say({ usable: true }) },
  behind,
});
await bus.close();
writeJson(join(config.STATE_DIR, 'loaded.json'), { seed, endMs, loadedAt: new Date().toISOString() });
