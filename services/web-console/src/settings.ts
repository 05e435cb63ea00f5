/**
 * What a person chose for this browser: theme, language, sound, single-key shortcuts. It is kept in localStorage and
 * shared between tabs; nothing of it goes to a server. Until a theme is chosen the operating system's preference decides;
 * the language is Chinese until changed, whatever the browser prefers.
 */
import { useSyncExternalStore } from 'react';
import { languages, type Language } from '@anju/contracts/schema';
import type { ThemeName } from './tokens.js';

export interface Settings {
  readonly theme: ThemeName | 'system';
  readonly language: Language;
  readonly sound: boolean;
  /** 0 to 1. */
  readonly volume: number;
  readonly singleKeys: boolean;
}
const key = 'anju.settings';
const initial: Settings = { theme: 'system', language: languages[0], sound: false, volume: 0.6, singleKeys: true };

const read = (): Settings => {
  try {
    return { ...initial, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Settings>) };
  } catch {
    return initial;
  }
};
let current = read();
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());

window.addEventListener('storage', (event) => {
  if (event.key !== key) return;
  current = read();
  tell();
});

export const settings = (): Settings => current;
export const change = (part: Partial<Settings>): void => {
  current = { ...current, ...part };
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still works; the choice lasts until the page is closed.
  }
  tell();
};
export const onSettings = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useSettings = (): Settings => useSyncExternalStore(onSettings, settings);

const preference = window.matchMedia('(prefers-color-scheme: dark)');
const onPreference = (listener: () => void): (() => void) => {
  preference.addEventListener('change', listener);
  return () => preference.removeEventListener('change', listener);
};
export const useThemeName = (): ThemeName => {
  const prefersDark = useSyncExternalStore(onPreference, () => preference.matches);
  const { theme } = useSettings();
  return theme === 'system' ? (prefersDark ? 'dark' : 'light') : theme;
};
