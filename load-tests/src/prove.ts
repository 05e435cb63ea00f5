/** How every proof runs: against a copy of its own or the one that is named, stopped and cleared away whatever happens. */
import { closeConnections } from './http.js';
import { Platform, say } from './platform.js';

/** Ends the process: 0 when it passed. A failed proof keeps its state folder and the platform's log. */
export async function prove(runFile: string, keep: boolean, work: (platform: Platform) => Promise<boolean>): Promise<never> {
  const platform = runFile ? Platform.attach(runFile) : await Platform.start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void platform.stop(true).then(() => process.exit(130)));
  let passed = false;
  try {
    passed = await work(platform);
  } catch (error) {
    say((error as Error).stack ?? String(error));
  } finally {
    await closeConnections();
    await platform.stop(keep || !passed);
  }
  process.exit(passed ? 0 : 1);
}
