/** Work permits for confined spaces: those in force first, for people may be inside; a suspended one is red until everybody is out. */
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { permitOperations, type Permit } from '@anju/contracts/permits';
import { listPermits } from '../../api/permits.js';
import { useNow } from '../../clock.js';
import { mayCall } from '../../layout/entries.js';
import { PagedRows } from '../../parts/paged.js';
import { usePlaces } from '../../parts/places.js';
import { duration, instant } from '../../parts/time.js';
import { usePages } from '../../parts/use-pages.js';
import { useMe } from '../../session.js';
import { useT } from '../../words/i18n.js';
import '../../styles/files.css';

const route = getRouteApi('/permits');

export function PermitRow({ permit }: { permit: Permit }) {
  const t = useT();
  const now = useNow();
  const places = usePlaces();
  const { state, space, readingsGoodUntil, endsAt } = permit;
  const until = readingsGoodUntil < endsAt ? readingsGoodUntil : endsAt;
  return (
    <Link to="/permits/$id" params={{ id: permit.id }} className={`work-row ${state === 'SUSPENDED' ? 'is-alarm' : ''}`}>
      <i className={`state-dot is-${state.toLowerCase()}`} aria-hidden />
      <div>
        <div className="work-title">
          {space.name} <span className="tag">{t(`permit.kinds.${space.kind}`)}</span>
          {state === 'SUSPENDED' && <span className="tag tag-red tag-solid">{t('permit.everybodyOutNow')}</span>}
        </div>
        <div className="muted small">
          {permit.compoundName} · {places.path(permit.division)} · {permit.enterpriseName} ·{' '}
          {t('permit.inside', { n: permit.entrants.length })}
        </div>
      </div>
      <div className="work-due">
        <div className={state === 'SUSPENDED' ? 'is-over' : ''} title={instant(until)}>
          {state === 'OPEN'
            ? t('permit.goodFor', { for: duration(Math.max(0, Date.parse(until) - now), t) })
            : state === 'SUSPENDED' && permit.doubt
              ? t(`permit.doubts.${permit.doubt}`)
              : t(`permit.states.${state}`)}
        </div>
        <div className="muted small">
          {permit.number} · {instant(permit.startsAt).slice(5)}
        </div>
      </div>
      <span className="work-go" aria-hidden>
        ›
      </span>
    </Link>
  );
}

export function Permits() {
  const t = useT();
  const me = useMe();
  const navigate = useNavigate({ from: '/permits' });
  const state = route.useSearch().state ?? 'in-force';
  const pages = usePages<Permit>(['permits', state], (cursor, signal) => listPermits({ state, cursor, limit: 50 }, signal));
  const opens = mayCall(permitOperations.openPermit, me.role);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('permit.title')}</h1>
          <div className="muted">{t(opens ? 'permit.hintFirm' : 'permit.hint')}</div>
        </div>
        <div className="page-tools">
          {(['in-force', 'any'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={`pill ${state === one ? 'is-on' : ''}`}
              aria-pressed={state === one}
              onClick={() => void navigate({ search: { state: one } })}
            >
              {t(`permit.lists.${one}`)}
            </button>
          ))}
          {opens && (
            <Link to="/permits/new" className="link-button">
              {t('permit.new')}
            </Link>
          )}
        </div>
      </div>
      <PagedRows
        pages={pages}
        empty={{ title: t('permit.empty'), text: t(opens ? 'permit.emptyFirm' : 'permit.emptyText') }}
        row={(permit) => <PermitRow key={permit.id} permit={permit} />}
      />
    </div>
  );
}
