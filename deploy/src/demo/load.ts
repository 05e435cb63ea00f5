/**
 * One call that brings a city into the databases of running services: the launcher's loader uses it for the full one,
 * specifications for a small one. It can be repeated; what is there is skipped.
 */
import { Pool } from 'pg';
import { makeCity, type City } from './city.js';
import { drawNumbers, Loading, type Behind, type Told } from './loading.js';
import { smallCity, type CitySize } from './size.js';

interface Urls {
  readonly app: string;
  readonly relay: string;
}
export interface LoadOptions {
  readonly urls: { readonly 'enterprise-registry': Urls; readonly 'safety-hazards': Urls };
  readonly seed?: number;
  /** Where the history ends; the last full hour unless told otherwise. */
  readonly endMs?: number;
  readonly size?: CitySize;
  /** Where the numbers of an earlier, broken-off load begin. */
  readonly numbers?: Readonly<Record<string, number>>;
  readonly keepNumbers?: (numbers: Record<string, number>) => void;
  readonly told?: Told;
  readonly behind?: Behind;
}
const silent: Told = { progress: () => undefined, usable: () => undefined };

export async function loadCity(options: LoadOptions): Promise<City> {
  const {
    urls,
    seed = 1,
    endMs = Math.floor(Date.now() / 3_600_000) * 3_600_000,
    size = smallCity,
    numbers: known = {},
    told = silent,
  } = options;
  const pools: Pool[] = [];
  const open = (connectionString: string): Pool => {
    const pool = new Pool({ connectionString, max: 2, application_name: 'demo-city' });
    pool.on('error', () => undefined); // an idle connection that breaks; the next query says why
    pools.push(pool);
    return pool;
  };
  const of = (name: keyof typeof urls) => ({ app: open(urls[name].app), relay: open(urls[name].relay) });
  const databases = { registry: of('enterprise-registry'), hazards: of('safety-hazards') };
  try {
    const city = makeCity({ seed, endMs, size });
    const numbers = await drawNumbers(city, known, databases.hazards.app);
    options.keepNumbers?.(numbers);
    city.numberFrom(numbers);
    await new Loading(city, databases, told, options.behind).load();
    return city;
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
}
