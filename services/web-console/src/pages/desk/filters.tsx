/** Filters of the list; all of them live in the address, so that a view can be sent to a colleague. */
import type { Ref } from 'react';
import { Dropdown, Input, type InputRef } from 'antd';
import { RiskLevel, type HazardSummary } from '@anju/contracts/hazards';
import { HazardFamily } from '@anju/contracts/policies';
import { isOverdue } from '@anju/contracts/hazard-life';
import { isWithinAny, levelOf } from '@anju/contracts/place';
import { usePlaces } from '../../parts/places.js';
import { RiskMark, RiskWord } from '../../parts/risk.js';
import type { DeskSearch } from '../../router.js';
import { useMe } from '../../session.js';
import { useT } from '../../words/i18n.js';
import { orderNames } from './filter.js';

export function Filters({
  search,
  all,
  onChange,
  textRef,
}: {
  search: DeskSearch;
  all: readonly HazardSummary[];
  onChange: (part: Partial<DeskSearch>) => void;
  textRef: Ref<InputRef>;
}) {
  const t = useT();
  const me = useMe();
  const places = usePlaces();
  const suspected = all.filter((hazard) => hazard.class === 'SUSPECTED_MAJOR').length;
  const overdue = all.filter(isOverdue).length;
  const towns = places.list.filter(({ code, isPseudo }) => levelOf(code) === 'township' && !isPseudo && isWithinAny(code, me.divisions));
  const isFiltered = Boolean(search.class ?? search.risk ?? search.family ?? search.overdue ?? search.division ?? search.q);
  const menu = (
    key: 'risk' | 'family' | 'division' | 'sort',
    label: string,
    value: string | undefined,
    options: { key: string; label: React.ReactNode }[],
    isOn = value !== undefined,
  ) => (
    <Dropdown
      key={key}
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: value ? [value] : [],
        className: 'filter-menu',
        items: [...(key === 'sort' ? [] : [{ key: '', label: t('app.all') }]), ...options],
        onClick: ({ key: picked }) => onChange({ [key]: picked || undefined }),
      }}
    >
      <button type="button" className={`pill ${isOn ? 'is-on' : ''}`}>
        {label} <span aria-hidden>▾</span>
      </button>
    </Dropdown>
  );
  return (
    <div className="filters" role="toolbar" aria-label={t('desk.filterClear')}>
      <button
        type="button"
        className={`pill ${isFiltered ? '' : 'is-on'}`}
        aria-pressed={!isFiltered}
        onClick={() =>
          onChange({ class: undefined, risk: undefined, family: undefined, overdue: undefined, division: undefined, q: undefined })
        }
      >
        {t('desk.filterAll')} {all.length}
      </button>
      <button
        type="button"
        className={`pill ${search.class === 'SUSPECTED_MAJOR' ? 'is-on' : ''}`}
        aria-pressed={search.class === 'SUSPECTED_MAJOR'}
        onClick={() => onChange({ class: search.class ? undefined : 'SUSPECTED_MAJOR' })}
      >
        <RiskMark level="RED" size={11} /> {t('desk.filterSuspected')} {suspected}
      </button>
      <button
        type="button"
        className={`pill ${search.overdue ? 'is-on' : ''}`}
        aria-pressed={Boolean(search.overdue)}
        onClick={() => onChange({ overdue: search.overdue ? undefined : true })}
      >
        {t('desk.filterOverdue')} {overdue}
      </button>
      {menu(
        'risk',
        search.risk ? t(`risk.${search.risk}`) : t('desk.filterRisk'),
        search.risk,
        RiskLevel.options.map((level) => ({ key: level, label: <RiskWord level={level} /> })),
      )}
      {menu(
        'family',
        search.family ? t(`family.${search.family}`) : t('desk.filterFamily'),
        search.family,
        HazardFamily.options.map((family) => ({ key: family, label: t(`family.${family}`) })),
      )}
      {towns.length > 1 &&
        menu(
          'division',
          search.division ? places.name(search.division) : t('desk.filterDivision'),
          search.division,
          towns.map(({ code, name }) => ({ key: code, label: name })),
        )}
      <span className="filter-end">
        <Input
          ref={textRef}
          className="filter-text"
          size="small"
          allowClear
          value={search.q ?? ''}
          placeholder={`${t('desk.filterText')}  /`}
          aria-label={t('desk.filterText')}
          onChange={(event) => onChange({ q: event.target.value || undefined })}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        {menu(
          'sort',
          t(`desk.sort${sortWord[search.sort ?? 'urgency']}`),
          search.sort ?? 'urgency',
          orderNames.map((order) => ({ key: order, label: t(`desk.sort${sortWord[order]}`) })),
          false,
        )}
      </span>
    </div>
  );
}
const sortWord = { urgency: 'Urgency', newest: 'Newest', 'oldest-unassigned': 'Oldest-unassigned' } as const;
