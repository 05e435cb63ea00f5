/**
 * The simulator as a process: it acts only through the public address, answers `q.simulator.pause|resume|status|speed`, and
 * remembers in its state folder that it was paused, so a measurement is not disturbed by a restart.
 */
import { ProblemError } from '@anju/contracts/problems';
import { readJson, writeJson } from '@anju/embedded/files';
import { Bus } from '@anju/events/bus';
import { Clock, durationMs } from '@anju/events/clock';
import { answer } from '@anju/events/questions';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Api } from './api.js';
import { Board } from './board.js';
import { Crew } from './crew.js';
import { Moves } from './moves.js';
import { Simulator, type Kept } from './simulator.js';

const config = z
  .object({
    PUBLIC_URL: z.string(),
    STATE_DIR: z.string(),
    REALM_DIR: z.string(),
    NATS_URL: z.string(),
    NATS_NKEY_SEED_FILE: z.string(),
    CLOCK_OFFSET: z.string().default('PT0S'),
  })
  .parse(process.env);

const log = (line: string): void => void process.stdout.write(`${line}\n`);
const quiet = {
  info: () => undefined,
  warn: () => undefined,
  error: (fields: object, message: string) => log(`${message} ${JSON.stringify(fields)}`),
};
const clock = new Clock(durationMs(config.CLOCK_OFFSET));
const stateFile = join(config.STATE_DIR, 'simulator.json');
const crew = new Crew(dirname(config.REALM_DIR), config.PUBLIC_URL);
const api = new Api(config.PUBLIC_URL, crew);
const board = new Board(api, crew);
const businessNow = () => clock.now().getTime();
const moves = new Moves(api, crew, board, businessNow);
const kept = readJson<Kept>(stateFile) ?? { isPaused: false, speed: 1 };
const simulator = new Simulator(kept, { moves, board, businessNow, log, keep: (state) => writeJson(stateFile, state) });

const bus = new Bus({ url: config.NATS_URL, nkeySeedFile: config.NATS_NKEY_SEED_FILE, name: 'simulator', log: quiet });
const silence = answer(
  bus,
  'simulator',
  {
    pause: () => simulator.set({ isPaused: true }),
    resume: () => simulator.set({ isPaused: false }),
    status: () => simulator.status(),
    speed: ({ factor }: { factor: number }) => {
      if (!(factor > 0 && factor <= 1_000))
        throw new ProblemError('content-invalid', {
          errors: [{ pointer: '/factor', code: 'out-of-range', message: 'above 0 and up to 1000' }],
        });
      return simulator.set({ speed: factor });
    },
  },
  quiet,
);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
log(`simulated people act in ${config.PUBLIC_URL}${kept.isPaused ? ', paused' : ''}`);
const told = setInterval(() => log(`${simulator.status().actions} actions so far, ${simulator.status().open} hazards open`), 600_000);
await simulator.run(stop.signal);
clearInterval(told);
silence();
await bus.close();
