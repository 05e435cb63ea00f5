/**
 * What waits for the person who is signed in, the most urgent first; pressing one opens the page where it is done. Besides
 * the duties of a role there are lists that nobody has a deadline for: what a firm left behind, what came up to this level.
 */
import { Select } from 'antd';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { HazardState, type HazardSummary } from '@anju/contracts/hazards';
import { listHazards } from '../api/hazards.js';
import { clockFor, isMyDuty } from '../actions.js';
import { useMinute } from '../clock.js';
import { Marks } from '../hazard/marks.js';
import { PagedRows } from '../parts/paged.js';
import { usePlaces } from '../parts/places.js';
import { ClassTag, RiskMark } from '../parts/risk.js';
import { ago, instant, leftOf } from '../parts/time.js';
import { usePages } from '../parts/use-pages.js';
import { useMe } from '../session.js';
import { useSay, useT, hasWord } from '../words/i18n.js';
import { besides, isBeside, listsFor, type WorkList } from './work-lists.js';
import '../styles/files.css';

const route = getRouteApi('/work');

function WorkRow({ hazard }: { hazard: HazardSummary }) {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const now = useMinute();
  const places = usePlaces();
  const shown = clockFor(hazard, me);
  const left = shown && leftOf(shown.clock, now, t);
  return (
    <Link to="/hazards/$id" params={{ id: hazard.id }} className="work-row">
      <RiskMark level={hazard.riskLevel} size={14} />
      <div>
        <div className="work-title">
          {say(hazard.title)} <ClassTag of={hazard.class} /> <Marks hazard={hazard} />
        </div>
        <div className="muted small">
          {hazard.compoundName} · {places.path(hazard.division)}
          {hazard.spot ? ` · ${hazard.spot}` : ''}
        </div>
      </div>
      <div className="work-due">
        <div className={left?.isOver ? 'is-over' : shown?.isMine ? 'is-mine' : ''} title={shown && instant(shown.clock.dueAt)}>
          {left?.text ?? ago(hazard.closedAt ?? hazard.recordedAt, now, t)}
        </div>
        <div className="muted small">
          {shown ? t(`duty.${shown.clock.duty}`) : t(`state.${hazard.state}`)} · {hazard.number}
        </div>
      </div>
      <span className="work-go" aria-hidden>
        ›
      </span>
    </Link>
  );
}

export function Work() {
  const t = useT();
  const me = useMe();
  const navigate = useNavigate({ from: '/work' });
  const search = route.useSearch();
  const lists = listsFor(me);
  const list = search.list ?? lists[0] ?? 'all';
  const state = search.state ?? 'open';
  const asked = list === 'all' ? { state } : isBeside(list) ? besides[list] : { duty: list, state: 'open' as const };
  const pages = usePages<HazardSummary>(['hazards', 'work', list, state, search.q], (cursor, signal) =>
    listHazards({ cursor, limit: 50, q: search.q, ...asked }, signal),
  );
  /** The operator assigns for every subdistrict of the county, though the duty is theirs. */
  const isMine = (hazard: HazardSummary): boolean =>
    list === 'look-back' ? !hazard.relapsedAs : list === 'all' || list === 'assign' || isBeside(list) || isMyDuty(list, hazard, me);
  const rows = pages.items.filter(isMine);
  const hint = isBeside(list) ? `work.listHint.${list}` : `work.hint.${me.role}`;
  const wordOf = (one: WorkList): string => (one === 'all' ? t('work.allOpen') : isBeside(one) ? t(`work.lists.${one}`) : t(`duty.${one}`));
  return (
    <div className="page work">
      <div className="page-head">
        <div>
          <h1>{t('work.title')}</h1>
          <div className="muted">{t(hasWord(hint) ? hint : 'work.hint.other')}</div>
        </div>
        <div className="page-tools pills">
          {[...lists, 'all' as const].map((one) => (
            <button
              key={one}
              type="button"
              className={`pill ${list === one ? 'is-on' : ''}`}
              aria-pressed={list === one}
              onClick={() => void navigate({ search: { list: one } })}
            >
              {wordOf(one)}
            </button>
          ))}
          {list === 'all' && (
            <Select
              value={state}
              style={{ width: 128 }}
              aria-label={t('state.label')}
              onChange={(value) => void navigate({ search: { list: 'all', state: value } })}
              options={(['open', 'any', ...HazardState.options] as const).map((value) => ({ value, label: t(`state.${value}`) }))}
            />
          )}
        </div>
      </div>
      <PagedRows
        pages={pages}
        items={rows}
        empty={{ title: isBeside(list) ? t(`work.listEmpty.${list}`) : t('work.empty'), text: t('work.emptyText') }}
        row={(hazard) => <WorkRow key={hazard.id} hazard={hazard} />}
      />
    </div>
  );
}
