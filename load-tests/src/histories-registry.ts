/**
 * One history of the registry: a firm that is filed, a compound with its contracts, or a change of several compounds. Most
 * days are of the past, because records come late, and many of the future, because they are agreed before they begin; what
 * contradicts something else is sent all the same and has to be refused.
 */
import type { Contract } from '@anju/contracts/registry';
import type { Who } from '@anju/testing/realm';
import { v7 } from 'uuid';
import type { Dice } from './histories-dice.js';
import type { Home } from './histories-hazards.js';
import { managersOf, ofRole, officials, places } from './histories-people.js';
import { dayAfter, type Town } from './histories-town.js';
import { usccOf } from './histories-uscc.js';

export interface RegistryWorld {
  readonly town: Town;
  readonly homes: Home[];
  /** Accepted and never to exit, so that cases keep having a firm. */
  readonly firms: readonly string[];
  readonly others: { id: string; uscc: string }[];
  readonly contracts: Map<string, Contract[]>;
  nextUscc: number;
}
const service = 'enterprise-registry' as const;
const contacts = { manager: '周安', phone: '021-50000000' };
const registrar = (dice: Dice): Who => (dice.chance(0.96) ? dice.pick(ofRole('registrar', '31')) : dice.pick(officials));

export async function fileFirm(world: RegistryWorld, dice: Dice, name: string): Promise<{ id: string; uscc: string } | undefined> {
  const uscc = usccOf(world.nextUscc++);
  const parent = world.others.length > 0 && dice.chance(0.3) ? dice.pick(world.others).uscc : undefined;
  const isWrong = dice.chance(0.03);
  const body = {
    id: v7(),
    name,
    uscc: isWrong ? `${uscc.slice(0, 17)}${uscc.endsWith('A') ? 'B' : 'A'}` : uscc,
    division: dice.pick(['310115', '510603', '3101']),
    ...(parent && { parentUscc: parent }),
    ...(isWrong && dice.chance(0.5) && { usccOverrideReason: '登记机关出具证明' }),
    contacts,
  };
  const { status } = await world.town.send({
    service,
    op: 'fileEnterprise',
    path: 'enterprises',
    by: dice.pick(ofRole('registrar', '51')),
    body,
    id: body.id,
  });
  return status === 201 ? { id: body.id, uscc } : undefined;
}

export async function registerCompound(world: RegistryWorld, dice: Dice): Promise<Home | undefined> {
  const { town, homes } = world;
  const body = {
    id: v7(),
    division: dice.pick(places),
    name: `示例${dice.int(1, 99_999)}苑`,
    point: { lng: 121.5 + dice.int(0, 999) / 10_000, lat: 31.2 + dice.int(0, 999) / 10_000, crs: 'WGS84' },
    households: dice.int(0, 1500),
    buildings: dice.int(1, 40),
    type: 'commodity',
  };
  const { status } = await town.send({ service, op: 'registerCompound', path: 'compounds', by: registrar(dice), body, id: body.id });
  if (status !== 201) return undefined;
  const home: Home = { id: body.id, division: body.division, firms: new Set() };
  homes.push(home);
  return home;
}

export async function conclude(world: RegistryWorld, dice: Dice, home: Home, startsOn: string, endsOn: string): Promise<void> {
  const enterpriseId = dice.chance(0.75) || world.others.length === 0 ? dice.pick(world.firms) : dice.pick(world.others).id;
  const body = {
    id: v7(),
    compoundId: home.id,
    enterpriseId,
    startsOn,
    endsOn,
    promisedStar: 3,
    feePerSqm: 1.85,
    isInterim: dice.chance(0.1),
  };
  const sent = { service, op: 'concludeContract', path: 'contracts', by: registrar(dice), body, id: body.id };
  const { status, body: said } = await world.town.send<Contract>(sent);
  if (status !== 201) return;
  if (dice.chance(0.03)) await world.town.send({ ...sent, isRepeat: true });
  home.firms.add(enterpriseId);
  world.contracts.set(home.id, [...(world.contracts.get(home.id) ?? []), said]);
}

export class RegistryHistory {
  private home: Home | undefined;
  private firm: { id: string; uscc: string } | undefined;
  private stepsLeft: number;
  isOver = false;

  constructor(
    private readonly world: RegistryWorld,
    private readonly dice: Dice,
    private readonly number: number,
  ) {
    this.stepsLeft = dice.int(2, 9);
  }

  async walk(): Promise<void> {
    if (!this.home && !this.firm) await this.begin();
    while (!this.isOver) {
      if (this.stepsLeft-- <= 0) this.isOver = true;
      else if (this.dice.chance(0.25)) return;
      else await (this.firm ? this.actOfFirm(this.firm) : this.act(this.home!));
    }
  }

  private async begin(): Promise<void> {
    const { dice, world } = this;
    if (dice.chance(0.2)) {
      this.firm = await fileFirm(world, dice, `示例第${this.number}物业公司`);
    } else {
      this.home = await registerCompound(world, dice);
      let from = world.town.day(-dice.int(0, 2500));
      for (let terms = dice.int(0, 3); this.home && terms > 0; terms--) {
        const until = dayAfter(
          from,
          dice.weighed([
            [3, dice.int(0, 40)],
            [6, dice.int(200, 1200)],
            [1, 3000],
          ]),
        );
        await conclude(world, dice, this.home, from, until);
        from = dayAfter(
          until,
          dice.weighed([
            [5, 1],
            [3, dice.int(2, 60)],
            [1, dice.int(100, 400)],
            [1, 0],
          ]),
        );
      }
    }
    if (!this.home && !this.firm) this.isOver = true;
  }

  private async actOfFirm(firm: { id: string; uscc: string }): Promise<void> {
    const { dice, world } = this;
    const by = registrar(dice);
    const { status, body } = await world.town.read(service, `enterprises/${firm.id}`, ofRole('registrar', '51')[0]!);
    if (status !== 200) throw new Error(`enterprise ${firm.id} answers ${status}`);
    const ifMatch = dice.chance(0.94) ? body.version : Math.max(1, body.version - 1);
    const send = (op: string, said: object, who = by) =>
      world.town.send({ service, op, path: `enterprises/${firm.id}/${op}`, by: who, body: said, ifMatch, id: firm.id });
    const reason = `原因 ${dice.int(1, 999)}`;
    if (body.status === 'FILED' && dice.chance(0.9)) {
      if (dice.chance(0.12)) return void (await send('return', { reason }));
      if ((await send('accept', {})).status === 200) world.others.push(firm);
      return;
    }
    const refresh = {
      year: Number(world.town.day().slice(0, 4)) - dice.int(0, 1),
      contacts,
      staffCount: dice.int(5, 300),
      projectCount: dice.int(0, 30),
    };
    if (dice.chance(0.5)) await send('refresh', refresh, dice.chance(0.5) ? managersOf(firm.id)[0]! : by);
    else if (dice.chance(0.35)) await send('exit', { exitedOn: world.town.day(dice.int(-300, 200)), reason });
    else if (world.homes.length > 0)
      await conclude(world, dice, dice.pick(world.homes), world.town.day(dice.int(-200, 100)), world.town.day(dice.int(100, 500)));
  }

  private async act(home: Home): Promise<void> {
    const { dice, world } = this;
    const { town } = world;
    const reason = `原因 ${dice.int(1, 999)}`;
    const { body: file } = await town.read(service, `compounds/${home.id}`, ofRole('registrar', '51')[0]!);
    const ifMatch = dice.chance(0.95) ? file.version : Math.max(1, file.version - 1);
    const send = (op: string, body: object) =>
      town.send({ service, op, path: `compounds/${home.id}/${op}`, by: registrar(dice), body, ifMatch, id: home.id });
    const day = dice.weighed([
      [5, -dice.int(0, 400)],
      [2, 0],
      [4, dice.int(1, 60)],
      [1, -dice.int(400, 1500)],
    ]);
    const what = dice.weighed([
      [26, 'conclude'],
      [22, 'end'],
      [10, 'change'],
      [12, 'rename'],
      [12, 'merge'],
      [9, 'split'],
      [9, 'plan'],
    ] as const);
    if (what === 'conclude') return conclude(world, dice, home, town.day(day), town.day(day + dice.int(0, 700)));
    if (what === 'change') return void (await send('change', { households: dice.int(0, 1500), reason }));
    if (what === 'rename') return void (await send('rename', { name: `示例更名${dice.int(1, 99_999)}苑`, from: town.day(day), reason }));
    if (what === 'merge') return this.merge(home, town.day(day), send, reason);
    if (what === 'split') return this.split(home, town.day(day), send, reason);
    if (what === 'plan') return this.plan(home);
    await this.end(file.contracts ?? []);
  }

  private async end(contracts: readonly Contract[]): Promise<void> {
    const { dice, world } = this;
    if (contracts.length === 0) return;
    const contract = dice.pick(contracts);
    const length = (Date.parse(contract.endsOn) - Date.parse(contract.startsOn)) / 86_400_000;
    const endedOn = dayAfter(contract.startsOn, dice.int(dice.chance(0.05) ? -2 : 0, length));
    const ifMatch = dice.chance(0.95) ? contract.version : contract.version + 1;
    const body = { endedOn, reason: '提前解除' };
    await world.town.send({
      service,
      op: 'endContract',
      path: `contracts/${contract.id}/end`,
      by: registrar(dice),
      body,
      ifMatch,
      id: contract.id,
    });
  }

  private async merge(home: Home, from: string, send: (op: string, body: object) => Promise<unknown>, reason: string): Promise<void> {
    const { dice, world } = this;
    const near = world.homes.filter(({ division }) => division === home.division).slice(-40);
    const others = [...new Set(Array.from({ length: dice.int(1, 2) }, () => dice.pick(near).id))].filter(
      (id) => id !== home.id || dice.chance(0.05),
    );
    if (others.length === 0) return;
    await send('merge', { others, from, reason, ...(dice.chance(0.2) && { facts: { households: dice.int(0, 3000) } }) });
  }

  private async split(home: Home, from: string, send: (op: string, body: object) => Promise<any>, reason: string): Promise<void> {
    const { dice, world } = this;
    const parts = Array.from({ length: dice.int(2, 3) }, (_, index) => ({
      id: v7(),
      name: `示例分区${dice.int(1, 99_999)}-${index + 1}`,
      point: { lng: 121.5, lat: 31.2 + index / 1000, crs: 'WGS84' },
      households: dice.int(0, 800),
      buildings: dice.int(1, 20),
    }));
    const { status } = await send('split', { from, parts, reason });
    if (status === 200) world.homes.push(...parts.map(({ id }): Home => ({ id, division: home.division, firms: new Set(home.firms) })));
  }

  private async plan(home: Home): Promise<void> {
    const { dice, world } = this;
    const by = dice.pick(
      ofRole(dice.chance(0.5) ? 'registrar' : 'subdistrict-officer', home.division).length > 0
        ? ofRole('registrar', home.division)
        : officials,
    );
    const { status, body } = await world.town.read(service, `coverage-gaps?division=${home.division}&state=any&limit=200`, by);
    if (status !== 200 || body.items.length === 0) return;
    const gap = body.items.find((one: { compoundId: string }) => one.compoundId === home.id) ?? dice.pick(body.items);
    const plan = {
      kind: dice.pick(['professional', 'bundled', 'self-managed']),
      milestones: [{ dueOn: world.town.day(30), title: '征询意见' }],
    };
    await world.town.send({
      service,
      op: 'planCoverage',
      path: `coverage-gaps/${gap.id}/plan`,
      by,
      body: plan,
      ifMatch: gap.version,
      id: gap.id,
    });
  }
}
