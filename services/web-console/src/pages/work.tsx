/** What waits for the person who is signed in, the most urgent first; pressing one opens the page where it is done. */
import { Button, Select } from 'antd';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Role } from '@anju/contracts/actors';
import type { Duty, HazardSummary } from '@anju/contracts/hazards';
import { HazardState } from '@anju/contracts/hazards';
import { listHazards } from '../api/hazards.js';
import { clockFor, isMyDuty } from '../actions.js';
import { useMinute } from '../clock.js';
import { usePlaces } from '../parts/places.js';
import { ClassTag, RiskMark } from '../parts/risk.js';
import { ago, instant, leftOf } from '../parts/time.js';
import { usePages } from '../parts/use-pages.js';
import { Empty, Failed, Loading } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSay, useT, hasWord } from '../words/i18n.js';
import '../styles/files.css';

const route = getRouteApi('/work');
/** Duties that a role may hold, in the order of its day. */
const dutiesOf: Partial<Record<Role, Duty[]>> = {
  operator: ['assign'],
  'subdistrict-officer': ['assign', 'accept', 'rectify'],
  'department-officer': ['decide', 'accept', 'rectify'],
  'enterprise-manager': ['accept', 'rectify'],
  inspector: ['recheck'],
};

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
          {say(hazard.title)} <ClassTag of={hazard.class} />
        </div>
        <div className="muted small">
          {hazard.compoundName} · {places.path(hazard.division)}
          {hazard.spot ? ` · ${hazard.spot}` : ''}
        </div>
      </div>
      <div className="work-due">
        <div className={left?.isOver ? 'is-over' : shown?.isMine ? 'is-mine' : ''} title={shown && instant(shown.clock.dueAt)}>
          {left?.text ?? ago(hazard.recordedAt, now, t)}
        </div>
        <div className="muted small">
          {t(`state.${hazard.state}`)} · {hazard.number}
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
  const duties = dutiesOf[me.role] ?? [];
  const duty = search.duty ?? duties[0] ?? 'all';
  const state = search.state ?? 'open';
  const pages = usePages<HazardSummary>(['hazards', 'work', duty, state, search.q], (cursor, signal) =>
    listHazards({ cursor, limit: 50, q: search.q, ...(duty === 'all' ? { state } : { duty, state: 'open' }) }, signal),
  );
  /** The operator assigns for every subdistrict of the county, though the duty is theirs. */
  const rows = duty === 'all' || duty === 'assign' ? pages.items : pages.items.filter((hazard) => isMyDuty(duty, hazard, me));
  const hint = `work.hint.${me.role}`;
  return (
    <div className="page work">
      <div className="page-head">
        <div>
          <h1>{t('work.title')}</h1>
          <div className="muted">{t(hasWord(hint) ? hint : 'work.hint.other')}</div>
        </div>
        <div className="page-tools">
          {duties.map((one) => (
            <button
              key={one}
              type="button"
              className={`pill ${duty === one ? 'is-on' : ''}`}
              aria-pressed={duty === one}
              onClick={() => void navigate({ search: { duty: one } })}
            >
              {t(`duty.${one}`)}
            </button>
          ))}
          <button
            type="button"
            className={`pill ${duty === 'all' ? 'is-on' : ''}`}
            aria-pressed={duty === 'all'}
            onClick={() => void navigate({ search: { duty: 'all' } })}
          >
            {t('work.allOpen')}
          </button>
          {duty === 'all' && (
            <Select
              value={state}
              style={{ width: 128 }}
              aria-label={t('state.label')}
              onChange={(value) => void navigate({ search: { duty: 'all', state: value } })}
              options={(['open', 'any', ...HazardState.options] as const).map((value) => ({ value, label: t(`state.${value}`) }))}
            />
          )}
        </div>
      </div>
      {pages.isPending ? (
        <Loading />
      ) : pages.error && pages.items.length === 0 ? (
        <Failed error={pages.error} retry={() => void pages.refetch()} />
      ) : rows.length === 0 && !pages.hasNextPage ? (
        <Empty title={t('work.empty')} text={t('work.emptyText')} />
      ) : (
        <div className="work-list">
          {rows.map((hazard) => (
            <WorkRow key={hazard.id} hazard={hazard} />
          ))}
          {pages.hasNextPage && (
            <div className="more">
              <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
                {t('app.loadMore')}
              </Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
