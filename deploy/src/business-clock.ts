/**
 * The business clock of a demonstration may run ahead, so that deadlines of days can be watched in minutes. On one state
 * folder it never goes back: events recorded at a later hour are already there, and a clock behind them would fire their
 * timers a second time. Leases and tokens keep the real clock.
 */
import { readJson, writeJson } from '@anju/embedded/files';
import { SetupProblem } from '@anju/embedded/problem';

const units = [86_400_000, 3_600_000, 60_000, 1_000];

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds with an optional plus; undefined when it is none. */
export function durationMs(text: string): number | undefined {
  const parts = /^\+?P(?!$)(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)?.slice(1);
  return parts?.reduce((sum, part, index) => sum + Number(part ?? 0) * units[index]!, 0);
}

export const durationText = (ms: number): string =>
  `PT${Math.floor(ms / 3_600_000)}H${Math.floor((ms % 3_600_000) / 60_000)}M${Math.floor((ms % 60_000) / 1_000)}S`;

/** The offset in force on this state folder: what was asked for, else what was kept. */
export function keptClock(file: string, asked: number | undefined): number {
  const kept = readJson<{ aheadMs: number }>(file)?.aheadMs ?? 0;
  if (asked !== undefined && asked < kept) {
    throw new SetupProblem(
      'usage',
      `The business clock of this state folder is already ${durationText(kept)} ahead and never goes back.`,
      'Ask for that much or more, or start with --reset.',
    );
  }
  if (asked !== undefined && asked !== kept) writeJson(file, { aheadMs: asked });
  return asked ?? kept;
}
