/**
 * The whole course of a case: every event, oldest first, who did it and what was said. An event type that this release does
 * not know yet is shown by its name rather than left out.
 */
import type { CloudEvent } from '@anju/contracts/event';
import type { HazardEvent, IncidentEvent } from '@anju/contracts/hazard-events';
import type { Person } from '@anju/contracts/actors';
import type { Photo } from '@anju/contracts/hazard-records';
import { hasWord, useT, type Translate } from '../words/i18n.js';
import { useMinute } from '../clock.js';
import { Photos } from './photos.js';
import { usePlaces } from './places.js';
import { instantWithSeconds, short, timeOfDay, dayOf } from './time.js';

const personOf = (data: { by?: Person; reportedBy?: Person }): Person | undefined => data.by ?? data.reportedBy;
const who = (person: Person | undefined, t: Translate): string =>
  person ? (person.role === 'platform' ? t('role.platform') : `${t(`role.${person.role}`)} ${person.name}`) : '';
export const eventTitle = (type: string, t: Translate): string => (hasWord(`event.${type}`) ? t(`event.${type}` as never) : type);

function linesOf(event: CloudEvent, t: Translate, now: number, place: (code: string) => string): (string | undefined)[] {
  const fact = { type: event.type, data: event.data } as HazardEvent | IncidentEvent;
  const due =
    'clocks' in fact.data
      ? fact.data.clocks
          .filter(({ stoppedAt }) => !stoppedAt)
          .map(({ duty, dueAt }) => t('eventText.due', { duty: t(`duty.${duty}`), at: short(dueAt, now) }))
      : [];
  switch (fact.type) {
    case 'hazard.reported.v1':
      return [fact.data.spot, ...due];
    case 'incident.recorded.v1':
      return [fact.data.spot, fact.data.description];
    case 'hazard.graded.v1':
      return [
        fact.data.class === 'ORDINARY'
          ? `${t(`risk.${fact.data.riskLevel}`)} ${t(`riskColour.${fact.data.riskLevel}`)}`
          : t(`class.${fact.data.class}`),
        fact.data.reason,
      ];
    case 'hazard.major-confirmed.v1':
    case 'hazard.major-refuted.v1':
      return [`${fact.data.criteriaVersion} ${fact.data.clauses.join('、')}`, fact.data.reason, ...due];
    case 'hazard.assigned.v1':
      return [t('eventText.toWhom', { name: fact.data.assignee.name }), fact.data.reason, ...due];
    case 'hazard.escalated.v1':
      return [
        fact.data.cause === 'supervision' ? t('eventText.supervision') : t('eventText.clock'),
        t('eventText.level', { n: fact.data.level }),
        fact.data.duty && t('eventText.byDuty', { duty: t(`duty.${fact.data.duty}`) }),
        fact.data.to && t('eventText.escalatedTo', { place: place(fact.data.to) }),
        fact.data.reason,
      ];
    case 'hazard.overdue.v1':
      return [t('eventText.due', { duty: t(`duty.${fact.data.duty}`), at: short(fact.data.dueAt, now) })];
    case 'incident.handed-over.v1':
      return [t('incident.handedOver', { to: fact.data.to }), fact.data.note];
    case 'hazard.returned.v1':
    case 'hazard.voided.v1':
    case 'hazard.place-resumed.v1':
      return [fact.data.reason];
    case 'hazard.plan-submitted.v1':
      return [t('eventText.finishOn', { day: fact.data.finishOn }), fact.data.measures, ...due];
    case 'hazard.controlled.v1':
      return [fact.data.measures];
    case 'hazard.extension-requested.v1':
      return [t('detail.extensionAsked', { until: fact.data.until }), fact.data.reason, ...due];
    case 'hazard.extension-granted.v1':
    case 'hazard.extension-refused.v1':
      return [fact.data.until && t('eventText.until', { day: fact.data.until }), fact.data.reason, ...due];
    case 'hazard.listed.v1':
      return [t('detail.listedUntil', { day: fact.data.limitOn }), fact.data.reason, fact.data.documentNo, ...due];
    case 'hazard.listing-recorded.v1':
      return [t(`listingStep.${fact.data.step}`), fact.data.on, fact.data.medium, fact.data.documentNo];
    case 'hazard.delisted.v1':
      return [fact.data.reason, ...due];
    case 'hazard.transferred.v1':
      return [t(`department.${fact.data.department}`), fact.data.reason, fact.data.documentNo];
    case 'hazard.place-suspended.v1':
      return [t(`department.${fact.data.department}`), fact.data.extent, fact.data.reason, fact.data.documentNo];
    case 'hazard.merged.v1':
      return [fact.data.into.number, fact.data.reason];
    case 'hazard.joined.v1':
      return [t('detail.fromCase', { number: fact.data.from.number }), t('action.movesReporters', { n: fact.data.reporters.length })];
    case 'hazard.repeated.v1':
      return [fact.data.description];
    case 'hazard.looked-back.v1':
      return [
        t(fact.data.outcome === 'relapsed' ? 'eventText.relapsed' : 'eventText.stillFixed'),
        fact.data.relapsedAs?.number,
        fact.data.note,
      ];
    default:
      return ['note' in fact.data ? fact.data.note : undefined, ...due];
  }
}
const alarming = new Set([
  'hazard.overdue.v1',
  'hazard.recheck-failed.v1',
  'hazard.major-confirmed.v1',
  'hazard.listed.v1',
  'hazard.place-suspended.v1',
]);
const good = new Set(['hazard.closed.v1', 'hazard.recheck-signed.v1', 'hazard.place-resumed.v1', 'hazard.delisted.v1']);

export function Timeline({ events, withPhotos }: { events: readonly CloudEvent[]; withPhotos?: boolean }) {
  const t = useT();
  const now = useMinute();
  const places = usePlaces();
  let day = '';
  return (
    <ol className="timeline">
      {events.map((event) => {
        const data = event.data as { by?: Person; reportedBy?: Person; photos?: Photo[] };
        const eventDay = dayOf(event.time);
        const isNewDay = eventDay !== day;
        day = eventDay;
        const lines = linesOf(event, t, now, places.name).filter(Boolean);
        return (
          <li key={event.id} className={alarming.has(event.type) ? 'is-red' : good.has(event.type) ? 'is-ok' : ''}>
            <time dateTime={event.time} title={instantWithSeconds(event.time)}>
              {isNewDay && eventDay !== dayOf(now) && <b>{eventDay.slice(5)}</b>}
              {timeOfDay(event.time)}
            </time>
            <div>
              <div className="timeline-title">
                {eventTitle(event.type, t)} <span>{who(personOf(data), t)}</span>
              </div>
              {lines.length > 0 && <div className="timeline-text">{lines.join(' · ')}</div>}
              {withPhotos && data.photos && <Photos photos={data.photos} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
