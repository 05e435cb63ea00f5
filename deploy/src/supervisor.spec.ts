/** Parts come back when they are killed, stay away when they are stopped, and stop in the right order. */
import { startChild, startTimeOf } from '@anju/embedded/child';
import { describe, expect, it } from '@jest/globals';
import { Supervisor, type Start } from './supervisor.js';

const until = async (is: () => boolean): Promise<void> => {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('a supervised part', () => {
  const pids: Record<string, number> = {};
  const ended: string[] = [];
  const supervisor = new Supervisor(
    () => undefined,
    (running) => Object.entries(running).forEach(([name, { pid }]) => (pids[name] = pid)),
  );
  const sleeper =
    (name: string): Start =>
    async (onSpawn) => {
      const child = await startChild('sleep', ['60'], { onSpawn });
      return {
        child,
        stop: async () => {
          ended.push(name);
          await child.stop();
        },
      };
    };

  it('that was killed is started again under a new pid', async () => {
    await supervisor.start('database', 0, sleeper('database'));
    await supervisor.start('service', 2, sleeper('service'));
    const before = pids['service']!;
    process.kill(before, 'SIGKILL');
    await until(() => pids['service'] !== before);
    expect(startTimeOf(pids['service']!)).toBeDefined();
  });

  it('is stopped before what it stands on, also while it is still starting', async () => {
    const starting = supervisor.start('slow', 1, async (onSpawn) => {
      const child = await startChild('sleep', ['60'], { onSpawn });
      await child.exited;
      throw new Error('ended while it was starting');
    });
    const refused = expect(starting).rejects.toThrow('ended while it was starting');
    await until(() => pids['slow'] !== undefined);
    await supervisor.stopAll();
    await refused;
    expect(ended).toEqual(['service', 'database']);
    for (const pid of Object.values(pids)) expect(startTimeOf(pid)).toBeUndefined();
  });
});
