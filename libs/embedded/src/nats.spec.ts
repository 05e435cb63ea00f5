/** The broker that is too old, the store that is in use, and the one that starts. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNats, isRecentEnough, natsVersion } from './nats-binary.js';
import { natsHealth, startNats } from './nats.js';
import { freePort } from './ports.js';

describe('nats-server', () => {
  let folder: string;
  const { NATS_SERVER, PATH, XDG_CACHE_HOME } = process.env;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'anju-nats-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => {
    for (const [name, value] of Object.entries({ NATS_SERVER, PATH, XDG_CACHE_HOME })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const fake = (name: string, version: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('is compared number by number', () => {
    expect(isRecentEnough('2.14.5')).toBe(true);
    expect(isRecentEnough('2.14.10')).toBe(true);
    expect(isRecentEnough('2.9.10')).toBe(false);
  });

  it('named by NATS_SERVER and too old is refused with the version that is needed', async () => {
    process.env['NATS_SERVER'] = fake('old', '2.9.10');
    expect(natsVersion(process.env['NATS_SERVER'])).toBe('2.9.10');
    await expect(findNats()).rejects.toThrow(/2\.9\.10, which is older than 2\.14\.5\. Point it to nats-server 2\.14\.5 or later/);
  });

  it('that is nowhere, on a machine without Go, is asked for in a sentence', async () => {
    delete process.env['NATS_SERVER'];
    process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
    // flock alone is left on the path
    const bin = mkdtempSync(join(folder, 'bin-'));
    writeFileSync(join(bin, 'flock'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    process.env['PATH'] = bin;
    await expect(findNats()).rejects.toMatchObject({
      exitCode: 13,
      message: expect.stringContaining('Install nats-server 2.14.5 or later'),
    });
  });

  it('starts on its store, says it is well, and keeps a second one off the store', async () => {
    const options = { folder: join(folder, 'state'), port: await freePort(), monitorPort: await freePort(), binary: await findNats() };
    const nats = await startNats(options);
    try {
      expect(await natsHealth(nats.monitorUrl)).toBe('ok');
      await expect(startNats({ ...options, port: await freePort(), monitorPort: await freePort() })).rejects.toThrow(
        new RegExp(`in use by process ${nats.child.pid}`),
      );
    } finally {
      await nats.stop();
    }
    expect(await natsHealth(nats.monitorUrl)).toBe('silent');
    await (await startNats(options)).stop();
  }, 120_000);
});
