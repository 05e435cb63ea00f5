/**
 * The official release archive of nats-server, for a machine without Go. What is downloaded counts only when its SHA-256
 * is the pinned one: the digests are those that nats-io itself builds its container images with (nats-io/nats-docker,
 * 2.14.x/alpine3.22/Dockerfile, for Linux) and that Hermit's packages list (cashapp/hermit-packages, nats-server.hcl).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Release {
  readonly version: string;
  /** By platform, of the `.tar.gz`. */
  readonly sha256: Readonly<Record<string, string>>;
}

export const natsRelease: Release = {
  version: '2.14.5',
  sha256: {
    'linux-amd64': '5e3b603d47c447bda1f77f9ac16dbf91c90aac4ff3681f8fbbc7201e4ed99355',
    'linux-arm64': '673a98d3faa79dde3f9ebf16d6dfac36a5f694e7ad2015e4954dd7939c85cd4c',
    'darwin-amd64': 'f95c98d6b6ed2b63c5681b46b092c9585c99767d547cf495730c329234625e96',
    'darwin-arm64': 'ddd907854d9a2de834af133fa396915fe6442fe6d8909ae31390d1ea7a0fea50',
  },
};

const home = 'https://github.com/nats-io/nats-server/releases/download';
const patienceMs = 300_000;
/** As the releases name it: `linux-amd64`. */
export const releasePlatform = (): string => `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** Puts the server at `to`; throws with the reason and leaves nothing when that cannot be done. */
export async function downloadNats(to: string, { version, sha256 }: Release = natsRelease): Promise<void> {
  const platform = releasePlatform();
  const pinned = sha256[platform];
  if (!pinned) throw new Error(`there is no release for ${platform}`);
  const name = `nats-server-v${version}-${platform}`;
  // A mirror where the home of the releases is slow or out of reach; the digest is the same wherever it comes from.
  const url = `${process.env['NATS_RELEASES'] ?? home}/v${version}/${name}.tar.gz`;
  const archive = await bytesOf(url);
  const digest = createHash('sha256').update(archive).digest('hex');
  if (digest !== pinned) throw new Error(`${url} is not the release: its SHA-256 is ${digest}, not ${pinned}`);
  const folder = `${to}-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    const file = join(folder, 'archive.tar.gz');
    writeFileSync(file, archive);
    const { status, stderr, error } = spawnSync('tar', ['-xzf', file, '-C', folder, '--strip-components=1'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the release could not be unpacked: ${error?.message ?? stderr.trim()}`);
    chmodSync(join(folder, 'nats-server'), 0o755);
    mkdirSync(dirname(to), { recursive: true });
    renameSync(join(folder, 'nats-server'), to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bytesOf(url: string): Promise<Buffer> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`${url} could not be downloaded: ${cause instanceof Error ? cause.message : message}`);
  }
}
