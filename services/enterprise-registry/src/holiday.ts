/**
 * A year of the national calendar as a rule document. What was known of the year stays as it was; another schedule is a
 * further version of the same document, which decides from then on.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { FactOf } from '@anju/contracts/event';
import { HolidayImported, type HolidayImport, type ImportHolidays } from '@anju/contracts/holidays';
import type { Holidays, PolicyOf } from '@anju/contracts/policies';
import { problem } from '@anju/contracts/problems';

export type HolidayFact = FactOf<typeof HolidayImported> & { readonly data: HolidayImport };
type Member = 'holidays' | 'makeUpDays';

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
/** A holiday of January may begin in the last days of December before. */
const isOfYear = (day: string, year: number): boolean => day >= `${year - 1}-12-25` && day <= `${year}-12-31`;

function mustFit({ year, holidays, makeUpDays }: ImportHolidays): void {
  const of = (member: Member, days: readonly string[], wrong: (day: string, index: number) => string | undefined) =>
    days.flatMap((day, index) => {
      const code = isOfYear(day, year) ? wrong(day, index) : 'other-year';
      return code ? [{ pointer: `/${member}/${index}`, code, message: day }] : [];
    });
  const errors = [
    ...of('holidays', holidays, (day, index) => (holidays.indexOf(day) < index ? 'named-twice' : undefined)),
    ...of('makeUpDays', makeUpDays, (day, index) =>
      makeUpDays.indexOf(day) < index
        ? 'named-twice'
        : holidays.includes(day)
          ? 'also-a-holiday'
          : isWeekend(day)
            ? undefined
            : 'no-weekend',
    ),
  ];
  if (errors.length > 0) throw problem('content-invalid', { errors });
}

const isSame = (a: Holidays, b: Holidays): boolean =>
  String(a.holidays) === String(b.holidays) && String(a.makeUpDays) === String(b.makeUpDays);

export function importHolidays(input: ImportHolidays, known: PolicyOf<'holidays'> | undefined, by: Actor, at: string): HolidayFact {
  mustFit(input);
  const { id, year, basis } = input;
  const content = { year, holidays: [...input.holidays].sort(), makeUpDays: [...input.makeUpDays].sort() };
  const isUnchanged = known !== undefined && isSame(known.content, content);
  const document: PolicyOf<'holidays'> = isUnchanged
    ? known
    : {
        id: documentIdOf(year),
        kind: 'holidays',
        version: (known?.version ?? 0) + 1,
        validFrom: `${year}-01-01`,
        validTo: `${year}-12-31`,
        title: { zh: `${year} 年节假日与调休上班日`, en: `Holidays and make-up days of ${year}` },
        basis,
        content,
      };
  return HolidayImported.of({ id, year, isUnchanged, document, by: personOf(by), at }) as HolidayFact;
}
export const documentIdOf = (year: number): string => `holidays-${year}`;
