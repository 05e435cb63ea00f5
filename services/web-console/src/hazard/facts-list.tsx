/**
 * The facts of a case that decide what comes next: time left, who is responsible, what was found, what keeps people safe
 * meanwhile, what decided it, who was told and has signed. The countdown is red only for the person whose duty it counts.
 */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { runningClocks } from '@anju/contracts/hazard-life';
import type { Hazard } from '@anju/contracts/hazards';
import { at } from '@anju/contracts/place';
import { itemFor } from '@anju/contracts/policies';
import { catalogueQuery } from '../api/hazards.js';
import { clockFor, isMyDuty, stepsLeft } from '../actions.js';
import { useMinute, useNow } from '../clock.js';
import { factLine } from '../parts/facts.js';
import { usePlaces } from '../parts/places.js';
import { countdown, instant, leftOf, short } from '../parts/time.js';
import { Facts } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSay, useT } from '../words/i18n.js';

export function TimeLeft({ hazard }: { hazard: Hazard }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const shown = clockFor(hazard, me);
  if (!shown) return <span className="muted">{t('time.noClock')}</span>;
  const line = (clock: (typeof shown)['clock'], isMain: boolean) => {
    const left = leftOf(clock, now, t);
    const ms = Date.parse(clock.dueAt) - now;
    const isMine = isMyDuty(clock.duty, hazard, me);
    return (
      <div
        key={clock.duty}
        title={`${t('detail.clockStarted', { at: instant(clock.startedAt) })} · ${t('detail.clockDue', { at: instant(clock.dueAt) })}${clock.crossesUnknownYear ? ` · ${t('time.crossesUnknownYear')}` : ''}`}
      >
        <b className={left.isOver ? 'is-over' : isMine && isMain ? 'is-mine' : ''}>
          {left.isOver || ms < 0 ? left.text : countdown(ms, t)}
        </b>{' '}
        {t(`dutyDue.${clock.duty}`)}
        {clock.crossesUnknownYear && <span className="muted"> *</span>}
      </div>
    );
  };
  return (
    <>
      {line(shown.clock, true)}
      {runningClocks(hazard)
        .filter((clock) => clock !== shown.clock)
        .map((clock) => line(clock, false))}
    </>
  );
}

export function FiveFacts({ hazard }: { hazard: Hazard }) {
  const t = useT();
  const say = useSay();
  const now = useMinute();
  const places = usePlaces();
  const { assignee, acknowledgedAt, acceptedAt, responsibleEnterpriseId, responsibleEnterpriseName } = hazard;
  const control = hazard.controls?.at(-1);
  const chain = [
    responsibleEnterpriseId ? (
      <Link key="firm" to="/enterprises/$id" params={{ id: responsibleEnterpriseId }}>
        {responsibleEnterpriseName}
      </Link>
    ) : (
      <span key="none" className="muted">
        {t('detail.noFirm')}
      </span>
    ),
    <span key="place">{places.name(hazard.division.slice(0, 9))}</span>,
    ...hazard.departments.map((department) => <span key={department}>{t(`department.${department}`)}</span>),
  ];
  const item = useQuery(catalogueQuery(at(hazard.division, 'county'))).data?.find(({ code }) => code === hazard.itemCode);
  const basis = item && say((itemFor(item, hazard.subtype) ?? item).basis);
  const rules = hazard.policies
    .map(({ id, version, basis: words }) => `${id} ${t('detail.version', { n: version })}: ${say(words)}`)
    .join('\n');
  return (
    <Facts
      rows={[
        [t('detail.left'), <TimeLeft hazard={hazard} />],
        [t('detail.chain'), <span className="chain">{chain}</span>],
        hazard.facts && [t('detail.facts'), factLine(hazard.facts, say, t)],
        [
          t('detail.control'),
          control ? (
            <>
              {control.measures} <span className="muted">{t('detail.controlledSince', { at: short(control.at, now) })}</span>
            </>
          ) : (
            <span className="muted">{t('detail.noControlYet')}</span>
          ),
        ],
        hazard.extension && [
          t('detail.extension'),
          <>
            <b>{t('detail.extensionPending')}</b> {t('detail.extensionAsked', { until: hazard.extension.until })}
            <div className="muted">{hazard.extension.reason}</div>
          </>,
        ],
        hazard.listing && [
          t('detail.listing'),
          hazard.listing.delisted ? (
            <>
              {t('detail.delisted')} <span className="muted">{short(hazard.listing.delisted.at, now)}</span>
            </>
          ) : (
            <>
              <b>{t('detail.listedUntil', { day: hazard.listing.limitOn })}</b>
              {stepsLeft(hazard).length > 0 && (
                <span className="muted">
                  {' '}
                  {stepsLeft(hazard)
                    .map((step) => `${t(`listingStep.${step}`)}: ${t('detail.notRecorded')}`)
                    .join(' · ')}
                </span>
              )}
            </>
          ),
        ],
        [t('detail.basis'), <span title={rules}>{basis ?? hazard.policies.map(({ basis: words }) => say(words)).join(' ')}</span>],
        [
          t('detail.told'),
          <>
            <div>
              {acknowledgedAt ? (
                <span className="is-ok">{t('detail.acknowledged', { at: short(acknowledgedAt, now) })}</span>
              ) : (
                <span>{t('detail.notAcknowledged')}</span>
              )}
            </div>
            <div>
              {assignee ? (
                <>
                  {assignee.name}{' '}
                  {acceptedAt ? <span className="is-ok">{t('detail.signed', { at: short(acceptedAt, now) })}</span> : t('detail.notSigned')}
                </>
              ) : (
                <span className="muted">{t('detail.notAssigned')}</span>
              )}
            </div>
          </>,
        ],
      ]}
    />
  );
}
