/**
 * What a rule document is called, which of several decides at a place on a day, and what no shape says about its content:
 * asked by the services that decide by the rules and by the console that shows them, so that both say the same. The
 * nearest jurisdiction decides, and of its versions the highest: a later version does not end the one before it but hides
 * it for as long as it holds itself.
 */
import { rowKeyOf } from './difference.js';
import { isWithin } from './place.js';
import type { PolicyDocument, PolicySummary } from './policies.js';

/** What a document is named after, so that nobody can make a second one for the same place: kind, year of a calendar, jurisdiction. */
export const policyIdOf = (rule: Pick<PolicyDocument, 'kind' | 'jurisdiction' | 'content'>): string =>
  [rule.kind, 'year' in rule.content && rule.content.year, rule.jurisdiction].filter(Boolean).join('-');

type Header = Pick<PolicySummary, 'kind' | 'jurisdiction' | 'version' | 'validFrom' | 'validTo'>;
export const holdsOn = ({ validFrom, validTo }: Header, day: string): boolean =>
  validFrom <= day && (validTo === undefined || day <= validTo);
const nearer = (a: Header, b: Header): number =>
  (b.jurisdiction ?? '').length - (a.jurisdiction ?? '').length || b.version - a.version || (a.validFrom < b.validFrom ? 1 : -1);
/** Of documents of one kind, the one that decides at a place (`''`: anywhere) on a Shanghai day. */
export const decidingAt = <D extends Header>(documents: readonly D[], division: string, day: string): D | undefined =>
  documents.filter((one) => isWithin(division, one.jurisdiction ?? '') && holdsOn(one, day)).sort(nearer)[0];

/** How a version stands on a day: in force at its own place, not yet, over, or hidden by a later version of the same document. */
export type Standing = 'in-force' | 'coming' | 'past';
export const standingOf = (one: PolicySummary, all: readonly PolicySummary[], day: string): Standing => {
  if (one.validFrom > day) return 'coming';
  const isHidden = all.some(({ id, version, ...rest }) => id === one.id && version > one.version && holdsOn({ version, ...rest }, day));
  return holdsOn(one, day) && !isHidden ? 'in-force' : 'past';
};

/** `flaw` is stable, `message` is English; `path` leads into the content. */
export interface Flaw {
  readonly path: readonly (string | number)[];
  readonly flaw: 'twice' | 'not-in-order' | 'another-year';
  readonly message: string;
}
const rowsTwice = (member: string, keys: readonly string[]): Flaw[] =>
  keys.flatMap((key, index) =>
    keys.indexOf(key) < index ? [{ path: [member, index], flaw: 'twice', message: `${key} stands there twice` } as const] : [],
  );
/** What no shape says and yet would decide by chance or stop every filing. */
export function flawsOf(rule: Pick<PolicyDocument, 'kind' | 'content'>): Flaw[] {
  const { kind, content } = rule as PolicyDocument;
  switch (kind) {
    case 'hazard-catalogue':
      return rowsTwice(
        'items',
        content.items.map(({ code }) => code),
      );
    case 'hazard-deadlines':
      return rowsTwice(
        'rules',
        content.rules.map((row) => rowKeyOf(row)!),
      );
    case 'working-time': {
      const times = content.hours.flat();
      const isInOrder = times.every((time, index) => index === 0 || times[index - 1]! < time);
      return isInOrder ? [] : [{ path: ['hours'], flaw: 'not-in-order', message: 'hours follow each other' }];
    }
    case 'holidays': {
      const astray = [...content.holidays, ...content.makeUpDays].find((day) => !day.startsWith(`${content.year}-`));
      return astray === undefined ? [] : [{ path: ['holidays'], flaw: 'another-year', message: `${astray} is not of ${content.year}` }];
    }
    default:
      return [];
  }
}
