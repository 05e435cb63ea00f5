/**
 * What the embedded identity provider needs to know. It is a demonstration realm: accounts and passwords lie readable in a
 * file and a persona is picked without one, so it refuses to run in production, where any OpenID Connect issuer takes its
 * place by configuration.
 */
import { z } from 'zod';

const Environment = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Public address, `<console>/oidc`: the only name under which it speaks, whatever address a request came by. */
  ISSUER: z.url().transform((url) => url.replace(/\/$/, '')),
  STATE_DIR: z.string().min(1),
  /** Holds `private.jwk.json` and `jwks.json`. */
  REALM_DIR: z.string().optional(),
  PERSONAS_FILE: z.string().min(1),
  OIDC_CLIENT_ID: z.string().default('anju-console'),
  OIDC_CLIENT_SECRET_FILE: z.string().optional(),
});

export interface IdentityConfig {
  host: string;
  port: number;
  issuer: string;
  storeFile: string;
  cookieKeysFile: string;
  privateKeyFile: string;
  personasFile: string;
  clientId: string;
  clientSecretFile: string;
}

export function readConfig(environment: NodeJS.ProcessEnv): IdentityConfig {
  if (environment['NODE_ENV'] === 'production') {
    throw new Error(
      'The embedded identity provider is for demonstrations and does not run with NODE_ENV=production. Set OIDC_ISSUER to your own provider.',
    );
  }
  const env = Environment.parse(environment);
  const realm = env.REALM_DIR ?? `${env.STATE_DIR}/realm`;
  return {
    host: env.HOST,
    port: env.PORT,
    issuer: env.ISSUER,
    storeFile: `${env.STATE_DIR}/identity/store.jsonl`,
    cookieKeysFile: `${env.STATE_DIR}/identity/cookie-keys.json`,
    privateKeyFile: `${realm}/private.jwk.json`,
    personasFile: env.PERSONAS_FILE,
    clientId: env.OIDC_CLIENT_ID,
    clientSecretFile: env.OIDC_CLIENT_SECRET_FILE ?? `${realm}/client-secret`,
  };
}
