/** What has a list of its own beside the open cases, each with its number; a suspended permit makes its tab red. */
import type { Snapshot } from '@anju/contracts/command-center';
import type { HazardSummary } from '@anju/contracts/hazards';
import { useMe } from '../../session.js';
import { useT } from '../../words/i18n.js';
import { deskLists, isEscalatedTo, type DeskList } from './filter.js';

export function DeskTabs({
  snapshot,
  open,
  tab,
  onChange,
}: {
  snapshot: Snapshot;
  open: ReadonlyMap<string, HazardSummary>;
  tab: DeskList;
  onChange: (tab: DeskList) => void;
}) {
  const t = useT();
  const me = useMe();
  const counts: Record<DeskList, number> = {
    open: snapshot.openTotal,
    escalated: [...open.values()].filter((hazard) => isEscalatedTo(hazard, me.divisions)).length,
    listed: snapshot.listed.length,
    reports: snapshot.dutyReports.length,
    permits: snapshot.permits.length,
  };
  const isAlarming = (one: DeskList): boolean => one === 'permits' && snapshot.permits.some(({ state }) => state === 'SUSPENDED');
  return (
    <div className="desk-tabs" role="tablist" aria-label={t('desk.lists')}>
      {deskLists.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          aria-selected={tab === one}
          className={`${tab === one ? 'is-on' : ''} ${isAlarming(one) ? 'is-alarm' : ''}`}
          onClick={() => onChange(one)}
        >
          {t(`desk.tabs.${one}`)} <b>{counts[one].toLocaleString('en')}</b>
        </button>
      ))}
    </div>
  );
}
