/** Looks every acknowledged filing up where it has to be: database, stream, snapshot, event list, and the desks that were open. */
import type { Api } from './api.js';
import type { Book } from './book.js';
import { snapshotOf } from './desks.js';
import { until } from './http.js';
import { backlog, missingInDatabase, notOnce, reportsOnStream } from './lookups.js';
import type { LiveReader } from './reader.js';
import type { Tokens } from './tokens.js';
import type { Verdicts } from './verdicts.js';

export interface Where {
  readonly api: Api;
  readonly tokens: Tokens;
  readonly book: Book;
  readonly desks: readonly LiveReader[];
  /** Where stream and event list stood before. */
  readonly afterSeq: number;
  readonly afterPosition: number;
  readonly townships: readonly string[];
}

export async function eventPosition(api: Api, token: string): Promise<number> {
  const page = await api.read<{ items: { position: number }[] }>('listEvents', { token, query: { order: 'newest', limit: 1 } });
  return page.items[0]?.position ?? 0;
}

export async function lookUp({ api, tokens, book, desks, afterSeq, afterPosition, townships }: Where, verdicts: Verdicts): Promise<void> {
  const { run } = api;
  const left = await until(
    () => backlog(run),
    ({ pending }) => pending === 0,
    60_000,
    300,
  );
  const faults = await until(
    () => book.faults(),
    ({ missing }) => missing.length === 0,
    30_000,
    250,
  );
  const ids = book.ids;
  verdicts.check('left in outboxes / parked', `${left.pending} / ${left.parked}`, '0 / 0', left.pending + left.parked === 0);
  verdicts.none('201 without its row and event in the database', await missingInDatabase(run, ids));
  verdicts.none('201 not on the stream once', notOnce(ids, await reportsOnStream(run, afterSeq)));
  verdicts.none('201 not in the snapshots once', notOnce(ids, await inSnapshots(api, tokens, townships)));
  verdicts.none('201 not in the list of events once', notOnce(ids, await inEvents(api, tokens.of('operator'), afterPosition)));
  verdicts.none('201 missing on an open desk', faults.missing);
  verdicts.none('201 twice on an open desk', faults.doubled);
  verdicts.none('201 on a desk of another scope', faults.foreign);
  verdicts.none(
    'broken chain, foreign channel or wrong heartbeat',
    desks.flatMap(({ violations }) => violations),
  );
}

async function inSnapshots(api: Api, tokens: Tokens, townships: readonly string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const code of townships) {
    const { hazards } = await snapshotOf(api, tokens.for({ sub: `proof-desk-${code}`, role: 'operator', divisions: [code] }));
    for (const { id } of hazards) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

async function inEvents(api: Api, token: string, position: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let after = position; ;) {
    const page = await api.read<{ items: { event: { subject: string } }[]; after: number }>('listEvents', {
      token,
      query: { after, type: 'hazard.reported.v1', limit: 500 },
    });
    for (const { event } of page.items) counts.set(event.subject, (counts.get(event.subject) ?? 0) + 1);
    if (page.items.length === 0 || page.after <= after) return counts;
    after = page.after;
  }
}
