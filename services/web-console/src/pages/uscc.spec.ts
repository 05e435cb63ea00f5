/** A slip in a credit code is told while it is typed; only the registry may take it nevertheless. */
import { describe, expect, it } from '@jest/globals';
import { exampleUsccs } from '@anju/contracts/examples';
import { checkUscc, cleanUscc } from './uscc.js';

describe('a credit code while it is typed', () => {
  it('is accepted with its check character and refused with another', () => {
    for (const code of Object.values(exampleUsccs)) expect([code, checkUscc(code)]).toEqual([code, 'ok']);
    expect(checkUscc('91350100M000100Y43')).toBe('ok');
    expect(checkUscc('91350100M000100Y44')).toBe('check-failed');
    expect(checkUscc('91350100M000100X43')).toBe('check-failed');
  });
  it('is malformed when too short or with letters that do not occur', () => {
    expect(checkUscc('91350100M000100Y4')).toBe('malformed');
    expect(checkUscc('91350100I000100Y43')).toBe('malformed');
    expect(checkUscc('91350100M000100Y4Z')).toBe('malformed');
  });
  it('may be typed with spaces, in small letters and in full-width characters', () => {
    expect(cleanUscc('９１350100 m000-100y43')).toBe('91350100M000100Y43');
  });
});
