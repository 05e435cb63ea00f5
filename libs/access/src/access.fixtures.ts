/** A realm of its own for specs: a key pair, its JWKS on disk, and tokens signed with it, valid unless told otherwise. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import type { Actor } from './actor.js';

export const issuer = 'https://anju.test/oidc';

export const anActor = (over: Partial<Actor> = {}): Actor => ({
  iss: issuer,
  sub: 'u-operator',
  name: '张建国',
  role: 'operator',
  divisions: ['310115'],
  authzVersion: 0,
  ...over,
});

export async function aRealm() {
  const jwksFile = join(await mkdtemp(join(tmpdir(), 'anju-realm-')), 'jwks.json');
  const keys: Record<string, unknown>[] = [];
  const addKey = async (kid: string): Promise<CryptoKey> => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    keys.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' });
    await writeFile(jwksFile, JSON.stringify({ keys }));
    return privateKey;
  };
  const key = await addKey('k1');
  const now = () => Math.floor(Date.now() / 1000);
  const claims = (over: JWTPayload = {}): JWTPayload => ({
    iss: issuer,
    aud: 'anju',
    sub: 'u-operator',
    jti: randomUUID(),
    iat: now(),
    exp: now() + 300,
    name: '张建国',
    role: 'operator',
    divisions: ['310115'],
    ...over,
  });
  const sign = (over: JWTPayload = {}, header: Record<string, unknown> = {}, signer: CryptoKey | Uint8Array = key): Promise<string> =>
    new SignJWT(Object.fromEntries(Object.entries(claims(over)).filter(([, value]) => value !== undefined)))
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', ...header })
      .sign(signer);
  return { jwksFile, keys, key, addKey, claims, sign, now };
}
