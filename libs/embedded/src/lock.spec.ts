/** The lock is the kernel's, so what matters is who still holds it after somebody died. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.js';
import { holderOf, lock, locked } from './lock.js';

describe('a locked folder', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'anju-lock-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is refused to a second one until the first lets go', () => {
    const file = join(folder, 'a.lock');
    const first = lock(file);
    expect(first).toBeDefined();
    expect(lock(file)).toBeUndefined();
    first!.release();
    const again = lock(file);
    expect(again).toBeDefined();
    again!.release();
  });

  it('stays locked as long as a child that inherited the lock lives, and names it', async () => {
    const file = join(folder, 'b.lock');
    const held = lock(file)!;
    const child = await startChild('sleep', ['60'], { inherit: [held.fd] });
    held.heldBy(child.pid);
    held.release();
    expect(lock(file)).toBeUndefined();
    expect(holderOf(file)).toBe(String(child.pid));
    await child.stop('SIGKILL');
    expect(lock(file)).toBeDefined();
  });

  it('lets sections that wait for it in one after the other', async () => {
    const order: string[] = [];
    const section = (name: string) =>
      locked(join(folder, 'c.lock'), async () => {
        order.push(`${name} in`);
        await new Promise((resolve) => setTimeout(resolve, 30));
        order.push(`${name} out`);
      });
    await Promise.all([section('first'), section('second')]);
    expect(order.map((step) => step.split(' ')[1])).toEqual(['in', 'out', 'in', 'out']);
  });
});
