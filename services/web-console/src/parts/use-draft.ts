/** What is typed into a form on this device, kept through a reload or a crash until it was sent. */
import { useState } from 'react';

export function useDraft<T>(key: string, initial: () => T): [T, (part: Partial<T>) => void, () => void] {
  const [draft, setDraft] = useState<T>(() => {
    try {
      const kept = localStorage.getItem(key);
      return kept ? { ...initial(), ...(JSON.parse(kept) as T) } : initial();
    } catch {
      return initial();
    }
  });
  const update = (part: Partial<T>): void =>
    setDraft((old) => {
      const next = { ...old, ...part };
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A browser that keeps nothing still works until the page is closed.
      }
      return next;
    });
  const forget = (): void => {
    localStorage.removeItem(key);
    setDraft(initial());
  };
  return [draft, update, forget];
}
