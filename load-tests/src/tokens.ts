/**
 * Access tokens for the people of a proof, signed with the demo realm's key as the identity provider would sign them. They
 * are made here and not by the platform's own code: what checks a token must not share a mistake with what made it.
 */
import { readJson } from '@anju/embedded/files';
import { createPrivateKey, randomUUID, sign, type JsonWebKey } from 'node:crypto';
import { join } from 'node:path';
import type { Persona, Run } from './platform.js';

export interface Who {
  readonly sub: string;
  readonly name?: string;
  readonly role: string;
  readonly divisions: readonly string[];
  readonly department?: string | undefined;
  readonly enterpriseId?: string | undefined;
}

const text = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export class Tokens {
  private readonly key;
  private readonly kid: string | undefined;
  private readonly personas: readonly (Persona & { sub: string; name: string; authzVersion: number })[];

  constructor(private readonly run: Run) {
    const jwk = readJson<JsonWebKey & { kid?: string }>(join(run.stateDir, 'realm', 'private.jwk.json'));
    if (!jwk) throw new Error(`the demo realm has no key in ${run.stateDir}`);
    this.key = createPrivateKey({ key: jwk, format: 'jwk' });
    this.kid = jwk.kid;
    this.personas = readJson(join(run.stateDir, 'personas.json')) ?? [];
  }

  person(login: string): Who {
    const persona = this.personas.find((one) => one.login === login);
    if (!persona) throw new Error(`there is no persona "${login}"`);
    return persona;
  }

  of(login: string): string {
    return this.for(this.person(login));
  }

  for({ sub, name = sub, role, divisions, department, enterpriseId }: Who, ttlSeconds = 3_500): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: `${this.run.url}/oidc`,
      aud: 'anju',
      sub,
      name,
      role,
      divisions,
      department,
      enterpriseId,
      authzVersion: 0,
      jti: randomUUID(),
      iat: now,
      exp: now + ttlSeconds,
    };
    const signed = `${text({ alg: 'ES256', typ: 'at+jwt', kid: this.kid })}.${text(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key: this.key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
}
