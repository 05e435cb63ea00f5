/** The broker that is too old, the store that is in use, and the one that starts. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNats, isRecentEnough, natsVersion } from './nats-binary.js';
import { downloadNats, releasePlatform } from './nats-release.js';
import { natsHealth, startNats } from './nats.js';
import { freePort } from './ports.js';

describe('nats-server', () => {
  let folder: string;
  const { NATS_SERVER, NATS_RELEASES, PATH, XDG_CACHE_HOME } = process.env;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'anju-nats-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => {
    for (const [name, value] of Object.entries({ NATS_SERVER, NATS_RELEASES, PATH, XDG_CACHE_HOME })) {
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

  it('that is nowhere, on a machine without Go and network, is asked for in a sentence', async () => {
    delete process.env['NATS_SERVER'];
    process.env['NATS_RELEASES'] = `http://127.0.0.1:${await freePort()}`;
    process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
    // flock alone is left on the path
    const bin = mkdtempSync(join(folder, 'bin-'));
    writeFileSync(join(bin, 'flock'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    process.env['PATH'] = bin;
    await expect(findNats()).rejects.toMatchObject({
      exitCode: 13,
      message: expect.stringMatching(/no Go to build one with; .*could not be downloaded.*Install nats-server 2\.14\.5 or later/),
    });
  });

  it('comes out of the release archive when its digest is the pinned one, and not otherwise', async () => {
    const name = `nats-server-v9.9.9-${releasePlatform()}`;
    mkdirSync(join(folder, name));
    renameSync(fake('packed', '9.9.9'), join(folder, name, 'nats-server'));
    execFileSync('tar', ['-czf', join(folder, `${name}.tar.gz`), '-C', folder, name]);
    const archive = readFileSync(join(folder, `${name}.tar.gz`));
    const mirror = createServer((request, response) => {
      response.statusCode = request.url === `/v9.9.9/${name}.tar.gz` ? 200 : 404;
      response.end(archive);
    });
    const port = await freePort();
    await new Promise<void>((listening) => mirror.listen(port, '127.0.0.1', listening));
    process.env['NATS_RELEASES'] = `http://127.0.0.1:${port}`;
    const release = (version: string, sha256: string) => ({ version, sha256: { [releasePlatform()]: sha256 } });
    const digest = createHash('sha256').update(archive).digest('hex');
    const to = join(folder, 'got', 'nats-server');
    try {
      await expect(downloadNats(to, release('9.9.9', '0'.repeat(64)))).rejects.toThrow(`its SHA-256 is ${digest}`);
      await expect(downloadNats(to, release('9.9.8', digest))).rejects.toThrow('it answered 404');
      await expect(downloadNats(to, { version: '9.9.9', sha256: {} })).rejects.toThrow(`no release for ${releasePlatform()}`);
      expect(existsSync(join(folder, 'got'))).toBe(false);
      await downloadNats(to, release('9.9.9', digest));
      expect(natsVersion(to)).toBe('9.9.9');
      expect(readdirSync(join(folder, 'got'))).toEqual(['nats-server']);
    } finally {
      mirror.close();
    }
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
