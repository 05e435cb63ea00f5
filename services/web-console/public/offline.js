// Keeps the page itself on the device, so that a reload in a dead zone shows the drafts instead of the browser's error page.
// Files with a hash in their name never change and come from here first; the page comes from the network whenever there is
// one. Nothing of the API is kept: what is old must not look new.
const kept = 'anju-page-1';
const most = 200;
const pageFiles = ['/before.js', '/mark.svg'];
const isAsset = ({ pathname }) => pathname.startsWith('/assets/');

async function keep(request, response) {
  if (!response.ok || response.redirected) return response;
  const cache = await caches.open(kept);
  await cache.put(request, response.clone());
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - most))) if (isAsset(new URL(old.url))) await cache.delete(old);
  return response;
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(
    Promise.all(
      ['/', ...pageFiles].map((path) => fetch(path, { headers: { accept: 'text/html' } }).then((response) => keep(path, response))),
    ),
  );
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  if (Array.isArray(event.data))
    for (const address of event.data)
      void caches.match(address).then(
        (found) =>
          found ??
          fetch(address)
            .then((response) => keep(address, response))
            .catch(() => undefined),
      );
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (isAsset(url))
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request).then((response) => keep(request, response))));
  else if (pageFiles.includes(url.pathname))
    event.respondWith(
      fetch(request)
        .then((response) => keep(request, response))
        .catch(async (error) => (await caches.match(request)) ?? Promise.reject(error)),
    );
  else if (request.mode === 'navigate' && !/^\/(api|auth|oidc)\//.test(url.pathname))
    event.respondWith(
      fetch(request)
        .then((response) =>
          response.headers.get('content-type')?.startsWith('text/html') && !response.redirected
            ? keep('/', response.clone()).then(() => response)
            : response,
        )
        .catch(async (error) => (await caches.match('/')) ?? Promise.reject(error)),
    );
});
