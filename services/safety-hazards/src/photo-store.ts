/**
 * Where the bytes of photos lie: content-addressed files on disk, written durably (file, fsync, rename) before anything
 * refers to them. A port of two methods, so that the evidence service can bring another store without touching a use case.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

export interface PhotoStore {
  keep(sha256: string, bytes: Buffer): Promise<void>;
  read(sha256: string): Readable | undefined;
}

export class DiskPhotoStore implements PhotoStore {
  constructor(private readonly folder: string) {}

  private pathOf = (sha256: string): string => join(this.folder, sha256.slice(0, 2), sha256);

  async keep(sha256: string, bytes: Buffer): Promise<void> {
    const path = this.pathOf(sha256);
    if (existsSync(path)) return;
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.${Date.now()}`;
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  }

  read(sha256: string): Readable | undefined {
    const path = this.pathOf(sha256);
    return existsSync(path) ? createReadStream(path) : undefined;
  }
}
