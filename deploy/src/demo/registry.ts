/**
 * The registry of the demo city: firms with their filings, compounds where real communities are, and contracts in sequence
 * with the gaps between them. What the API's examples name exists whatever the seed. Everything was recorded in the month
 * before the history begins, as a city does that moves its files into a new system, but for what happened since (`turns`).
 */
import type { Actor } from '@anju/access/actor';
import { exampleIds, exampleUsccs } from '@anju/contracts/examples';
import type { Compound, CompoundType, ExitEnterprise, FileEnterprise, RefreshFiling, RegisterCompound } from '@anju/contracts/registry';
import { register, type CompoundEvent } from '@anju/enterprise-registry/compound';
import { completed } from '@anju/enterprise-registry/uscc';
import { dayMs, dayNumber, hourMs, startOfDay } from './days.js';
import { counties, outlineAround, pointNear, type Geography, type Township } from './geography.js';
import { Names, personName } from './names.js';
import { isDemoFirm, type People } from './people.js';
import { cumulative, type Prng } from './prng.js';
import type { CitySize } from './size.js';
import { contractsFor, type Tenure } from './tenures.js';
import { withTurns } from './turns.js';

export interface Firm {
  readonly input: FileEnterprise;
  readonly by: Actor;
  readonly filedAt: string;
  readonly decision?: { readonly at: string; readonly returnedFor?: string };
  readonly refresh?: { readonly input: RefreshFiling; readonly by: Actor; readonly at: string };
  readonly exit?: { readonly input: ExitEnterprise; readonly at: string };
}
export interface Home {
  readonly input: RegisterCompound;
  readonly by: Actor;
  readonly at: string;
  /** Registered, then what changed about it. */
  readonly facts: readonly CompoundEvent[];
  readonly tenures: readonly Tenure[];
  /** Ids of those that took over, once it was merged or split. */
  readonly successors?: readonly string[];
}
export interface Registry {
  readonly firms: readonly Firm[];
  readonly homes: readonly Home[];
}
export const compoundOf = ({ facts }: Pick<Home, 'facts'>): Compound => facts.at(-1)!.data.compound;
/** Named by the examples, or served by a firm of the demonstration from the beginning: nothing changes about those. */
export const isSpecial = ({ input, tenures }: Home): boolean =>
  input.name.startsWith('示例') || tenures.some(({ firm }) => isDemoFirm(firm.input.id));
export const isAccepted = ({ decision }: Firm): boolean => decision !== undefined && decision.returnedFor === undefined;

/** How many days before its end the history begins; thirteen months have a place in the event log. */
export const historyDays = 360;
/** Days before the end of the history on which the files were moved in: firms first. */
const movedIn = { firms: [384, 390], homes: [362, 381] } as const;
const body = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** Department 9, kind 1, a district that does not exist, and an organisation code of the series MA1D or MA6D. */
const inventedUscc = (isPudong: boolean, index: number): string => {
  const number = 31 ** 3 + index * 37;
  const tail = [31 ** 3, 31 ** 2, 31, 1].map((place) => body[Math.floor(number / place) % 31]).join('');
  return completed(`91${isPudong ? '310199' : '510199'}MA${isPudong ? '1' : '6'}D${tail}`);
};

export function makeRegistry(seed: Prng, size: CitySize, geography: Geography, people: People, endMs: number): Registry {
  const names = new Names();
  const firms = makeFirms(seed.fork('firms'), size, names, people, endMs);
  const homes = makeHomes(seed, size, names, geography, firms, people, endMs);
  return withTurns(seed, { firms, homes }, names, people, endMs);
}

const movedInAt = (prng: Prng, endMs: number, [latest, earliest]: readonly [number, number]): number =>
  Math.floor(startOfDay(dayNumber(endMs) - prng.int(latest, earliest)) + prng.between(8.5, 17.5) * hourMs);
const returns = ['缺少项目负责人登记表。', '营业执照复印件不清晰，请重新提交。', '联系电话无人接听，请核实。', '经营地址与登记不一致。'];

function makeFirms(prng: Prng, size: CitySize, names: Names, people: People, endMs: number): Firm[] {
  const fixed: [id: string, uscc: string, name: string][] = [
    [exampleIds.enterprise, exampleUsccs.enterprise, '示例安和家园物业服务有限公司'],
    [exampleIds.rival, exampleUsccs.rival, '示例砚宁物业服务有限公司'],
    [exampleIds.filedEnterprise, exampleUsccs.filedEnterprise, '示例芷汀物业服务有限公司'],
  ];
  const firms: Firm[] = [];
  for (let index = 0; index < size.enterprises; index++) {
    const own = prng.fork(index);
    const [id, uscc, name] = fixed[index] ?? [];
    const isPudong = index < fixed.length || index < size.enterprises * size.pudongShare;
    const county = isPudong ? counties.pudong : counties.jingyang;
    const isLate = index === 2 || (index > fixed.length && index % 60 === 13);
    const isReturned = !isLate && index > fixed.length && index % 90 === 5;
    const filedMs = isLate
      ? endMs - own.int(2, 90) * hourMs
      : isReturned
        ? endMs - own.int(4, 40) * dayMs
        : movedInAt(own, endMs, movedIn.firms);
    const head = index % 40 === 8 ? firms[index - 2] : undefined;
    const isBranch = head !== undefined && head.input.division === county && isAccepted(head);
    const input: FileEnterprise = {
      id: id ?? own.uuid(filedMs),
      name: isBranch ? `${head.input.name}${isPudong ? '浦东' : '旌阳'}分公司` : (name ?? names.firm(own)),
      ...(isBranch && { parentUscc: head.input.uscc }),
      uscc: uscc ?? inventedUscc(isPudong, index),
      division: county,
      contacts: {
        manager: personName(own),
        phone: `${isPudong ? '021-5' : '0838-2'}${String(own.int(0, 9_999_999))
          .padStart(isPudong ? 7 : 6, '0')
          .slice(-(isPudong ? 7 : 6))}`,
      },
    };
    const decidedAt = new Date(filedMs + own.int(3, 40) * hourMs).toISOString();
    const decision = isLate ? undefined : { at: decidedAt, ...(isReturned && { returnedFor: own.pick(returns) }) };
    firms.push({ input, by: people.registrar(county), filedAt: new Date(filedMs).toISOString(), ...(decision && { decision }) });
  }
  return firms;
}

interface Fixed {
  readonly id: string;
  readonly name: string;
  readonly firm?: string;
}
const examples: readonly Fixed[] = [
  { id: exampleIds.compound, name: '示例砚汀苑', firm: exampleIds.enterprise },
  { id: exampleIds.rivalCompound, name: '示例鹭岚里', firm: exampleIds.rival },
  { id: exampleIds.orphanCompound, name: '示例芷畹坊' },
];
/** Where the personas work there is more to see. */
const busy: Readonly<Record<string, number>> = { '310115005': 2.2, '310115016': 1.8 };

function makeHomes(
  seed: Prng,
  size: CitySize,
  names: Names,
  geography: Geography,
  firms: readonly Firm[],
  people: People,
  endMs: number,
): Home[] {
  const prng = seed.fork('homes');
  const all = { pudong: geography.pudong, jingyang: geography.jingyang };
  const sums = Object.fromEntries(
    Object.entries(all).map(([county, townships]) => [
      county,
      cumulative(townships.map(({ code, communities }) => (communities.length + 4) * (busy[code] ?? 1))),
    ]),
  ) as Record<keyof typeof all, number[]>;
  const working = firms.filter(isAccepted);
  const choice = (county: string) => {
    const those = working.filter(({ input }) => input.division === county);
    return { those, sums: cumulative(those.map((_, rank) => 1 / (rank + 6) ** 0.7)) };
  };
  const firmsOf = { pudong: choice(counties.pudong), jingyang: choice(counties.jingyang) };
  const demoFirms = working.slice(0, 2);
  return Array.from({ length: size.compounds }, (_, index): Home => {
    const own = prng.fork(index);
    const fixed = examples[index];
    const county = fixed || index < size.compounds * size.pudongShare ? 'pudong' : 'jingyang';
    const isDemo = index >= examples.length && index < examples.length + Math.min(24, size.compounds / 6);
    const lujiazui = geography.pudong.find(({ code }) => code === '310115005')!;
    const township: Township = fixed || isDemo ? lujiazui : own.draw(all[county], sums[county]);
    const community = own.pick(township.communities);
    const isOld = !fixed && own.chance(0.28);
    const type: CompoundType = isOld
      ? own.pick(['old-courtyard', 'reform-housing', 'mixed'])
      : own.pick(['commodity', 'commodity', 'commodity', 'relocation', 'affordable']);
    const atMs = movedInAt(own, endMs, movedIn.homes);
    const name = fixed?.name ?? names.compound(own, isOld);
    const point = pointNear(township, community, own, seed);
    const buildings = own.int(2, isOld ? 18 : 42);
    const input: RegisterCompound = {
      id: fixed?.id ?? own.uuid(atMs),
      division: community.code,
      name,
      aliases: own.chance(0.3) ? [names.alias(own, name.replace('示例', ''))] : [],
      point: { ...point, crs: 'WGS84' },
      ...(own.chance(0.2) && { polygon: { crs: 'WGS84' as const, ring: outlineAround(point, own) } }),
      households: buildings * own.int(24, 96),
      buildings,
      builtYear: isOld ? own.int(1958, 1996) : own.int(1996, 2023),
      type,
      isHighRise: !isOld && own.chance(0.55),
      address: `${township.name}${community.name}辖区`,
    };
    const firmFor = (tenure: number): Firm => {
      const { those, sums: weights } = firmsOf[county];
      if (fixed?.firm) return working.find(({ input: { id } }) => id === fixed.firm)!;
      if (isDemo && tenure === 0) return demoFirms[index % 2]!;
      const firm = own.draw(those, weights);
      return fixed && demoFirms.includes(firm) ? those[3]! : firm;
    };
    const kind = index === 2 ? 'orphan' : fixed ? 'example' : isDemo ? 'served' : isOld && own.chance(0.12) ? 'never' : 'usual';
    const tenures = contractsFor(own, {
      kind,
      compoundId: input.id,
      compound: index,
      endMs,
      recordedMs: atMs + hourMs,
      firmFor,
      by: people.registrar(community.code),
    });
    const [by, at] = [people.registrar(community.code), new Date(atMs).toISOString()];
    return { input, by, at, facts: [register(input, by, at)], tenures };
  });
}
