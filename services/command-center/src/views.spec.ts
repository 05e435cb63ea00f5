/**
 * The promise on which a rebuild and every repair rest: what a view shows depends on what happened to each thing, not on the
 * order in which different things' events arrived nor on where batches were cut. The fold is exercised without a database:
 * what the batches would write is collected and compared.
 */
import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@anju/contracts/event';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { Batch, type Memory } from './batch.js';
import { keyOf, type Known } from './case.js';
import { dice, hazardStory, incidentStory, registryStory } from './story.fixtures.js';
import type { Row } from './view.js';
import { views } from './views.projection.js';

/** Tables in memory: rows by key, counters added up. */
class Tables implements Memory {
  private readonly things = new Map<string, Known>();
  private readonly waiting = new Map<string, Map<number, CloudEvent>>();
  private readonly rows = new Map<string, Map<string, Row>>();
  readonly parked: string[] = [];

  known = (key: string) => this.things.get(key);
  held = (key: string) => this.waiting.get(key) ?? new Map<number, CloudEvent>();
  isParked = () => false;
  lastSeq = () => 0;

  apply(events: readonly CloudEvent[]): void {
    const batch = new Batch(this, { views, position: 0, feedSeq: 0, feedFromMs: undefined });
    for (const event of events) batch.take(event);
    for (const [key, known] of batch.known) this.things.set(key, JSON.parse(JSON.stringify(known)) as Known);
    for (const [key, held] of batch.held) this.waiting.set(key, held);
    this.parked.push(...batch.parked.map(({ cause }) => cause));
    for (const { table, written, dropped } of batch.changes.tables) {
      const stored = this.rows.get(table.name) ?? new Map<string, Row>();
      this.rows.set(table.name, stored);
      const name = (row: Row) => table.key.map((column) => row[column]).join(' ');
      for (const row of dropped) stored.delete(name(row));
      for (const row of written) {
        const before = table.counts ? stored.get(name(row)) : undefined;
        const sums = Object.fromEntries(table.columns.map((column) => [column, Number(before?.[column] ?? 0) + Number(row[column] ?? 0)]));
        stored.set(name(row), table.counts ? { ...row, ...sums } : row);
        if (table.counts && table.columns.every((column) => sums[column] === 0)) stored.delete(name(row));
      }
    }
  }
  get digest(): string {
    return canonicalize([...this.rows].map(([name, rows]) => [name, [...rows].sort(([a], [b]) => (a < b ? -1 : 1))]).sort())!;
  }
}

/** Things' events in an order that the dice choose, each thing's own in order. */
function interleaved(things: readonly (readonly CloudEvent[])[], choices: readonly number[]): CloudEvent[] {
  const left = things.map((events) => [...events]).filter((events) => events.length > 0);
  const order: CloudEvent[] = [];
  for (let turn = 0; left.length > 0; turn++) {
    const index = (choices[turn % Math.max(1, choices.length)] ?? 0) % left.length;
    order.push(left[index]!.shift()!);
    if (left[index]!.length === 0) left.splice(index, 1);
  }
  return order;
}
const cut = (events: readonly CloudEvent[], sizes: readonly number[]): CloudEvent[][] => {
  const batches: CloudEvent[][] = [];
  for (let from = 0, turn = 0; from < events.length; turn++) {
    const size = 1 + ((sizes[turn % Math.max(1, sizes.length)] ?? 0) % 7);
    batches.push(events.slice(from, from + size));
    from += size;
  }
  return batches;
};
const folded = (batches: readonly (readonly CloudEvent[])[]): Tables => {
  const tables = new Tables();
  for (const batch of batches) tables.apply(batch);
  return tables;
};

const numbers = fc.array(fc.nat(1_000), { maxLength: 40 });
const stories = fc.array(numbers, { minLength: 1, maxLength: 8 }).map((rolls) =>
  rolls.flatMap((own, index): CloudEvent[][] => {
    const at = new Date(Date.parse('2026-11-01T10:00:00.000Z') + index * 7_200_000).toISOString();
    return [
      hazardStory(index, dice(own), at, own.length % 9),
      incidentStory(index, dice(own), at),
      index < 4 ? registryStory(index, at) : [],
    ];
  }),
);

describe('the views', () => {
  it('do not show in which order different things’ events came, nor how they were cut into batches', () => {
    fc.assert(
      fc.property(stories, numbers, numbers, (things, choices, sizes) => {
        const plain = folded([things.flat()]);
        expect(folded(cut(interleaved(things, choices), sizes)).digest).toBe(plain.digest);
        expect(plain.parked).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('do not show that events came twice, or that one came too early', () => {
    fc.assert(
      fc.property(stories, numbers, (things, sizes) => {
        const events = things.flat();
        const disturbed = [...events.slice().reverse(), ...events, ...events];
        expect(folded(cut(disturbed, sizes)).digest).toBe(folded([events]).digest);
      }),
      { numRuns: 60 },
    );
  });

  it('count what is open exactly as the list of open hazards does', () => {
    fc.assert(
      fc.property(stories, (things) => {
        const { open, counted } = openAndCounted(things.flat());
        expect(counted).toBe(open);
      }),
      { numRuns: 60 },
    );
  });
});

function openAndCounted(events: readonly CloudEvent[]): { open: number; counted: number } {
  const tables = folded([events]);
  const rows = JSON.parse(tables.digest) as [string, [string, Row][]][];
  const of = (name: string) => rows.find(([table]) => table === name)?.[1] ?? [];
  const counted = of('present_counts').filter(([channel]) => channel === 'd.31' || channel === 'd.51');
  return { open: of('open_hazards').length, counted: counted.reduce((sum, [, row]) => sum + Number(row['open']), 0) };
}

describe('a hazard that cannot be understood', () => {
  it('is parked with its cause and lets every other pass', () => {
    const [first, ...rest] = hazardStory(1, dice([1]), '2026-11-01T10:00:00.000Z', 3);
    const others = hazardStory(2, dice([2]), '2026-11-01T10:00:00.000Z', 3);
    const tables = folded([[{ ...first!, data: { nonsense: true } }, ...others, ...rest]]);
    expect(tables.parked).toHaveLength(1 + rest.length);
    expect(tables.parked[0]).toMatch(/^not as declared/);
    expect(tables.known(keyOf(others[0]!))?.version).toBe(others.length);
  });
});
