/**
 * Divisions as rows of a table that is imported and dated, from CSV files with `code,name,level,parent,initials`. A division has no
 * UUID of its own, so its events are told apart by one that follows from the code and is the same in every installation.
 */
import { DivisionRecorded, type Division } from '@anju/contracts/divisions';
import type { FactOf } from '@anju/contracts/event';
import { levels } from '@anju/contracts/place';
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
