/**
 * Makes the filing pages work where there is no network: their code is fetched while there is one, and a service worker
 * keeps the page, so that even a reload in a dead zone opens with everything that was typed.
 */
const worker = '/offline.js';

export async function prepareOffline(): Promise<void> {
  await Promise.all([import('../pages/file/file.js'), import('../pages/mine.js')]).catch(() => undefined);
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { active } = await navigator.serviceWorker.register(worker).then(() => navigator.serviceWorker.ready);
  const assets = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => new URL(name).pathname.startsWith('/assets/'));
  active?.postMessage([...new Set(assets)]);
}
