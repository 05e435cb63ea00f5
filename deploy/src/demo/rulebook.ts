/**
 * The rule documents that decided at a place on a day of the past: the same files that the services bring along, asked
 * with the day on which something happened. Calendars are kept by the documents they come from, for a year of history asks
 * a hundred thousand times.
 */
import { calendarRules } from '@anju/calendar/rules';
import type { WorkingCalendar } from '@anju/calendar/working-calendar';
import { dayOf } from '@anju/contracts/day';
import type { Hazard } from '@anju/contracts/hazards';
import type { Clock } from '@anju/contracts/hazard-records';
import {
  itemFor,
  type EnterpriseFiling,
  type HazardItem,
  type PolicyDocument,
  type PolicyKind,
  type PolicyOf,
} from '@anju/contracts/policies';
import { at as levelAt } from '@anju/contracts/place';
import { calendarAt, policyAt } from '@anju/policy/lookup';
import { rulesIn } from '@anju/policy/rule-files';
import type { Rules } from '@anju/safety-hazards/hazard-clock';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const hazards = pathToFileURL(createRequire(import.meta.url).resolve('@anju/safety-hazards/hazard'));
const registry = pathToFileURL(createRequire(import.meta.url).resolve('@anju/enterprise-registry/compound'));
export const ruleFiles = (): PolicyDocument[] => rulesIn(new URL('./rules/', hazards), new URL('./rules/', registry), calendarRules);

export class Rulebook {
  private readonly found = new Map<string, PolicyDocument>();
  private readonly calendars = new Map<string, WorkingCalendar>();

  /** Days on which some document begins or ceases to hold; between two of them every answer is the same. */
  private readonly turns: readonly string[];

  constructor(private readonly documents: readonly PolicyDocument[] = ruleFiles()) {
    this.turns = documents.flatMap(({ validFrom, validTo }) => [validFrom, ...(validTo ? [`${validTo}z`] : [])]).sort();
  }

  rules(division: string, at: string): Rules {
    return { at, deadlines: this.at('hazard-deadlines', division, dayOf(at)), calendar: this.calendar(division, dayOf(at)) };
  }
  /** The ladder that was in force when the clock started. */
  rulesOf({ policy, startedAt }: Clock, { division }: Hazard, at = startedAt): Rules {
    const deadlines = this.documents.find(
      ({ id, version }) => id === policy.id && version === policy.version,
    ) as PolicyOf<'hazard-deadlines'>;
    return { at, deadlines, calendar: this.calendar(division, dayOf(startedAt)) };
  }
  catalogue = (division: string, at: string): PolicyOf<'hazard-catalogue'> => this.at('hazard-catalogue', division, dayOf(at));
  enterpriseFiling = (division: string, at: string): EnterpriseFiling => this.at('enterprise-filing', division, dayOf(at)).content;
  item(division: string, at: string, code: string, subtype?: string): HazardItem {
    const item = this.catalogue(division, at).content.items.find((one) => one.code === code);
    const found = item && itemFor(item, subtype);
    if (!found) throw new Error(`no item ${code} ${subtype ?? ''}`);
    return found;
  }
  calendar(division: string, day: string): WorkingCalendar {
    const key = this.key('calendar', division, day);
    const known = this.calendars.get(key);
    if (known) return known;
    const calendar = calendarAt(this.documents, division, day);
    this.calendars.set(key, calendar);
    return calendar;
  }
  private at<K extends PolicyKind>(kind: K, division: string, day: string): PolicyOf<K> {
    const key = this.key(kind, division, day);
    const known = this.found.get(key) as PolicyOf<K> | undefined;
    const found = known ?? policyAt(this.documents, kind, division, day);
    if (!found) throw new Error(`no ${kind} holds at ${division} on ${day}`);
    this.found.set(key, found);
    return found;
  }
  private key = (kind: string, division: string, day: string): string =>
    `${kind} ${levelAt(division, 'township') ?? division} ${this.turns.findLastIndex((turn) => turn <= day)}`;
}
