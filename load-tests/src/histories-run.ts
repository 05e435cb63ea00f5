/**
 * The histories themselves: so many walks over the stages of time, those of the registry first in each stage, because a case
 * is reported at what is known by then, and everything settled before time jumps on.
 */
import { Dice } from './histories-dice.js';
import { Answers, daysToAsk, exportEvents, inParallel, writeMeta } from './histories-export.js';
import { handOver, HazardHistory, type HazardWorld } from './histories-hazards.js';
import { ofRole } from './histories-people.js';
import { conclude, fileFirm, registerCompound, RegistryHistory, type RegistryWorld } from './histories-registry.js';
import { stages } from './histories-time.js';
import { dayAfter, Town } from './histories-town.js';

export interface Run {
  readonly histories: number;
  readonly seed: number;
  readonly folder: string;
  readonly adminUrl?: string | undefined;
  readonly stages?: readonly string[];
  readonly say: (line: string) => void;
}
const registryShare = 0.2;
const lanes = 14;

export async function runHistories({ histories, seed, folder, adminUrl, stages: only, say }: Run): Promise<void> {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  const town = await Town.start(folder, adminUrl);
  try {
    const dice = new Dice(seed, -1);
    const registry = await found(town, dice, histories);
    const world: HazardWorld = { town, homes: registry.homes, firms: registry.firms, casesAt: new Map(), incidents: [] };
    const all = Array.from({ length: histories }, (_, number) => {
      const own = new Dice(seed, number);
      return number < histories * registryShare ? new RegistryHistory(registry, own, number) : new HazardHistory(world, own);
    });
    const answers = new Answers(town);
    /** Moments by which every deadline that had come has acted. */
    const settled: string[] = [];
    const settle = async () => void settled.push(new Date(await town.settle()).toISOString());
    const path = stages.filter(({ name }) => only === undefined || only.includes(name));
    for (const [index, stage] of path.entries()) {
      if (index > 0) await town.jumpTo(stage.at(town));
      await settle();
      if (stage.rules) await stage.rules(town, dice);
      await settle();
      // New ones begin in every stage but the last two.
      const begun = all.filter((_, number) => (number * 7919) % histories < (histories * (index + 1)) / Math.max(1, path.length - 2));
      for (const kind of [RegistryHistory, HazardHistory]) {
        await inParallel(
          begun.filter((one) => one instanceof kind && !one.isOver),
          (one) => one.walk(),
          lanes,
        );
        await settle();
      }
      if (world.incidents.length > 0) for (let times = 0; times < 2; times++) await handOver(world, dice);
      const days = daysToAsk(town, dice, [...registry.contracts.values()].flat());
      await answers.registry(
        dice,
        registry.homes.map(({ id }) => id),
        days,
        index === path.length - 1 ? Math.min(3000, histories) : 12,
      );
      say(
        `${seconds()}  ${town.day()}  ${stage.name}: ${town.sent} requests, ${begun.filter(({ isOver }) => isOver).length} of ${histories} histories over`,
      );
    }
    await settle();
    await answers.hazards(registry.firms);
    await answers.papers();
    await answers.close();
    await town.flushed();
    const events = await exportEvents(town);
    writeMeta(town, {
      histories,
      seed,
      settled,
      requests: town.sent,
      events,
      answers: answers.count,
      outcomes: Object.fromEntries([...town.outcomes].sort()),
    });
    say(`${seconds()}  ${town.sent} requests, ${events} events, ${answers.count} answers exported`);
  } finally {
    await town.stop();
  }
}

/** What is there before anything is told: firms, compounds, contracts. */
async function found(town: Town, dice: Dice, histories: number): Promise<RegistryWorld> {
  const firms: string[] = [];
  const world: RegistryWorld = { town, homes: [], firms, others: [], contracts: new Map(), nextUscc: 1 };
  for (let n = 0; n < 6; n++) {
    const firm = await fileFirm(world, new Dice(n, 7), `示例甲${n}物业公司`);
    if (!firm) throw new Error('a firm was refused');
    const by = ofRole('registrar', '31')[0]!;
    await town.send({
      service: 'enterprise-registry',
      op: 'accept',
      path: `enterprises/${firm.id}/accept`,
      by,
      body: {},
      ifMatch: 1,
      id: firm.id,
    });
    firms.push(firm.id);
  }
  for (let n = 0; n < Math.max(12, histories / 60); n++) {
    const home = await registerCompound(world, dice);
    if (!home || dice.chance(0.15)) continue;
    const from = town.day(-dice.int(10, 900));
    await conclude(world, dice, home, from, dayAfter(from, dice.int(950, 2500)));
  }
  return world;
}
