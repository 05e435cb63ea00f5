/** A permit that suspended itself while people may be inside stands above everything until it is closed or good again. */
import { Link } from '@tanstack/react-router';
import type { Permit } from '@anju/contracts/permits';
import { useMinute } from '../../clock.js';
import { usePlaces } from '../../parts/places.js';
import { ago } from '../../parts/time.js';
import { useT } from '../../words/i18n.js';

export function Evacuations({ permits }: { permits: readonly Permit[] }) {
  const t = useT();
  const now = useMinute();
  const places = usePlaces();
  const suspended = permits.filter(({ state }) => state === 'SUSPENDED');
  if (suspended.length === 0) return null;
  return (
    <section className="incidents" aria-label={t('permit.title')}>
      {suspended.slice(0, 2).map((permit) => (
        <div key={permit.id} className="incident" role="alert">
          <b>{t('permit.everybodyOutNow')}</b>
          <span>
            {permit.space.name} · {permit.compoundName} · {places.name(permit.division.slice(0, 9))} ·{' '}
            {permit.doubt && t(`permit.doubts.${permit.doubt}`)} · {ago(permit.suspendedAt ?? permit.openedAt, now, t)}
          </span>
          <Link to="/permits/$id" params={{ id: permit.id }}>
            {t('work.open')}
          </Link>
        </div>
      ))}
    </section>
  );
}
