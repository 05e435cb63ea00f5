/** One JSON line per happening on stdout; the launcher turns them into one stream with service prefixes. No personal data. */
import { pino } from 'pino';

export const log = pino({
  // What `--openapi` prints is a document and nothing else.
  level: process.argv.includes('--openapi') ? 'silent' : process.env['LOG_LEVEL'] || 'info',
  base: {},
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.phone', '*.contacts'], censor: '[redacted]' },
});

/** Nest's own messages: warnings and errors only, its boot chatter is of no use to anybody. */
export const nestLog = {
  log: () => undefined,
  debug: () => undefined,
  verbose: () => undefined,
  warn: (message: unknown, ...rest: unknown[]) => log.warn({ rest }, String(message)),
  error: (message: unknown, ...rest: unknown[]) => log.error({ rest }, String(message)),
  fatal: (message: unknown, ...rest: unknown[]) => log.fatal({ rest }, String(message)),
};
