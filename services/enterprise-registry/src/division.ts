/**
 * Divisions as rows of a table that is imported and dated, from CSV files with `code,name,level,parent,initials`. A division has no
 * UUID of its own, so its events are told apart by one that follows from the code and is the same in every installation.
 */
import { dayBefore } from '@anju/contracts/day';
import {
  DivisionRecorded,
  type Division,
  type DivisionDifference,
  type DivisionEntry,
  type ImportDivisions,
} from '@anju/contracts/divisions';
import type { FactOf } from '@anju/contracts/event';
import { isWithin, levelOf, levels } from '@anju/contracts/place';
import { problem, type ProblemError } from '@anju/contracts/problems';
import { v5 } from 'uuid';

const space = '6f0c7a52-3d0e-5c8e-8e8f-4a5f0b7c2d11';
export const aggregateIdOf = (code: string): string => v5(`division/${code}`, space);

/** Farms and development zones that the statistics keep beside the real townships. */
export const isPseudo = (code: string): boolean => code.length >= 9 && /^[45]/.test(code.slice(6, 9));

export interface Listed {
  readonly code: string;
  readonly name: string;
  readonly level: Division['level'];
  readonly parent: string;
  readonly initials: string;
}
export interface Source {
  readonly source: string;
  readonly validFrom: string;
}

export const divisionOf = ({ code, name, level, parent }: Listed, { source, validFrom }: Source): Division => ({
  code,
  name,
  level,
  ...(parent && { parent }),
  isPseudo: isPseudo(code),
  validFrom,
  source,
});
export const recorded = (division: Division): FactOf<typeof DivisionRecorded> => DivisionRecorded.of(division);

/** Names from the province down; Shanghai's 市辖区 and its like say nothing and are left out. */
export const namesOf = (code: string, nameOf: (code: string) => string | undefined): string[] =>
  levels(code)
    .flatMap((level) => nameOf(level) ?? [])
    .filter((name) => name !== '市辖区' && name !== '县');

export interface Imported {
  readonly difference: DivisionDifference;
  /** Every division that is not as it was, as it is from now on. */
  readonly changed: readonly Division[];
}
const wrong = (index: number, member: keyof DivisionEntry, code: string, message: string): ProblemError =>
  problem(code === 'unknown' ? 'division-unknown' : 'content-invalid', {
    errors: [{ pointer: `/rows/${index}/${member}`, code, message }],
  });

function mustFit({ rows }: ImportDivisions, known: ReadonlyMap<string, Division>): void {
  const named = new Set<string>();
  for (const { code } of rows) named.add(code);
  const isThere = (code: string): boolean => named.has(code) || known.has(code);
  const seen = new Set<string>();
  for (const [index, { code, level, parent, successors = [] }] of rows.entries()) {
    if (seen.has(code)) throw wrong(index, 'code', 'named-twice', code);
    seen.add(code);
    if (levelOf(code) !== level) throw wrong(index, 'level', 'not-of-code', `${code} is ${levelOf(code)}`);
    if (parent !== undefined && !isThere(parent)) throw wrong(index, 'parent', 'unknown', parent);
    const missing = successors.find((successor) => !isThere(successor));
    if (missing !== undefined) throw wrong(index, 'successors', 'unknown', missing);
    if (successors.includes(code)) throw wrong(index, 'successors', 'itself', code);
  }
}

/** What an imported table changes in the one that is known; a code that is over keeps its row, its last day and its successors. */
export function imported(input: ImportDivisions, known: ReadonlyMap<string, Division>): Imported {
  mustFit(input, known);
  const { source, sourceOn, effectiveOn, completeWithin } = input;
  const difference: DivisionDifference = { added: [], renamed: [], moved: [], ended: [], unchanged: 0 };
  const changed: Division[] = [];
  const provenance = { source: `${source} (${sourceOn})` };
  const over = (before: Division, successors: string[] | undefined): void => {
    const { successors: _, ...rest } = before;
    difference.ended.push({ code: before.code, name: before.name, ...(successors && { successors }) });
    changed.push({ ...rest, ...provenance, validTo: dayBefore(effectiveOn), ...(successors && { successors }) });
  };
  for (const { successors, isPseudo: told, ...row } of input.rows) {
    const { code, name } = row;
    const before = known.get(code);
    const pseudo = told ?? isPseudo(code);
    if (successors) {
      if (before?.validTo !== undefined && String(before.successors) === String(successors)) difference.unchanged += 1;
      else over(before ?? { ...row, isPseudo: pseudo, validFrom: effectiveOn, ...provenance }, successors);
      continue;
    }
    if (!before || before.validTo !== undefined) {
      difference.added.push({ code, name });
      changed.push({ ...row, isPseudo: pseudo, validFrom: effectiveOn, ...provenance });
      continue;
    }
    const isRenamed = before.name !== name;
    const isMoved = before.parent !== row.parent || before.level !== row.level || before.isPseudo !== pseudo;
    if (isRenamed) difference.renamed.push({ code, name, before: before.name });
    if (isMoved) difference.moved.push({ code, name, ...(before.parent && { before: before.parent }) });
    if (isRenamed || isMoved) changed.push({ ...row, isPseudo: pseudo, validFrom: before.validFrom, ...provenance });
    else difference.unchanged += 1;
  }
  if (completeWithin !== undefined) {
    const named = new Set(input.rows.map(({ code }) => code));
    for (const before of known.values())
      if (isWithin(before.code, completeWithin) && before.validTo === undefined && !named.has(before.code)) over(before, undefined);
  }
  return { difference, changed };
}
