/** Whether the page is as narrow as a phone. */
import { useSyncExternalStore } from 'react';
import { sizes } from '../tokens.js';

const narrow = window.matchMedia(`(max-width: ${sizes.phone}px)`);
const subscribe = (listener: () => void): (() => void) => {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
};
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
