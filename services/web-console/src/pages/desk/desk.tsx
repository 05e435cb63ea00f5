/**
 * The operator's desk: figures, then list, map and detail side by side, so that a red hazard is seen, acknowledged and
 * assigned without leaving the page or the keyboard. On a phone it is the list first, then the one that was chosen.
 */
import { Suspense, lazy, useEffect, useMemo, useRef, useState } from 'react';
import { Button, Spin, type InputRef } from 'antd';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useQueries } from '@tanstack/react-query';
import { useHotkeys } from 'react-hotkeys-hook';
import type { Figure } from '@anju/contracts/command-center';
import { RiskLevel } from '@anju/contracts/hazards';
import { divisionAreasQuery } from '../../api/registry.js';
import { useMinute } from '../../clock.js';
import { useLive, useLiveStore } from '../../live/use-live.js';
import { usePhone } from '../../parts/phone.js';
import { countiesOf } from '../../parts/places.js';
import { RiskWord } from '../../parts/risk.js';
import { Empty, Failed, Loading } from '../../parts/view.js';
import type { DeskSearch } from '../../router.js';
import { useMe } from '../../session.js';
import { useSettings } from '../../settings.js';
import { useT } from '../../words/i18n.js';
import { Activity } from './activity.js';
import { Detail } from './detail.js';
import { Figures } from './figures.js';
import { Filters } from './filters.js';
import { Incidents } from './incidents.js';
import { HazardList } from './list.js';
import { isEscalatedTo, listed, neighbour } from './filter.js';
import { Evacuations } from './evacuations.js';
import { DeskTabs } from './tabs.js';
import { DutyReportRow } from '../duty-reports/duty-reports.js';
import { PermitRow } from '../permits/permits.js';
import '../../styles/desk.css';
import '../../styles/files.css';

const HazardMap = lazy(() => import('../../parts/hazard-map.js'));
const route = getRouteApi('/desk');
/** Seven of the figures; the others stand where their lists are. */
const strip: readonly Figure['name'][] = [
  'suspected-major',
  'major',
  'open',
  'overdue',
  'unacknowledged',
  'reported-today',
  'closed-in-time',
];

export function Desk() {
  const t = useT();
  const me = useMe();
  const phone = usePhone();
  const navigate = useNavigate({ from: '/desk' });
  const search = route.useSearch();
  const store = useLiveStore();
  const { status, snapshot, hazards, incidents, error } = useLive();
  const { singleKeys } = useSettings();
  const [shade, setShade] = useState(false);
  const [phoneMap, setPhoneMap] = useState(false);
  const text = useRef<InputRef>(null);
  const mapBox = useRef<HTMLDivElement>(null);
  const minute = useMinute();

  const { class: ofClass, risk, family, overdue, division, q, sort, id } = search;
  const tab = search.list ?? 'open';
  const listedOnes = snapshot?.listed;
  const all = useMemo(
    () =>
      tab === 'listed'
        ? (listedOnes ?? [])
        : [...hazards.values()].filter((hazard) => tab !== 'escalated' || isEscalatedTo(hazard, me.divisions)),
    [hazards, listedOnes, tab, me.divisions],
  );
  const rows = useMemo(
    () => listed(all, { class: ofClass, risk, family, overdue, division, q }, sort),
    [all, ofClass, risk, family, overdue, division, q, sort],
  );
  const areas = useQueries({
    queries: countiesOf(me.divisions).map(divisionAreasQuery),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
  const counts = useMemo(
    () => (shade ? new Map(snapshot?.divisions.map(({ division: code, open }) => [code, open])) : undefined),
    [shade, snapshot],
  );

  const set = (part: Partial<DeskSearch>): void => void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const select = (chosen: string | undefined): void => void navigate({ search: (old) => ({ ...old, id: chosen }), replace: !phone });
  const open = (chosen: string): void => void navigate({ to: '/hazards/$id', params: { id: chosen } });

  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || status !== 'live') return;
    begun.current = true;
    if (!phone && !id && rows[0]) select(rows[0].id);
  });
  const step = (by: 1 | -1): void => {
    const next = neighbour(rows, id, by);
    if (next) select(next);
  };
  const keys = { enabled: singleKeys, preventDefault: true };
  useHotkeys('j', () => step(1), keys, [rows, id]);
  useHotkeys('k', () => step(-1), keys, [rows, id]);
  useHotkeys(
    'enter',
    () => id && open(id),
    {
      enabled: singleKeys,
      ignoreEventWhen: (event) => (event.target as HTMLElement).closest('button,a,input,textarea,[role=dialog]') !== null,
    },
    [id],
  );
  useHotkeys('/', () => text.current?.focus(), { ...keys, useKey: true }, []);
  useHotkeys('m', () => (phone ? setPhoneMap((on) => !on) : mapBox.current?.querySelector<HTMLElement>('canvas')?.focus()), keys, [phone]);

  if (status === 'loading') return <Loading />;
  if (!snapshot) return <Failed error={error ?? new Error()} retry={() => store?.reload()} />;
  const isFiltered = Boolean(ofClass ?? risk ?? family ?? overdue ?? division ?? q);
  const list =
    tab === 'reports' ? (
      <div className="desk-rows">
        {snapshot.dutyReports.length === 0 && <Empty title={t('dutyReport.empty')} text={t('dutyReport.emptyText')} />}
        {snapshot.dutyReports.map((report) => (
          <DutyReportRow key={report.id} report={report} />
        ))}
      </div>
    ) : tab === 'permits' ? (
      <div className="desk-rows">
        {snapshot.permits.length === 0 && <Empty title={t('permit.empty')} text={t('permit.emptyText')} />}
        {snapshot.permits.map((permit) => (
          <PermitRow key={permit.id} permit={permit} />
        ))}
      </div>
    ) : rows.length > 0 ? (
      <HazardList rows={rows} selected={id} onSelect={select} onOpen={open} />
    ) : isFiltered ? (
      <Empty
        title={t('desk.emptyFiltered')}
        text={t('desk.emptyFilteredText')}
        action={
          <Button
            onClick={() =>
              set({ class: undefined, risk: undefined, family: undefined, overdue: undefined, division: undefined, q: undefined })
            }
          >
            {t('desk.filterClear')}
          </Button>
        }
      />
    ) : tab === 'open' ? (
      <Empty title={t('desk.emptyTitle')} text={t('desk.emptyText')} />
    ) : (
      <Empty title={t(`work.listEmpty.${tab}`)} text={t(`work.listHint.${tab}`)} />
    );
  const map = (
    <section className="desk-map" aria-label={t('desk.map')}>
      <div className="map-box" ref={mapBox}>
        <Suspense fallback={<Spin className="map-wait" />}>
          <HazardMap
            hazards={rows}
            areas={areas}
            own={me.divisions}
            selected={id}
            onSelect={select}
            counts={counts}
            picked={division}
            onPick={shade ? (code) => set({ division: division === code ? undefined : code }) : undefined}
          />
        </Suspense>
        <div className="map-modes">
          {([false, true] as const).map((mode) => (
            <button
              key={String(mode)}
              type="button"
              className={`pill ${shade === mode ? 'is-on' : ''}`}
              aria-pressed={shade === mode}
              onClick={() => setShade(mode)}
            >
              {t(mode ? 'desk.cells' : 'desk.points')}
            </button>
          ))}
        </div>
        <div className="legend" aria-label={t('desk.legend')}>
          {RiskLevel.options.map((level) => (
            <RiskWord key={level} level={level} />
          ))}
          <span className="muted">{t('desk.schematic')}</span>
        </div>
      </div>
      <Activity snapshot={snapshot} now={minute} />
    </section>
  );
  return (
    <div className={`desk ${phone ? 'is-phone' : ''}`}>
      <h1 className="sr-only">{t('desk.title')}</h1>
      <Figures figures={snapshot.figures.filter(({ name }) => strip.includes(name))} />
      <Incidents incidents={[...incidents.values()]} />
      <Evacuations permits={snapshot.permits} />
      {phone && id ? (
        <section className="desk-detail">
          <Detail id={id} onBack={() => select(undefined)} />
        </section>
      ) : (
        <div className="desk-body">
          <section className="desk-list" aria-label={t('desk.list')}>
            {phone && (
              <div className="desk-switch">
                {([false, true] as const).map((isMap) => (
                  <button
                    key={String(isMap)}
                    type="button"
                    className={`pill ${phoneMap === isMap ? 'is-on' : ''}`}
                    aria-pressed={phoneMap === isMap}
                    onClick={() => setPhoneMap(isMap)}
                  >
                    {t(isMap ? 'desk.map' : 'desk.list')}
                  </button>
                ))}
              </div>
            )}
            <DeskTabs
              snapshot={snapshot}
              open={hazards}
              tab={tab}
              onChange={(chosen) => set({ list: chosen === 'open' ? undefined : chosen })}
            />
            {tab !== 'reports' && tab !== 'permits' && <Filters search={search} all={all} onChange={set} textRef={text} />}
            {phone && phoneMap ? map : list}
            {tab === 'open' && snapshot.openTotal > all.length && (
              <div className="desk-cut muted">{t('desk.shown', { shown: all.length, total: snapshot.openTotal })}</div>
            )}
          </section>
          {!phone && map}
          {!phone && (
            <section className="desk-detail" aria-label={t('desk.detail')}>
              <Detail id={id} />
            </section>
          )}
        </div>
      )}
    </div>
  );
}
