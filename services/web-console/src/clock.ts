/**
 * What time it is for the business. Deadlines are compared with the time of the services, which a demonstration may move
 * ahead and which a badly set device does not know; every heartbeat of the live feed corrects it. Until the first one the
 * clock of the device has to do.
 */
import { useSyncExternalStore } from 'react';

let aheadMs = 0;
let second = 0;
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

export const now = (): number => Date.now() + aheadMs;
export const setServerTime = (iso: string): void => {
  aheadMs = Date.parse(iso) - Date.now();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    second = Math.floor(now() / 1000);
    listeners.forEach((tell) => tell());
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
};
/** Business time in milliseconds, once per second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => second || (second = Math.floor(now() / 1000))) * 1000;
/** The same, once per minute: for what need not move every second. */
export const useMinute = (): number => useSyncExternalStore(subscribe, () => Math.floor(now() / 60_000)) * 60_000;

const clockFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', second: '2-digit' });
/** Business time as the wall clock says it, Asia/Shanghai. */
export const useClockText = (): string => clockFormat.format(useNow());
