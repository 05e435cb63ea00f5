/**
 * The public keys that tokens are checked with, from the realm's file or from a provider's JWKS address. What was read
 * last stays in use while the source cannot be reached, so an outage of the identity provider logs nobody out. An unknown
 * key id makes it look again, but not more often than the cool-down, or a stranger could make us hammer the provider.
 */
import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

export type Jwks = { readonly file: string } | { readonly url: string };

const load = async (jwks: Jwks): Promise<JSONWebKeySet> => {
  if ('file' in jwks) return JSON.parse(await readFile(jwks.file, 'utf8')) as JSONWebKeySet;
  const response = await fetch(jwks.url, {
    redirect: 'error',
    signal: AbortSignal.timeout(5_000),
    headers: { accept: 'application/json' },
  });
  if (!response.ok) throw new Error(`${jwks.url} answers ${response.status}`);
  return (await response.json()) as JSONWebKeySet;
};

export class KeysUnavailable extends Error {}

export function keysFrom(jwks: Jwks, { cooldownMs = 10_000, maxAgeMs = 600_000 } = {}): JWTVerifyGetKey {
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let triedAt = -Infinity;
  let inFlight: Promise<void> | undefined;
  const reload = (): Promise<void> =>
    (inFlight ??= load(jwks)
      .then((set) => void (keys = createLocalJWKSet(set)))
      .catch((cause: unknown) => {
        if (!keys) throw new KeysUnavailable('no keys to check tokens with', { cause });
      })
      .finally(() => {
        triedAt = performance.now();
        inFlight = undefined;
      }));
  const since = (): number => performance.now() - triedAt;

  return async (header, token) => {
    if (!keys) {
      if (since() < Math.min(cooldownMs, 1_000)) throw new KeysUnavailable('no keys to check tokens with');
      await reload();
    } else if (since() > maxAgeMs) void reload();
    try {
      return await keys!(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || since() < cooldownMs) throw error;
      await reload();
      return keys!(header, token);
    }
  };
}
