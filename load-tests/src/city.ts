/**
 * The people of a load: twenty different scopes that read, and whoever may report a hazard at a given compound. Personas of
 * the demo realm where there are some; elsewhere inspectors of their own, for a city has one in every subdistrict.
 */
import type { Api } from './api.js';
import { seededRandom } from './statistics.js';
import type { Tokens, Who } from './tokens.js';

export interface Home {
  readonly id: string;
  readonly division: string;
  readonly enterpriseId: string | undefined;
}
export interface City {
  readonly homes: readonly Home[];
  /** Subdistricts of Pudong with the most compounds first. */
  readonly townships: readonly string[];
  /** Twenty scopes without two alike. */
  readonly scopes: readonly Who[];
}

export const townshipOf = ({ division }: Pick<Home, 'division'>): string => division.slice(0, 9);

export async function readCity(api: Api, tokens: Tokens): Promise<City> {
  const homes: Home[] = [];
  for (const login of ['operator', 'operator-jingyang']) {
    const rows = await api.all<{ id: string; division: string; enterpriseId?: string }>('listCompounds', { token: tokens.of(login) });
    homes.push(...rows.map(({ id, division, enterpriseId }) => ({ id, division, enterpriseId })));
  }
  const counts = new Map<string, number>();
  for (const home of homes) if (home.division.startsWith('310115')) counts.set(townshipOf(home), (counts.get(townshipOf(home)) ?? 0) + 1);
  const townships = [...counts].sort((a, b) => b[1] - a[1]).map(([code]) => code);
  return { homes, townships, scopes: scopesOf(tokens, homes, townships) };
}

function scopesOf(tokens: Tokens, homes: readonly Home[], townships: readonly string[]): Who[] {
  const personas = [
    'operator',
    'operator-005',
    'operator-016',
    'fire',
    'gas',
    'housing',
    'emergency',
    'fire-005',
    'manager-1',
    'manager-2',
    'operator-jingyang',
  ];
  const known = personas.map((login) => tokens.person(login));
  const others = townships.filter((code) => code !== '310115005' && code !== '310115016');
  const operator = (...divisions: string[]): Who => ({ sub: `proof-operator-${divisions.join('-')}`, role: 'operator', divisions });
  const community = homes.find(({ division }) => division.startsWith('310115005') && division.length === 12)?.division ?? '310115005001';
  const made = [operator(others[0]!, others[1]!), operator(community), ...others.slice(2, 9).map((code) => operator(code))];
  return [...known, ...made];
}

/** Who could have reported there, with what they see of the item. */
export function filersAt(home: Home, tokens: Tokens): Who[] {
  const township = townshipOf(home);
  const isPudong = home.division.startsWith('310115');
  const people = isPudong
    ? ['operator', 'fire', 'gas', 'housing', 'emergency', 'manager-1', 'manager-2']
    : ['operator-jingyang', 'inspector-jingyang'];
  if (township === '310115005') people.push('operator-005', 'officer-005', 'inspector-1', 'inspector-2', 'inspector-3', 'fire-005');
  if (township === '310115016') people.push('operator-016', 'officer-016', 'inspector-016');
  const personas = people
    .map((login) => tokens.person(login))
    .filter(({ role, enterpriseId }) => role !== 'enterprise-manager' || enterpriseId === home.enterpriseId);
  return [...personas, { sub: `proof-inspector-${township}`, role: 'inspector', divisions: [township] }];
}

/** Compounds as they come up in a load: the two subdistricts with people of their own in half of all cases. */
export function homePicker(city: City, seed: number): () => Home {
  const random = seededRandom(seed);
  const busy = city.homes.filter((home) => ['310115005', '310115016'].includes(townshipOf(home)));
  const read = new Set(city.scopes.flatMap(({ divisions }) => divisions.map((code) => code.slice(0, 9))));
  const followed = city.homes.filter((home) => read.has(townshipOf(home)) && !busy.includes(home));
  const pick = (homes: readonly Home[]): Home => homes[Math.floor(random() * homes.length)]!;
  return () => {
    const share = random();
    return pick(share < 0.4 && busy.length > 0 ? busy : share < 0.7 && followed.length > 0 ? followed : city.homes);
  };
}
