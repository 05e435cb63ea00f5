/**
 * What a view is: tables of keyed rows or of counters, and a pure fold from one applied event to changes of them. Changes
 * of a batch are merged in memory before anything is written; a row is put or dropped, a counter is added to. Because rows
 * belong to one thing and counters commute, the order in which different things' events arrive cannot be seen in a view.
 */
import type { Step } from './case.js';

export type Cell = string | number | boolean | null | undefined | readonly string[] | object;
export type Row = Readonly<Record<string, Cell>>;

export interface Table {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Columns are integers that are added to. */
  readonly counts: boolean;
}
export type Change =
  | { readonly table: Table; readonly key: Row; readonly put: Row }
  | { readonly table: Table; readonly key: Row; readonly drop: true }
  | { readonly table: Table; readonly key: Row; readonly add: Readonly<Record<string, number>> };

export interface View {
  /** As `anju digest` names it. */
  readonly name: string;
  readonly tables: readonly Table[];
  fold(step: Step): Change[];
}

export const rows = (name: string, key: readonly string[], columns: readonly string[]): Table => ({ name, key, columns, counts: false });
export const counters = (name: string, key: readonly string[], columns: readonly string[]): Table => ({ name, key, columns, counts: true });

/** Merged changes of one table: the last put or drop of a key, or the sum of what is added to it. */
export class Merged {
  private readonly byKey = new Map<string, { key: Row; put?: Row | undefined; add?: Record<string, number> }>();

  constructor(readonly table: Table) {}

  take(change: Change): void {
    const [first, ...others] = this.table.key;
    let name = String(change.key[first!]);
    for (const column of others) name += ` ${change.key[column] as string}`;
    if ('add' in change) {
      const sums = this.byKey.get(name)?.add ?? {};
      for (const [column, by] of Object.entries(change.add)) sums[column] = (sums[column] ?? 0) + by;
      this.byKey.set(name, { key: change.key, add: sums });
    } else {
      this.byKey.set(name, { key: change.key, put: 'put' in change ? change.put : undefined });
    }
  }

  /** Whole rows to insert or to overwrite, or what is to be added. */
  get written(): Row[] {
    const found: Row[] = [];
    for (const { key, put, add } of this.byKey.values()) {
      if (put) found.push({ ...key, ...put });
      else if (add && Object.values(add).some((by) => by !== 0)) found.push({ ...key, ...add });
    }
    return found;
  }
  get dropped(): Row[] {
    return [...this.byKey.values()].filter(({ put, add }) => !put && !add).map(({ key }) => key);
  }
}

export class Changes {
  private readonly byTable = new Map<string, Merged>();

  take(changes: readonly Change[]): void {
    for (const change of changes) {
      let merged = this.byTable.get(change.table.name);
      if (!merged) this.byTable.set(change.table.name, (merged = new Merged(change.table)));
      merged.take(change);
    }
  }
  get tables(): Merged[] {
    return [...this.byTable.values()];
  }
}
