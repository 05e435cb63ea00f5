/**
 * One work permit while people may be inside: how long the readings still hold, what is to be tested again, and, when it has
 * suspended itself, nothing but that everybody has to come out. Only the firm acts; whoever else may see it reads.
 */
import { useState } from 'react';
import { App, Button, Checkbox, Input } from 'antd';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isInForcePermit, permitOperations, type Permit } from '@anju/contracts/permits';
import type { ConfinedSpaceRule } from '@anju/contracts/policies';
import { Refused } from '../../api/client.js';
import { ruleQuery } from '../../api/hazards.js';
import { addReading, closePermit, permitQuery } from '../../api/permits.js';
import { useNow } from '../../clock.js';
import { RuleOf } from '../../hazard/clocks.js';
import { mayCall } from '../../layout/entries.js';
import { countdown, instant, timeOfDay } from '../../parts/time.js';
import { Empty, Facts, Failed, Loading } from '../../parts/view.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';
import { Lacks } from './lacks.js';
import { ReadingsGrid, remember, untested, type Tested } from './readings-grid.js';
import { cellOf, isOutside, latestOf, rangeOf, readingsOf } from './readings.js';
import '../../styles/phone.css';

const route = getRouteApi('/permits/$id');

function Latest({ permit, rule }: { permit: Permit; rule: ConfinedSpaceRule }) {
  const t = useT();
  const latest = latestOf(permit.readings);
  return (
    <div className="gas-grid" role="table" aria-label={t('permit.latest')} style={{ '--depths': rule.depths.length } as object}>
      <div role="row" className="gas-row">
        <span role="columnheader" className="muted small">
          {t('permit.gas')}
        </span>
        {rule.depths.map((depth) => (
          <span key={depth} role="columnheader" className="muted">
            {t(`permit.depth.${depth}`)}
          </span>
        ))}
      </div>
      {rule.limits.map((limit) => (
        <div key={limit.gas} role="row" className="gas-row">
          <span role="rowheader">
            <b>{t(`permit.gases.${limit.gas}`)}</b>
            <small className="muted">{rangeOf(limit)}</small>
          </span>
          {rule.depths.map((depth) => {
            const reading = latest.get(cellOf(limit.gas, depth));
            const isBad = reading !== undefined && isOutside(limit, reading.value);
            return (
              <span key={depth} role="cell" className={isBad ? 'is-mine' : ''}>
                {reading ? (
                  <>
                    <b>{reading.value}</b>
                    <small className={isBad ? '' : 'muted'}>
                      {timeOfDay(reading.at).slice(0, 5)}
                      {isBad && ` ${t('permit.outside')}`}
                    </small>
                  </>
                ) : (
                  '–'
                )}
              </span>
            );
          })}
        </div>
      ))}
    </div>
  );
}

function Acting({ permit, rule }: { permit: Permit; rule: ConfinedSpaceRule }) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [tested, setTested] = useState<Tested>(untested);
  const [everybodyOut, setEverybodyOut] = useState(false);
  const [note, setNote] = useState('');
  const keep = (after: Permit, words: string): void => {
    client.setQueryData(['permit', after.id], after);
    void client.invalidateQueries({ queryKey: ['permits'] });
    void message.success(words);
  };
  const again = (): void => void client.invalidateQueries({ queryKey: ['permit', permit.id] });
  const test = useMutation({
    mutationFn: () =>
      addReading(permit, {
        readings: readingsOf(tested.cells, rule, { id: tested.instrumentId.trim(), calibratedOn: tested.calibratedOn }),
      }),
    onSuccess: (after) => {
      remember(tested);
      setTested(untested());
      keep(after, t('permit.readingsAdded'));
    },
    onError: again,
  });
  const close = useMutation({
    mutationFn: () => closePermit(permit, { isEverybodyOut: true, ...(note.trim() && { note: note.trim() }) }),
    onSuccess: (after) => keep(after, t('permit.closed')),
    onError: again,
  });
  const isTested = Object.values(tested.cells).some(Boolean) && tested.instrumentId.trim() !== '' && tested.calibratedOn !== '';
  const error = test.error ?? close.error;
  return (
    <>
      <section className="card">
        <h2>{t('permit.again')}</h2>
        <ReadingsGrid rule={rule} tested={tested} onChange={setTested} />
        <Button type="primary" size="large" block disabled={!isTested} loading={test.isPending} onClick={() => test.mutate()}>
          {t('permit.addReadings')}
        </Button>
        {error instanceof Refused && <Lacks refused={error} rule={rule} />}
      </section>
      <section className="card">
        <h2>{t('permit.close')}</h2>
        <Checkbox className="big-check" checked={everybodyOut} onChange={(event) => setEverybodyOut(event.target.checked)}>
          {t('permit.everybodyOut', { n: permit.entrants.length })}
        </Checkbox>
        <Input
          size="large"
          maxLength={500}
          value={note}
          placeholder={t('action.notePlaceholder')}
          aria-label={t('action.note')}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button size="large" block disabled={!everybodyOut} loading={close.isPending} onClick={() => close.mutate()}>
          {t('permit.close')}
        </Button>
      </section>
    </>
  );
}

function Standing({ permit }: { permit: Permit }) {
  const t = useT();
  const now = useNow();
  if (permit.state === 'SUSPENDED')
    return (
      <section className="evacuate" role="alert">
        <b>{t('permit.everybodyOutNow')}</b>
        <span>{permit.doubt && t(`permit.doubts.${permit.doubt}`)}</span>
        <span>{t('permit.suspendedSince', { at: instant(permit.suspendedAt ?? permit.openedAt) })}</span>
      </section>
    );
  if (permit.state === 'CLOSED')
    return (
      <section className="card card-ok" role="status">
        <b>{t('permit.states.CLOSED')}</b>
        {permit.closed && (
          <div className="muted">
            {permit.closed.by.name} · {instant(permit.closed.at)}
            {permit.closed.note && ` · ${permit.closed.note}`}
          </div>
        )}
      </section>
    );
  const isTimeFirst = Date.parse(permit.endsAt) < Date.parse(permit.readingsGoodUntil);
  const ms = Date.parse(isTimeFirst ? permit.endsAt : permit.readingsGoodUntil) - now;
  return (
    <section className={`card good-until ${ms < 300_000 ? 'card-red' : 'card-ok'}`} role="timer">
      <span className="muted">{t(isTimeFirst ? 'permit.timeLeft' : 'permit.readingsLeft')}</span>
      <b className={ms < 300_000 ? 'is-mine' : ''}>{countdown(ms, t)}</b>
      <span className="muted">{t('permit.goodUntil', { at: instant(isTimeFirst ? permit.endsAt : permit.readingsGoodUntil) })}</span>
    </section>
  );
}

export function PermitPage() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const { id } = route.useParams();
  const query = useQuery(permitQuery(id));
  const rule = useQuery(ruleQuery('confined-space', query.data?.division ?? me.divisions[0]));
  if (query.isPending) return <Loading />;
  if (!query.data)
    return query.error instanceof Refused && query.error.status === 404 ? (
      <Empty title={query.error.title} text={query.error.detail} />
    ) : (
      <Failed error={query.error} retry={() => void query.refetch()} />
    );
  const permit = query.data;
  const acts = mayCall(permitOperations.addReading, me.role) && permit.enterpriseId === me.enterpriseId && isInForcePermit(permit);
  const gear = permit.gear.map((code) => {
    const found = rule.data?.content.gear.find((one) => one.code === code);
    return found ? say(found.name) : code;
  });
  return (
    <div className="page phone-page">
      <div className="page-head phone-head">
        <div>
          <div className="crumbs">
            <Link to="/permits">{t('permit.title')}</Link> › {permit.number}
          </div>
          <h1>{permit.space.name}</h1>
        </div>
        <span className={`tag ${permit.state === 'SUSPENDED' ? 'tag-red tag-solid' : permit.state === 'OPEN' ? 'tag-ok' : ''}`}>
          {t(`permit.states.${permit.state}`)}
        </span>
      </div>
      <Standing permit={permit} />
      {rule.data && (
        <section className="card">
          <h2>{t('permit.latest')}</h2>
          <Latest permit={permit} rule={rule.data.content} />
        </section>
      )}
      {acts && rule.data && <Acting permit={permit} rule={rule.data.content} />}
      <section className="card">
        <Facts
          rows={[
            [
              t('permit.compound'),
              <Link to="/compounds/$id" params={{ id: permit.compoundId }}>
                {permit.compoundName}
              </Link>,
            ],
            [t('registry.firm'), permit.enterpriseName],
            [
              t('permit.space'),
              [t(`permit.kinds.${permit.space.kind}`), permit.space.depthM !== undefined && `${permit.space.depthM} m`]
                .filter(Boolean)
                .join(' · '),
            ],
            [t('permit.task'), permit.task],
            permit.contractor ? [t('permit.contractor'), permit.contractor] : null,
            [t('permit.approver'), permit.approver],
            [t('permit.guards'), permit.guards.join('、')],
            [t('permit.entrants'), permit.entrants.join('、')],
            [t('permit.gear'), gear.join('、')],
            [t('permit.ventilatedFrom'), instant(permit.ventilatedFrom)],
            [t('permit.time'), `${instant(permit.startsAt)} → ${instant(permit.endsAt)}`],
            [t('permit.openedBy'), `${permit.openedBy.name} · ${instant(permit.openedAt)}`],
          ]}
        />
        <RuleOf policy={permit.policy} />
      </section>
    </div>
  );
}
