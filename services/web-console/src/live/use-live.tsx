/**
 * The live feed for components. A role that has no desk (the administrators) has no feed either; what an event touched is
 * read again by whoever shows it.
 */
import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { commandCenterOperations } from '@anju/contracts/command-center';
import { useMe, type Me } from '../session.js';
import { ageAt, isStale } from './age.js';
import { liveStore, type Live, type LiveStore } from './store.js';

const empty: Live = { status: 'loading', hazards: new Map(), incidents: new Map() };
const LiveContext = createContext<LiveStore | undefined>(undefined);

export const followsLive = (me: Me): boolean => (commandCenterOperations.readSnapshot.roles as readonly string[]).includes(me.role);

export function LiveProvider({ children }: { children: ReactNode }) {
  const me = useMe();
  const client = useQueryClient();
  const [store, setStore] = useState<LiveStore>();
  useEffect(() => {
    if (!followsLive(me)) return;
    const opened = liveStore(me.sub);
    const forget = opened.onTouched((ids) => {
      for (const id of ids) for (const kind of ['hazard', 'permit']) void client.invalidateQueries({ queryKey: [kind, id] });
      for (const list of ['hazards', 'permits', 'duty-reports']) void client.invalidateQueries({ queryKey: [list] });
    });
    setStore(opened);
    return () => {
      forget();
      opened.close();
      setStore(undefined);
    };
  }, [me, client]);
  return <LiveContext value={store}>{children}</LiveContext>;
}

const never = () => () => undefined;
export const useLiveStore = (): LiveStore | undefined => use(LiveContext);
export const useLive = (): Live => {
  const store = useLiveStore();
  return useSyncExternalStore(store?.subscribe ?? never, store?.get ?? (() => empty));
};

/** Age of the data in milliseconds, ten times a second at most, and whether it counts as stale. */
export function useAge(): { age: number | undefined; stale: boolean; connecting: boolean } {
  const store = useLiveStore();
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, []);
  const { heard, status } = store?.get() ?? empty;
  const age = ageAt(heard, performance.now(), Date.now());
  return { age, stale: status === 'live' ? isStale(age) : status === 'failed', connecting: status === 'loading' };
}
