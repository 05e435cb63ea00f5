import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { sha256InScript } from './sha256.js';

describe('the hash of a photo', () => {
  it('is SHA-256 for every length around the block borders', () => {
    for (const length of [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 70_001]) {
      const bytes = randomBytes(length);
      expect([length, sha256InScript(bytes)]).toEqual([length, createHash('sha256').update(bytes).digest('hex')]);
    }
  });
});
