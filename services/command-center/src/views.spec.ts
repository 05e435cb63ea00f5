/**
 * The promise on which a rebuild and every repair rest: what a view shows depends on what happened to each thing, not on the
 * order in which different things' events arrived nor on where batches were cut. The fold is exercised without a database:
 * what the batches would write is collected and compared.
 */
import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@anju/contracts/event';
import { dutiesOf } from '@anju/contracts/hazard-life';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { Batch, type Memory } from './batch.js';
import { keyOf, type Known } from './case.js';
import { columnOf, levelFigures } from './levels.js';
import { dice, dutyReportStory, hazardStory, incidentStory, permitStory, registryStory } from './story.fixtures.js';
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
      permitStory(index, dice(own), at),
      dutyReportStory(index, dice(own), at),
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

  it('count what stands open exactly as the rows say, now and at the end of every past day', () => {
    fc.assert(
      fc.property(stories, (things) => {
        const rows = rowsOf(things.flat());
        const wide = (row: Row) => row['channel'] === 'd.31' || row['channel'] === 'd.51';
        const [present, days, spans] = [rows('present_counts').filter(wide), rows('day_counts').filter(wide), rows('figure_spans')];
        const sum = (of: readonly Row[], column: string) => of.reduce((total, row) => total + Number(row[column] ?? 0), 0);
        expect(sum(present, 'open')).toBe(rows('open_hazards').length);
        expect(sum(present, 'permits')).toBe(rows('permits_in_force').length);
        for (const figure of levelFigures) {
          const own = spans.filter((span) => span['figure'] === figure);
          const now = sum(present, columnOf(figure));
          expect({ figure, now }).toEqual({ figure, now: own.filter((span) => span['until_day'] === undefined).length });
          for (const end of new Set(days.map(({ day }) => String(day)))) {
            const later = sum(
              days.filter(({ day }) => String(day) > end),
              columnOf(figure),
            );
            const stood = own.filter(({ from_day, until_day }) => String(from_day) <= end && (!until_day || String(until_day) > end));
            expect({ figure, end, value: now - later }).toEqual({ figure, end, value: stood.length });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('hold a task for every duty of every case, and nothing of a case that is through', () => {
    fc.assert(
      fc.property(stories, (things) => {
        const events = things.flat();
        const tables = folded([events]);
        const tasks = rowsIn(tables)('tasks').map(({ hazard_id, duty }) => `${String(hazard_id)} ${String(duty)}`);
        const cases = [...new Set(events.filter(({ type }) => type.startsWith('hazard.')).map(keyOf))].map(
          (key) => tables.known(key) as Known<'hazard'>,
        );
        const duties = cases.flatMap(({ id, state }) => dutiesOf(state.hazard).map((duty) => `${id} ${duty}`));
        expect(new Set(tasks)).toEqual(new Set(duties));
        const through = cases.filter(({ state }) => ['MERGED', 'VOID'].includes(state.hazard.state));
        for (const { id } of through) expect(tasks.filter((task) => task.startsWith(id))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('do not count what was merged or declared void as closed, nor as open', () => {
    fc.assert(
      fc.property(stories, (things) => {
        const events = things.flat();
        const rows = rowsOf(events);
        const wide = rows('day_counts').filter(({ channel }) => channel === 'd.31' || channel === 'd.51');
        const closed = wide.reduce((sum, row) => sum + Number(row['closed'] ?? 0), 0);
        expect(closed).toBe(events.filter(({ type }) => type === 'hazard.closed.v1').length);
        const gone = events.filter(({ type }) => type === 'hazard.merged.v1' || type === 'hazard.voided.v1').map(({ subject }) => subject);
        expect(rows('open_hazards').filter(({ id }) => gone.includes(String(id)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

const rowsIn = (tables: Tables) => {
  const all = JSON.parse(tables.digest) as [string, [string, Row][]][];
  return (name: string): Row[] => (all.find(([table]) => table === name)?.[1] ?? []).map(([, row]) => row);
};
const rowsOf = (events: readonly CloudEvent[]) => rowsIn(folded([events]));

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
