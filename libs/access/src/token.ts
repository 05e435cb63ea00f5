/**
 * Checks an access token and says who is acting. Everything jose would leave open is closed here: the algorithm, the
 * type, the audience and the claims that must be there, because it checks `exp` only where a token has one. A checked
 * token is remembered until it expires, for a signature costs more than the rest of a filing's checks together; when a
 * person's access changes, `forget` drops what is remembered of them.
 */
import { Claims } from '@anju/contracts/actors';
import { problem } from '@anju/contracts/problems';
import { jwtVerify } from 'jose';
import { actorOf, type Actor } from './actor.js';
import { keysFrom, KeysUnavailable, type Jwks } from './keys.js';

export interface TokenVerifier {
  /** Throws `token-missing`, `token-invalid`, or `unavailable` while there are no keys to check with. */
  verify(jwt: string | undefined): Promise<Actor>;
  /** Call when `access.revoked` arrives. */
  forget(sub: string): void;
}

interface VerifierOptions {
  readonly issuer: string;
  readonly audience?: string;
  readonly jwks: Jwks;
  readonly cooldownMs?: number;
}

const remembered = 4_096;
const maxTokenAgeS = 3_600;
const longest = 8_192;

export function tokenVerifier({ issuer, audience = 'anju', jwks, cooldownMs }: VerifierOptions): TokenVerifier {
  const keys = keysFrom(jwks, cooldownMs === undefined ? {} : { cooldownMs });
  const known = new Map<string, { actor: Actor; until: number }>();

  const check = async (jwt: string): Promise<Actor> => {
    const { payload } = await jwtVerify(jwt, keys, {
      issuer,
      audience,
      algorithms: ['ES256'],
      typ: 'at+jwt',
      requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      clockTolerance: 30,
      maxTokenAge: maxTokenAgeS,
    });
    const claims = Claims.parse(payload);
    if (claims.role === 'enterprise-manager' && !claims.enterpriseId) throw new Error('an enterprise manager without enterprise');
    if (claims.role === 'department-officer' && !claims.department) throw new Error('a department officer without department');
    const actor = Object.freeze(actorOf(claims));
    if (known.size >= remembered) known.delete(known.keys().next().value!);
    known.set(jwt, { actor, until: Math.min(claims.exp, claims.iat + maxTokenAgeS) * 1000 });
    return actor;
  };

  return {
    async verify(jwt) {
      if (!jwt) throw problem('token-missing');
      if (jwt.length > longest) throw problem('token-invalid');
      const hit = known.get(jwt);
      if (hit) {
        known.delete(jwt);
        if (hit.until > Date.now()) {
          known.set(jwt, hit);
          return hit.actor;
        }
      }
      try {
        return await check(jwt);
      } catch (error) {
        throw error instanceof KeysUnavailable ? problem('unavailable') : problem('token-invalid');
      }
    },
    forget(sub) {
      for (const [jwt, { actor }] of known) if (actor.sub === sub) known.delete(jwt);
    },
  };
}

/** The token of an `Authorization` header, undefined where there is none of the bearer kind. */
export const bearerOf = (authorization: string | undefined): string | undefined => /^Bearer +([^\s,]+) *$/i.exec(authorization ?? '')?.[1];
