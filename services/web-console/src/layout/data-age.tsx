/** How old the data on screen is, all the time; and, from five seconds on, a banner that nobody can overlook. */
import { useT, type Translate } from '../words/i18n.js';
import { followsLive, useAge, useLiveStore } from '../live/use-live.js';
import { useMe } from '../session.js';

const inWords = (ms: number, t: Translate): string => {
  if (ms < 10_000) return t('live.seconds', { n: (ms / 1000).toFixed(1) });
  if (ms < 60_000) return t('live.seconds', { n: Math.floor(ms / 1000) });
  return t('live.minutes', { n: Math.floor(ms / 60_000) });
};

export function DataAge() {
  const t = useT();
  const me = useMe();
  const { age, stale, connecting } = useAge();
  if (!followsLive(me)) return null;
  const state = connecting ? 'is-waiting' : stale ? 'is-stale' : 'is-live';
  return (
    <span className={`chip age ${state}`}>
      <i aria-hidden />
      <b>{connecting ? t('live.connecting') : t(stale ? 'live.stale' : 'live.on')}</b>
      {!connecting && <span className="age-text">{age === undefined ? t('live.unknown') : t('live.age', { age: inWords(age, t) })}</span>}
    </span>
  );
}

export function StaleBanner() {
  const t = useT();
  const store = useLiveStore();
  const { age, stale, connecting } = useAge();
  if (!store || connecting || !stale) return null;
  return (
    <div className="stale" role="alert">
      <b>{age === undefined ? t('live.unknown') : t('live.staleFor', { for: inWords(age, t) })}</b>
      <span>{age === undefined ? t('live.behind') : t('live.staleText')}</span>
    </div>
  );
}
