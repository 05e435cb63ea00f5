/**
 * One real PostgreSQL for a whole test run, because starting one takes longer than most specs; every spec makes a database
 * of its own in it. fsync is off here only: specs about lost data start a server of their own.
 */
import { freePort } from '@anju/embedded/ports';
import { startPostgres, type RunningPostgres } from '@anju/embedded/postgres';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

declare global {
  var anjuPostgres: { server: RunningPostgres; folder: string } | undefined;
}

export default async function setUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'anju-test-'));
  chmodSync(folder, 0o755);
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  globalThis.anjuPostgres = { server, folder };
  process.env['ANJU_TEST_POSTGRES'] = server.adminUrl;
}
