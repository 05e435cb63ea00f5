/** What counts as text: whatever people write, and nothing that a database or a screen cannot hold. */
import { describe, expect, it } from '@jest/globals';
import { text } from './schema.js';

const isText = (value: string): boolean => text(200).safeParse(value).success;

describe('a text', () => {
  it.each(['楼道堆物', 'a', ' 3 号楼\n\t电动自行车 ', '𠮷🔥', "O'Neill <b>"])('may be %j', (value) => expect(isText(value)).toBe(true));
  it.each(['', ' ', '\n\t', '\u0000', 'a\u0000b', '\u0007', 'x\u001fy', '\u007f', '\ud800', 'a\udfffb', 'x'.repeat(201)])(
    'is not %j',
    (value) => expect(isText(value)).toBe(false),
  );
});
