/**
 * What the front door reads from its environment. Which contexts exist and where they listen is configuration; the code
 * names no endpoint of any service. Limits are generous by default: one machine serves a whole demonstration from one
 * address, and a city behind one proxy looks the same.
 */
import { z } from 'zod';

const file = z.string().min(1);
const count = (standard: number) => z.coerce.number().int().min(1).default(standard);

export const GatewayConfig = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8600),
  /** The address in people's browsers; the session cookie is secure when it is https. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/$/, '')),
  /** `{"safety-hazards":"http://127.0.0.1:4102",…}` */
  UPSTREAMS: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.url())),
  /** Where `/oidc` is served from; without it the issuer is reached under its own address. */
  IDENTITY_URL: z.url().optional(),
  OIDC_ISSUER: z.url(),
  OIDC_JWKS_FILE: file.optional(),
  OIDC_JWKS_URL: z.url().optional(),
  OIDC_CLIENT_ID: z.string().default('anju-console'),
  OIDC_CLIENT_SECRET_FILE: file,
  /** Any text of 32 characters or more; sessions end when it changes. */
  SESSION_SECRET_FILE: file,
  SESSION_HOURS: count(12),
  CONSOLE_DIR: file.optional(),
  NATS_URL: z.string(),
  NATS_NKEY_SEED_FILE: file.optional(),
  /** Requests a second of one person, or of one address where nobody is signed in. */
  RATE_LIMIT_PER_SECOND: count(300),
  /** Requests under way at once, live feeds not counted; more are told to come back. */
  MAX_IN_FLIGHT: count(512),
  /** Live feeds of one person at once. */
  MAX_LIVE_PER_PRINCIPAL: count(1_000),
  /** Hops of proxies in front whose X-Forwarded-For is believed. */
  TRUSTED_HOPS: z.coerce.number().int().min(0).default(0),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  RELEASE: z.string().default('dev'),
});
export type GatewayConfig = z.infer<typeof GatewayConfig>;

/** DI token of the configuration. */
export const CONFIG = Symbol('CONFIG');

/** Cookies are shared between the ports of a host, so their names carry the port. */
export const cookieName = (config: Pick<GatewayConfig, 'PUBLIC_URL'>, what: 'session' | 'login'): string => {
  const { protocol, port } = new URL(config.PUBLIC_URL);
  const name = what === 'session' ? `anju_${port || 'web'}` : `anju_login_${port || 'web'}`;
  return protocol === 'https:' ? `__Host-${name}` : name;
};
