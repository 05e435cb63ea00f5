/** Ports are kept as long as they can be. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFree, keptPorts } from './ports.js';

const occupy = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });

describe('kept ports', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'anju-ports-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are the same at the next start, but for one that somebody took meanwhile', async () => {
    const file = join(folder, 'ports.json');
    const first = await keptPorts(file, ['nats', 'postgres', 'identity']);
    expect(new Set(Object.values(first)).size).toBe(3);
    expect(await keptPorts(file, ['nats', 'postgres', 'identity'])).toEqual(first);

    const stranger = await occupy(first.nats);
    expect(await isFree(first.nats)).toBe(false);
    const later = await keptPorts(file, ['nats', 'postgres', 'identity']);
    stranger.close();
    expect(later.nats).not.toBe(first.nats);
    expect(later).toMatchObject({ postgres: first.postgres, identity: first.identity });
  });

  it('never include one that is already promised to the console', async () => {
    const file = join(folder, 'other.json');
    const { nats } = await keptPorts(file, ['nats']);
    expect((await keptPorts(file, ['nats'], [nats])).nats).not.toBe(nats);
  });
});
