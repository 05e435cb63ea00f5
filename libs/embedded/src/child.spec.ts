/** What an earlier run left is ended by pid and start time, and nobody else is. */
import { describe, expect, it } from '@jest/globals';
import { endLeftOvers, isRunning, startChild, startTimeOf } from './child.js';

describe('a recorded process', () => {
  it('that still runs is ended, also when it is stopped', async () => {
    const child = await startChild('sleep', ['60']);
    process.kill(child.pid, 'SIGSTOP');
    expect(isRunning(child)).toBe(true);
    expect(await endLeftOvers([{ pid: child.pid, startedAt: child.startedAt }])).toBe(1);
    expect((await child.exited).signal).toBe('SIGTERM');
    expect(isRunning(child)).toBe(false);
  });

  it('whose pid now belongs to another process is left alone', async () => {
    const stranger = await startChild('sleep', ['60']);
    expect(await endLeftOvers([{ pid: stranger.pid, startedAt: `${startTimeOf(stranger.pid)}0` }])).toBe(0);
    expect(stranger.hasExited()).toBe(false);
    await stranger.stop('SIGKILL');
  });

  it('is killed with all it started when it does not end in time', async () => {
    const lines: string[] = [];
    const child = await startChild('sh', ['-c', 'trap "" TERM; sleep 60 & echo $!; while :; do wait; done'], {
      onLine: (line) => lines.push(line),
    });
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await child.stop('SIGTERM', 100)).toEqual({ code: null, signal: 'SIGKILL' });
    while (startTimeOf(Number(lines[0]))) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
