/**
 * A register in memory, acted upon by the same rules as the service and kept as nothing but events: what stands in it is
 * what folding them gives. Beside it a day book is kept that knows no rules: for every compound and day who served it, how
 * many households it had and whether it was there, written over cell by cell as people would on squared paper.
 */
import type { CoverageGap } from '@anju/contracts/coverage';
import { daysAfter, startOfDay } from '@anju/contracts/day';
import type { Fact } from '@anju/contracts/event';
import { ProblemError } from '@anju/contracts/problems';
import type { Compound, Contract } from '@anju/contracts/registry';
import * as compounds from './compound.js';
import * as contracts from './contract.js';
import { gapsKnownOn, gapsOf, nextTurn } from './coverage.js';
import * as gaps from './gap.js';
import { aCompound, aContract, registrar } from './registry.fixtures.js';

/** Days of the book, and those on which people act. */
export const firstDay = '2026-01-01';
export const length = 160;
export const dayAt = (index: number): string => daysAfter(firstDay, index);
const uuid = (kind: string, n: number): string => `01930000-0000-7000-8000-${kind}${String(n).padStart(8, '0')}`;
export const firms = [1, 2, 3].map((n) => uuid('0002', n));

export interface Cell {
  firm: string | undefined;
  households: number;
  exists: boolean;
  name: string;
}
export type Act =
  | { readonly do: 'wait'; readonly days: number }
  | { readonly do: 'register'; readonly households: number }
  | { readonly do: 'conclude'; readonly compound: number; readonly firm: number; readonly from: number; readonly days: number }
  | { readonly do: 'end'; readonly contract: number; readonly on: number }
  | { readonly do: 'exit'; readonly firm: number; readonly on: number }
  | { readonly do: 'rename'; readonly compound: number; readonly from: number }
  | { readonly do: 'merge'; readonly survivor: number; readonly others: readonly number[]; readonly from: number }
  | { readonly do: 'split'; readonly compound: number; readonly from: number; readonly households: readonly [number, number] };

const by = registrar();
const nth = <T>(all: readonly T[], n: number): T | undefined => (all.length === 0 ? undefined : all[n % all.length]);

export class World {
  /** Events by aggregate, as the log has them. */
  readonly log = new Map<string, Fact[]>();
  readonly book = new Map<string, Cell[]>();
  readonly refused: string[] = [];
  today = 30;
  private made = 0;
  private readonly exited = new Map<string, string>();

  private folded<State>(kind: string, evolve: (state: State | undefined, fact: never, version: number) => State): State[] {
    return [...this.log]
      .filter(([key]) => key.startsWith(kind))
      .map(([, facts]) => facts.reduce<State | undefined>((state, fact, index) => evolve(state, fact as never, index + 1), undefined)!);
  }
  get compounds(): Compound[] {
    return this.folded('compound ', compounds.evolve);
  }
  get contracts(): Contract[] {
    return this.folded('contract ', contracts.evolve);
  }
  get gaps(): CoverageGap[] {
    return this.folded('gap ', gaps.evolve);
  }
  contractsOf = (id: string): Contract[] => this.contracts.filter(({ compoundId }) => compoundId === id);
  private get at(): string {
    return startOfDay(dayAt(this.today));
  }
  private record(kind: string, id: string, fact: Fact): void {
    const key = `${kind} ${id}`;
    this.log.set(key, [...(this.log.get(key) ?? []), fact]);
  }
  private cells(id: string): Cell[] {
    return this.book.get(id)!;
  }
  private write(id: string, from: number, until: number, change: (cell: Cell, day: number) => void): void {
    for (let day = Math.max(0, from); day < Math.min(length, until); day += 1) change(this.cells(id)[day]!, day);
  }

  /** Does it, unless a rule says no; then nothing has happened. */
  act(act: Act): void {
    try {
      this.settle(this[act.do](act as never));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.refused.push(`${act.do} ${error.code}`);
    }
  }

  private settle(ids: readonly string[]): void {
    for (const compound of this.compounds.filter(({ id }) => ids.includes(id))) {
      const known = gapsKnownOn(gapsOf(compound, this.contractsOf(compound.id)), dayAt(this.today));
      const entries = this.gaps.filter(({ compoundId }) => compoundId === compound.id);
      for (const fact of gaps.settle(compound, entries, known, () => uuid('0009', ++this.made), by, this.at))
        this.record('gap', fact.data.gap.id, fact);
    }
  }

  /** Only those whose timer is due are settled when a day comes. */
  private wait({ days }: { days: number }): string[] {
    for (let left = days; left > 0; left -= 1) {
      const due = this.compounds.filter(({ id, ...compound }) => {
        const turn = nextTurn(gapsOf(compound, this.contractsOf(id)), dayAt(this.today));
        return turn !== undefined && turn <= dayAt(this.today + 1);
      });
      this.today += 1;
      this.settle(due.map(({ id }) => id));
    }
    return [];
  }

  private register({ households }: { households: number }): string[] {
    const id = uuid('0001', ++this.made);
    const fact = compounds.register(aCompound({ id, name: `示例${this.made}苑`, households }), by, this.at);
    this.record('compound', id, fact);
    this.book.set(
      id,
      Array.from({ length }, () => ({ firm: undefined, households, exists: true, name: fact.data.compound.name })),
    );
    return [id];
  }

  private conclude({ compound, firm, from, days }: Extract<Act, { do: 'conclude' }>): string[] {
    const [place, firmId] = [nth(this.compounds, compound), firms[firm]!];
    if (!place) return [];
    const input = aContract({
      id: uuid('0003', ++this.made),
      compoundId: place.id,
      enterpriseId: firmId,
      startsOn: dayAt(from),
      endsOn: dayAt(from + days - 1),
    });
    // The table's constraint, which no rule reads.
    const isTaken = this.contractsOf(place.id).some((other) => contracts.reaches(other, input.startsOn) && other.startsOn <= input.endsOn);
    if (isTaken) return [];
    const status = this.exited.has(firmId) ? 'EXITED' : 'ACCEPTED';
    this.record('contract', input.id, contracts.conclude(input, place, { name: firmId, status }, by, this.at));
    this.write(place.id, from, from + days, (cell) => void (cell.firm = firmId));
    return [place.id];
  }

  private end({ contract, on }: Extract<Act, { do: 'end' }>): string[] {
    const found = nth(this.contracts, contract);
    if (!found) return [];
    const fact = contracts.end(found, { endedOn: dayAt(on), reason: '协商' }, by, this.at);
    this.record('contract', found.id, fact);
    const last = [...Array(length).keys()].findLastIndex((day) => dayAt(day) <= found.endsOn);
    this.write(found.compoundId, on + 1, last + 1, (cell) => void (cell.firm = undefined));
    return [found.compoundId];
  }

  private exit({ firm, on }: Extract<Act, { do: 'exit' }>): string[] {
    const id = firms[firm]!;
    if (this.exited.has(id)) return [];
    this.exited.set(id, dayAt(on));
    const those = this.contracts.filter((contract) => contract.enterpriseId === id && contracts.reaches(contract, dayAt(on)));
    for (const contract of those)
      this.record('contract', contract.id, contracts.cutOff(contract, dayAt(on), 'firm-exited', '退出', by, this.at));
    for (const compoundId of this.book.keys())
      this.write(compoundId, on, length, (cell) => void (cell.firm = cell.firm === id ? undefined : cell.firm));
    return those.map(({ compoundId }) => compoundId);
  }

  private rename({ compound, from }: Extract<Act, { do: 'rename' }>): string[] {
    const place = nth(this.compounds, compound);
    if (!place) return [];
    const name = `示例${++this.made}园`;
    const next = place.formerNames?.find(({ until }) => dayAt(from) <= until)?.until;
    this.record('compound', place.id, compounds.rename(place, { name, from: dayAt(from), reason: '更名' }, by, this.at));
    this.write(place.id, from, length, (cell, day) => void (cell.name = next === undefined || dayAt(day) <= next ? name : cell.name));
    return [place.id];
  }

  private merge({ survivor, others, from }: Extract<Act, { do: 'merge' }>): string[] {
    const place = nth(this.compounds, survivor);
    if (!place) return [];
    const ids = [...new Set(others.map((n) => nth(this.compounds, n)!.id))].filter((id) => id !== place.id);
    if (ids.length === 0) return [];
    const those = ids.map((id) => this.compounds.find((compound) => compound.id === id)!);
    const input = { others: ids, from: dayAt(from), facts: {}, reason: '合并' };
    for (const fact of compounds.merge(place, those, input, by, this.at)) this.record('compound', fact.data.compound.id, fact);
    for (const id of ids) {
      this.cutOff(id, from, 'merged');
      this.write(place.id, from, length, (cell, day) => void (cell.households += this.cells(id)[day]!.households));
    }
    for (const id of ids) this.leave(id, from);
    return [place.id, ...ids];
  }

  private split({ compound, from, households }: Extract<Act, { do: 'split' }>): string[] {
    const place = nth(this.compounds, compound);
    if (!place) return [];
    const parts = households.map((count) => ({
      ...aCompound({ id: uuid('0001', ++this.made), name: `示例${this.made}区`, households: count }),
      buildings: 1,
    }));
    const [apart, ...registered] = compounds.split(place, { from: dayAt(from), parts, reason: '拆分' }, by, this.at);
    this.record('compound', place.id, apart);
    const carried = this.cutOff(place.id, from, 'split');
    for (const fact of registered) {
      const part = fact.data.compound;
      this.record('compound', part.id, fact);
      for (const contract of carried) {
        const id = uuid('0003', ++this.made);
        this.record('contract', id, contracts.carryOn(contract, part, id, dayAt(from), by, this.at));
      }
      const whole = this.cells(place.id);
      this.book.set(
        part.id,
        whole.map(({ firm }, day) => ({
          firm: day < from ? undefined : firm,
          households: part.households,
          exists: day >= from,
          name: part.name,
        })),
      );
    }
    this.leave(place.id, from);
    return [place.id, ...parts.map(({ id }) => id)];
  }

  private cutOff(compoundId: string, from: number, cause: 'merged' | 'split'): Contract[] {
    const those = this.contractsOf(compoundId).filter((contract) => contracts.reaches(contract, dayAt(from)));
    for (const contract of those) this.record('contract', contract.id, contracts.cutOff(contract, dayAt(from), cause, '', by, this.at));
    return those;
  }
  private leave(id: string, from: number): void {
    this.write(id, from, length, (cell) => Object.assign(cell, { firm: undefined, exists: false }));
  }
}
