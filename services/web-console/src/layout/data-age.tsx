/**
 * How old the data on screen is, all the time; and, from five seconds on, a banner that nobody can overlook. Pages that show
 * nothing live (filing, and what this device holds) have no banner: in a dead zone they are exactly as good as ever.
 */
import { useRouterState } from '@tanstack/react-router';
import { Refused } from '../api/client.js';
import { useT, type Translate } from '../words/i18n.js';
import { followsLive, useAge, useLiveStore } from '../live/use-live.js';
import { useMe } from '../session.js';

const local = ['/file', '/mine'];
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
  const path = useRouterState({ select: ({ location }) => location.pathname });
  if (!store || connecting || !stale || local.some((prefix) => path.startsWith(prefix))) return null;
  const { error } = store.get();
  const title =
    age !== undefined ? t('live.staleFor', { for: inWords(age, t) }) : error instanceof Refused ? error.title : t('live.unknown');
  return (
    <div className="stale" role="alert">
      <b>{title}</b>
      <span>{age === undefined && !error ? t('live.behind') : t('live.staleText')}</span>
    </div>
  );
}
