/**
 * What every service reads from its environment, checked before anything listens. Nobody else reads `process.env`. A value
 * that is wrong stops the process with a list of what is wrong and never with the value itself: it may be a secret.
 */
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

export const ServiceConfig = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(0),
  /** Role of requests: row-level security binds it. */
  DATABASE_URL: z.url(),
  /** Owner of the schema: migrates at boot when set. */
  OWNER_DATABASE_URL: z.url().optional(),
  /** Relay, timers, sealer, projector. */
  RELAY_DATABASE_URL: z.url(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(64).default(8),
  NATS_URL: z.string(),
  NATS_NKEY_SEED_FILE: z.string(),
  /** Size at which the stream refuses instead of dropping; below the disk. */
  STREAM_MAX_BYTES: z.coerce.number().int().positive().default(2_000_000_000),
  OIDC_ISSUER: z.string(),
  OIDC_JWKS_FILE: z.string().optional(),
  OIDC_JWKS_URL: z.url().optional(),
  PUBLIC_URL: z.url().default('http://127.0.0.1:8600'),
  /** Business time ahead of the wall; demonstrations only. */
  CLOCK_OFFSET: z.string().default('PT0S'),
  STATE_DIR: z.string(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  RELEASE: z.string().default('dev'),
  /** What a restore from a backup raises; travels in every event. */
  DB_GENERATION: z.string().default('1'),
  /** The launcher's demonstration: the screens say so. */
  IS_DEMO: z.stringbool().default(false),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;

/** `--openapi` only prints the document: it needs no database, bus or identity provider. */
export const isPrinting = (): boolean => process.argv.includes('--openapi');
const placeholders = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  RELAY_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  NATS_URL: 'nats://127.0.0.1:1',
  NATS_NKEY_SEED_FILE: '/dev/null',
  OIDC_ISSUER: 'http://127.0.0.1:8600/oidc',
  OIDC_JWKS_FILE: '/dev/null',
  STATE_DIR: '.',
};

export function readConfig<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv = process.env): z.infer<S> {
  const result = schema.safeParse(isPrinting() ? { ...placeholders, ...env } : env);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  process.stderr.write(`The environment is not complete:\n${lines.join('\n')}\n`);
  process.exit(78);
}
