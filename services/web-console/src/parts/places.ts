/** Names of divisions for codes, from the registry's own table; until it is here the code itself is shown. */
import { useQueries } from '@tanstack/react-query';
import { at, levels, outermost } from '@anju/contracts/place';
import type { Division } from '@anju/contracts/divisions';
import { divisionsQuery } from '../api/registry.js';
import { useMe } from '../session.js';

/** The counties (or what is wider) that a person's scope lies in. */
export const countiesOf = (divisions: readonly string[]): string[] => outermost(divisions.map((code) => at(code, 'county') ?? code));

export interface Places {
  readonly list: readonly Division[];
  name(code: string): string;
  /** The lowest two known levels below the county: subdistrict and community. */
  path(code: string): string;
}
/** `more`: codes outside the own scope that have to be named too. */
export function usePlaces(more: readonly string[] = []): Places {
  const me = useMe();
  return useQueries({
    queries: countiesOf([...me.divisions, ...more]).map(divisionsQuery),
    combine: (results): Places => {
      const list = results.flatMap(({ data }) => data ?? []);
      const names = new Map(list.map(({ code, name }) => [code, name]));
      const name = (code: string): string => names.get(code) ?? code;
      return {
        list,
        name,
        path: (code) =>
          levels(code)
            .slice(3)
            .filter((level) => names.has(level))
            .map(name)
            .join(' › ') || name(code),
      };
    },
  });
}
