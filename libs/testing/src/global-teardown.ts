/** Ends what the set-up began and leaves nothing behind. */
import { removePostgres } from '@anju/embedded/postgres';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import './global-setup.js';

export default async function tearDown(): Promise<void> {
  const started = globalThis.anjuPostgres;
  if (!started) return;
  await started.server.stop();
  removePostgres(join(started.folder, 'postgres'));
  rmSync(started.folder, { recursive: true, force: true });
}
