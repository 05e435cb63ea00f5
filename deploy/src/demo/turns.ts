/**
 * What changed about firms and compounds in the year, after they were moved in: firms refresh their filings or leave, compounds
 * get another name, become one or are divided. Each is decided by the registry's own rules and only where nothing recorded
 * later would contradict it; the contracts that end with it are those that the service would have ended.
 */
import { dayBefore, nextDay } from '@anju/contracts/day';
import { lastDayOf, type Compound, type EndCause, type RegisterCompound } from '@anju/contracts/registry';
import { merge, rename, split } from '@anju/enterprise-registry/compound';
import { day, dayMs, dayNumber, hourMs, startOfDay } from './days.js';
import type { Names } from './names.js';
import { isDemoFirm, type People } from './people.js';
import type { Prng } from './prng.js';
import { compoundOf, isAccepted, isSpecial, type Firm, type Home, type Registry } from './registry.js';
import type { Tenure } from './tenures.js';

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };
type DraftHome = Draft<Home>;

export function withTurns(seed: Prng, { firms, homes }: Registry, names: Names, people: People, endMs: number): Registry {
  return new Turns(seed.fork('turns'), firms, homes, names, people, endMs).all();
}

class Turns {
  private readonly firms: Draft<Firm>[];
  private readonly homes: DraftHome[];
  private readonly turned = new Set<string>();

  constructor(
    private readonly prng: Prng,
    firms: readonly Firm[],
    homes: readonly Home[],
    private readonly names: Names,
    private readonly people: People,
    private readonly endMs: number,
  ) {
    this.firms = firms.map((firm) => ({ ...firm }));
    this.homes = homes.map((home) => ({ ...home, tenures: home.tenures.map((tenure) => ({ ...tenure })) }));
  }

  all(): Registry {
    const many = (per: number): number => Math.max(1, Math.round(this.homes.length / per));
    for (const age of [170, 110, 45, 6].flatMap((one) => Array<number>(many(1_500)).fill(one))) this.exit(age);
    for (let left = many(500); left > 0; left--) this.merge(this.prng.fork(`merge ${left}`));
    for (let left = many(1_000); left > 0; left--) this.split(this.prng.fork(`split ${left}`));
    for (const home of this.homes.filter((one) => this.isFree(one)).slice(0, many(60))) this.rename(home);
    for (const firm of this.firms) this.refresh(firm);
    return { firms: this.firms, homes: this.homes };
  }

  private at(prng: Prng, daysAgo: number): string {
    const ms = startOfDay(dayNumber(this.endMs) - daysAgo) + prng.between(9, 17) * hourMs;
    return new Date(Math.floor(Math.min(ms, this.endMs - hourMs))).toISOString();
  }
  private dayOff(at: string, days: number): string {
    return day(dayNumber(Date.parse(at)) + days);
  }
  private isFree = (home: Home): boolean => !isSpecial(home) && !this.turned.has(home.input.id);

  /** The tenures that would be in force from a day on; undefined where one of them is not as it was concluded, or comes later. */
  private reaching(tenures: readonly Draft<Tenure>[], from: string, at: string): Draft<Tenure>[] | undefined {
    const those = tenures.filter(({ input, end }) => lastDayOf({ endsOn: input.endsOn, endedOn: end?.endedOn }) >= from);
    return those.every(({ end }) => end === undefined) && tenures.every((tenure) => tenure.at < at && (tenure.end?.at ?? '') < at)
      ? those
      : undefined;
  }
  private cut(tenures: readonly Draft<Tenure>[], from: string, cause: EndCause, reason: string, at: string): void {
    for (const tenure of tenures)
      tenure.end = { endedOn: dayBefore(from < tenure.input.startsOn ? tenure.input.startsOn : from), reason, at, cause };
  }

  private exit(age: number): void {
    const prng = this.prng.fork(`exit ${age} ${this.turned.size}`);
    const at = this.at(prng, age);
    const exitedOn = this.dayOff(at, prng.int(-4, 20));
    for (const firm of prng.shuffled(this.firms.filter((one) => isAccepted(one) && !isDemoFirm(one.input.id) && !one.exit))) {
      const served = this.homes.filter(({ tenures }) => tenures.some((tenure) => tenure.firm.input.id === firm.input.id));
      const tenures = served.flatMap((home) => home.tenures.filter((tenure) => tenure.firm.input.id === firm.input.id));
      const those = this.reaching(tenures, exitedOn, at);
      if (!those || those.length < 1 || those.length > 9 || served.some((home) => !this.isFree(home))) continue;
      const reason = prng.pick(['企业申请退出本区物业服务市场。', '企业注销。', '经约谈，企业自愿退出全部项目。']);
      firm.exit = { input: { exitedOn, reason }, at };
      this.cut(those, exitedOn, 'firm-exited', `企业退出：${reason}`, at);
      for (const home of served) {
        this.turned.add(home.input.id);
        if (prng.chance(0.5)) this.bridge(prng, home, exitedOn, at);
      }
      return;
    }
  }

  /** An interim firm comes in after some weeks. */
  private bridge(prng: Prng, home: DraftHome, exitedOn: string, exitedAt: string): void {
    const first = dayNumber(Date.parse(`${exitedOn}T00:00:00+08:00`)) + prng.int(18, 60);
    const at = new Date(Math.max(startOfDay(first - 4) + 10 * hourMs, Date.parse(exitedAt) + dayMs)).toISOString();
    const last = home.tenures.at(-1);
    const firms = this.firms.filter((firm) => isAccepted(firm) && !firm.exit && !isDemoFirm(firm.input.id));
    const firm = prng.pick(firms.filter(({ input }) => home.input.division.startsWith(input.division)));
    if (!last?.end || last.end.endedOn >= day(first) || Date.parse(at) > this.endMs - hourMs || !firm) return;
    const { promisedStar, feePerSqm } = last.input;
    const input = {
      id: prng.uuid(Date.parse(at)),
      compoundId: home.input.id,
      enterpriseId: firm.input.id,
      startsOn: day(first),
      endsOn: day(first + 170),
      promisedStar,
      feePerSqm,
      isInterim: true,
    };
    home.tenures = [...home.tenures, { input, firm, by: home.by, at }];
  }

  private rename(home: DraftHome): void {
    const prng = this.prng.fork(`rename ${home.input.id}`);
    const at = this.at(prng, prng.int(2, 330));
    const isOld = (home.input.builtYear ?? 2000) < 1996;
    const input = {
      name: this.names.compound(prng, isOld),
      from: this.dayOff(at, prng.int(-10, 45)),
      reason: '经业主大会表决并报地名管理部门备案。',
    };
    home.facts = [...home.facts, rename(compoundOf(home), input, home.by, at)];
    this.turned.add(home.input.id);
  }

  private merge(prng: Prng): void {
    const at = this.at(prng, prng.int(25, 280));
    const from = this.dayOff(at, prng.int(-12, 20));
    const groups = Map.groupBy(this.homes.filter(this.isFree), ({ input }) => input.division);
    for (const [survivor, other] of prng.shuffled([...groups.values()].filter((group) => group.length > 1))) {
      const those = this.reaching(other!.tenures, from, at);
      if (!those) continue;
      const reason = prng.pick(['物业管理区域调整，合并为一个区域。', '共用配套设施，经业主共同决定合并管理。']);
      const others = [other!.input.id];
      const [merged, ended] = merge(compoundOf(survivor!), [compoundOf(other!)], { others, from, facts: {}, reason }, survivor!.by, at);
      survivor!.facts = [...survivor!.facts, merged!];
      other!.facts = [...other!.facts, ended!];
      other!.successors = [survivor!.input.id];
      this.cut(those, from, 'merged', `小区合并：${reason}`, at);
      for (const home of [survivor!, other!]) this.turned.add(home.input.id);
      return;
    }
  }

  private split(prng: Prng): void {
    const at = this.at(prng, prng.int(20, 240));
    const from = this.dayOff(at, prng.int(-12, 18));
    for (const whole of prng.shuffled(this.homes.filter(this.isFree))) {
      const those = this.reaching(whole.tenures, from, at);
      if (!those || those.length === 0 || whole.input.buildings < 4) continue;
      const reason = '物业管理区域调整，划分为两个区域。';
      const { name, households, buildings, point } = whole.input;
      const share = prng.between(0.35, 0.65);
      const part = (side: string, part: number, lng: number) => ({
        id: prng.uuid(Date.parse(at)),
        name: `${name}${side}`,
        aliases: [],
        point: { lng: Math.round((point!.lng + lng) * 1e6) / 1e6, lat: point!.lat, crs: 'WGS84' as const },
        households: Math.max(1, Math.round(households * part)),
        buildings: Math.max(1, Math.round(buildings * part)),
      });
      const parts = [part('东区', share, 0.0006), part('西区', 1 - share, -0.0006)];
      const [apart, ...registered] = split(compoundOf(whole), { from, parts, reason }, whole.by, at);
      whole.facts = [...whole.facts, apart];
      whole.successors = parts.map(({ id }) => id);
      for (const fact of registered) this.homes.push(this.partOf(prng, whole, fact.data.compound, those, from, at, [fact]));
      this.cut(those, from, 'split', `小区拆分：${reason}`, at);
      this.turned.add(whole.input.id);
      return;
    }
  }

  private partOf(
    prng: Prng,
    whole: Home,
    compound: Compound,
    those: readonly Tenure[],
    from: string,
    at: string,
    facts: Home['facts'],
  ): DraftHome {
    const { id, name, division, households, buildings, type, point } = compound;
    const input: RegisterCompound = { id, division, name, aliases: [], point: { ...point, crs: 'WGS84' }, households, buildings, type };
    const tenures = those.map((tenure): Tenure => {
      const { startsOn } = tenure.input;
      const own = {
        ...tenure.input,
        id: prng.uuid(Date.parse(at)),
        compoundId: id,
        startsOn: startsOn > from ? startsOn : from,
      };
      return { input: own, firm: tenure.firm, by: whole.by, at, continues: { ...tenure } };
    });
    this.turned.add(id);
    return { input, by: whole.by, at, facts, tenures };
  }

  /** Most refresh in the weeks before the year is over; the first example has yet to, so that there is something to do. */
  private refresh(firm: Draft<Firm>): void {
    const prng = this.prng.fork(`refresh ${firm.input.id}`);
    const isDue = firm.decision && Date.parse(firm.decision.at) < this.endMs - 300 * dayMs;
    if (!isAccepted(firm) || !isDue || firm.exit || firm === this.firms[0] || prng.chance(0.15)) return;
    const at = this.at(prng, prng.int(1, 55));
    const { manager, phone } = firm.input.contacts;
    const projectCount = this.homes.filter(({ tenures }) =>
      tenures.some(
        ({ input, end }) =>
          input.enterpriseId === firm.input.id && lastDayOf({ endsOn: input.endsOn, endedOn: end?.endedOn }) >= nextDay(this.dayOff(at, 0)),
      ),
    ).length;
    firm.refresh = {
      input: {
        year: Number(this.dayOff(at, 0).slice(0, 4)),
        contacts: { manager, phone },
        staffCount: 6 + projectCount * prng.int(7, 18),
        projectCount,
      },
      by: prng.chance(0.7) ? this.people.manager(firm.input.id, firm.input.division) : firm.by,
      at,
    };
  }
}
