/**
 * The signing key of the demo realm. It belongs to the state folder and not to the identity provider, so that `anju token`
 * works while the provider is down and services can check signatures from a file without asking anybody.
 */
import { keptSecret, readJson, writeJson } from '@anju/embedded/files';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Persona } from './personas.js';

export interface Realm {
  privateKeyFile: string;
  jwksFile: string;
  /** What the gateway proves itself with at the provider. */
  clientSecretFile: string;
}

export const realmFiles = (stateDir: string): Realm => ({
  privateKeyFile: join(stateDir, 'realm', 'private.jwk.json'),
  jwksFile: join(stateDir, 'realm', 'jwks.json'),
  clientSecretFile: join(stateDir, 'realm', 'client-secret'),
});

export async function keptRealm(stateDir: string): Promise<Realm> {
  const files = realmFiles(stateDir);
  keptSecret(files.clientSecretFile);
  let key = readJson<JWK>(files.privateKeyFile);
  if (!key) {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
    writeJson(files.privateKeyFile, key);
  }
  const { d: _secret, ...publicKey } = key;
  writeJson(files.jwksFile, { keys: [publicKey] }, 0o644);
  return files;
}

/** An access token as the provider would give it to this person; a year-old one is as good as none, so at most an hour. */
export async function signToken(stateDir: string, publicUrl: string, persona: Persona, ttlSeconds: number): Promise<string> {
  const key = readJson<JWK>(realmFiles(stateDir).privateKeyFile);
  if (!key) throw new Error(`no key in ${stateDir}`);
  const { sub, name, role, divisions, department, enterpriseId, authzVersion } = persona;
  return new SignJWT({ name, role, divisions, authzVersion, ...(department && { department }), ...(enterpriseId && { enterpriseId }) })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid! })
    .setIssuer(`${publicUrl}/oidc`)
    .setAudience('anju')
    .setSubject(sub)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + ttlSeconds)
    .sign(await importJWK(key, 'ES256'));
}
