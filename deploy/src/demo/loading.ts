/**
 * Loads a city through the services' filing lanes, most urgent part first: the registry, every open hazard, and after that
 * the closed history from the newest back. It goes no faster than relay and projector do, so that what people file
 * meanwhile is not behind a year of history.
 */
import { platform } from '@anju/access/actor';
import { isOpen } from '@anju/contracts/hazards';
import { FilingLane, type Filing } from '@anju/events/filing';
import type { Querying } from '@anju/events/numbers';
import { Wake } from '@anju/events/wake';
import { compoundColumns, contractColumns, enterpriseColumns, gapColumns } from '@anju/enterprise-registry/filings';
import { columnsOfRow, HazardRow, IncidentRow } from '@anju/safety-hazards/hazard.entity';
import type { City } from './city.js';
import { firmFiling, gapFiling, hazardFiling, homeFiling, incidentFiling, tenureFiling } from './filings.js';
import { counties } from './geography.js';
import type { Plan } from './plan.js';

/** Databases under the services' own roles: `app` files, `relay` tells how much waits to be published. */
export interface Databases {
  readonly registry: { readonly app: Querying; readonly relay: Querying };
  readonly hazards: { readonly app: Querying; readonly relay: Querying };
}
/** Events of the stream that the desk does not show yet; undefined where nobody can say. */
export type Behind = () => Promise<number | undefined>;
export interface Told {
  progress(line: string): void;
  /** Everything a desk needs is there; closed history is still coming. */
  usable(): void;
}

const loader = platform('demo-city', [counties.pudong, counties.jingyang]);
/** Lives filed at a time, and events that may wait for relay and projector when the next are filed. */
const batch = 300;
const waiting = 3_000;
/** The relays are other processes: their scan finds what is loaded. */
const nobody = new Wake();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class Loading {
  private readonly lanes;
  /** Filings that were there already. */
  skipped = 0;

  constructor(
    private readonly city: City,
    private readonly databases: Databases,
    private readonly told: Told,
    private readonly behind: Behind = async () => undefined,
  ) {
    const lane = (table: string, columns: readonly string[], of: keyof Databases) =>
      new FilingLane(table, columns, async () => databases[of].app, nobody);
    this.lanes = {
      enterprises: lane('enterprises', enterpriseColumns, 'registry'),
      compounds: lane('compounds', compoundColumns, 'registry'),
      contracts: lane('contracts', contractColumns, 'registry'),
      coverage_gaps: lane('coverage_gaps', gapColumns, 'registry'),
      hazards: lane('hazards', columnsOfRow(HazardRow), 'hazards'),
      incidents: lane('incidents', columnsOfRow(IncidentRow), 'hazards'),
    };
  }

  async load(): Promise<void> {
    const { city, told } = this;
    const [, { open, closed }] = await Promise.all([this.loadRegistry(), this.sorted()]);
    told.progress(`demo city: ${city.registry.homes.length} compounds and ${city.registry.firms.length} firms are registered`);
    await this.file('hazards', open, (plan) => hazardFiling(city.live(plan), city.book));
    await this.drained(0, 20_000);
    told.progress(`demo city: ${open.length} open hazards are on the desk`);
    told.usable();
    await this.file('incidents', city.incidents, (plan) => incidentFiling(city.liveIncident(plan)));
    let tenth = 0;
    const loaded = (done: number): void => {
      const reached = Math.floor((10 * done) / closed.length);
      if (reached > tenth) told.progress(`demo city: ${done} of ${closed.length} closed hazards of the past year are loaded`);
      tenth = reached;
    };
    await this.file('hazards', closed, (plan) => hazardFiling(city.live(plan), city.book), loaded);
    await this.drained(0, 60_000);
    told.progress(`demo city: complete${this.skipped > 0 ? ` (${this.skipped} were there already)` : ''}`);
  }

  private async loadRegistry(): Promise<void> {
    const { firms, homes } = this.city.registry;
    await this.file('enterprises', firms, (firm) => firmFiling(firm, this.city.book));
    const ledgers = new Map(homes.map((home) => [home, this.city.ledger(home)] as const));
    await this.file('compounds', homes, (home) => homeFiling(home, ledgers.get(home)!));
    const tenures = homes.flatMap((home) => home.tenures.map((tenure) => [home, tenure] as const));
    await this.file('contracts', tenures, ([home, tenure]) => tenureFiling(home, tenure));
    const gaps = [...ledgers.values()].flatMap(({ lives }) => lives);
    await this.file('coverage_gaps', gaps, gapFiling);
  }

  /** Lives every hazard once to know which are open; newest first. */
  private async sorted(): Promise<{ open: Plan[]; closed: Plan[] }> {
    const [open, closed]: [Plan[], Plan[]] = [[], []];
    for (const [index, plan] of this.city.hazards.toReversed().entries()) {
      (isOpen(this.city.live(plan).hazard) ? open : closed).push(plan);
      if (index % 25 === 0) await breath();
    }
    return { open, closed };
  }

  /** While one batch travels the next is made. */
  private async file<T>(
    table: keyof Loading['lanes'],
    all: readonly T[],
    filingOf: (one: T) => Filing,
    told: (done: number) => void = () => undefined,
  ): Promise<void> {
    let travelling: Promise<void> = Promise.resolve();
    for (let from = 0; from < all.length; from += batch) {
      const filings: Filing[] = [];
      for (const one of all.slice(from, from + batch)) {
        filings.push(filingOf(one));
        if (filings.length % 25 === 0) await breath();
      }
      await travelling;
      const outcomes = await this.lanes[table].file(filings, loader);
      const other = outcomes.indexOf('other');
      if (other >= 0) throw new Error(`${table}: ${filings[other]!.id} is there with other content`);
      this.skipped += outcomes.filter((outcome) => outcome === 'same').length;
      if (outcomes.includes('new')) travelling = this.drained(waiting, 120_000);
      travelling.catch(() => undefined); // said when it is awaited
      told(Math.min(from + batch, all.length));
    }
    await travelling;
  }

  /** Until at most so many events are on the way to the desk; goes on after a while all the same, for a part may be down. */
  private async drained(most: number, patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    const text = `select count(*)::int as n from (select from outbox_pending limit ${most + 1}) waiting`;
    const isWaiting = async (): Promise<boolean> => {
      for (const whose of ['registry', 'hazards'] as const) {
        const { rows } = await this.databases[whose].relay.query({ text, values: [] });
        if (Number(rows[0]!['n']) > most) return true;
      }
      return ((await this.behind()) ?? 0) > most;
    };
    while ((await isWaiting()) && Date.now() < until) await pause(40);
  }
}

/** Draws the numbers that the history uses, so that what is filed later counts on from there. */
export async function drawNumbers(
  { series }: City,
  known: Readonly<Record<string, number>>,
  hazards: Querying,
): Promise<Record<string, number>> {
  const numbers = { ...known };
  for (const [name, count] of series) {
    if (numbers[name] !== undefined) continue;
    const [prefix, place, year] = name.split('-') as [string, string, string];
    const { rows } = await hazards.query({
      text: 'select next_numbers($1, $2, $3, $4) as first',
      values: [prefix, place, Number(year), count],
    });
    numbers[name] = Number(rows[0]!['first']);
  }
  return numbers;
}
