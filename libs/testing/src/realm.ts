/** An identity provider's key of the spec's own, and tokens signed with it: valid unless told otherwise. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Claims of a person; the subject tells people apart. */
export interface Who {
  readonly sub: string;
  readonly role: string;
  readonly divisions?: readonly string[];
  readonly name?: string;
  readonly enterpriseId?: string;
  readonly department?: string;
  readonly authzVersion?: number;
}
export interface Realm {
  readonly issuer: string;
  readonly jwksFile: string;
  token(who: Who): Promise<string>;
}

export async function aRealm(folder: string): Promise<Realm> {
  const issuer = 'http://127.0.0.1/oidc';
  const jwksFile = join(folder, 'jwks.json');
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  writeFileSync(jwksFile, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'spec', alg: 'ES256', use: 'sig' }] }));
  return {
    issuer,
    jwksFile,
    token: ({ sub, name = '王建国', divisions = [], ...claims }) =>
      new SignJWT({ authzVersion: 0, ...claims, name, divisions: [...divisions] })
        .setProtectedHeader({ alg: 'ES256', kid: 'spec', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience('anju')
        .setSubject(sub)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
  };
}
