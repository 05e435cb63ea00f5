/** Given which divisions took over which, what somebody with a scope reaches. */
import { describe, expect, it } from '@jest/globals';
import { Successions } from './successions.js';

const after = (...merged: [code: string, successors: string[]][]): Successions => {
  const successions = new Successions();
  for (const [code, successors] of merged) successions.learn({ code, successors });
  return successions;
};

describe('a scope', () => {
  it('is what it is where nothing was merged', () => {
    const own = ['310115'];
    expect(after().reach(own)).toBe(own);
    expect(after(['310119', ['310115']]).reach(['310104'])).toEqual(['310104']);
  });
  it('includes what its division took over, in several steps too', () =>
    expect(after(['310119', ['310115']], ['310225', ['310119']]).reach(['310115'])).toEqual(['310115', '310119', '310225']));
  it('includes what a division inside it took over, and names nothing that lies in it anyway', () => {
    expect(after(['310119001', ['310115005']]).reach(['310115'])).toEqual(['310115', '310119001']);
    expect(after(['310115099', ['310115005']]).reach(['310115'])).toEqual(['310115']);
    expect(after(['310115099', ['310115005']]).reach(['310115005'])).toEqual(['310115005', '310115099']);
  });
  it('of each part of a divided division includes the whole of it', () => {
    const successions = after(['310119', ['310115', '310120']]);
    expect([successions.reach(['310115']), successions.reach(['310120'])]).toEqual([
      ['310115', '310119'],
      ['310120', '310119'],
    ]);
  });
  it('ends where divisions took over one another, and follows a correction', () => {
    const successions = after(['310119', ['310115']], ['310115', ['310119']]);
    expect(successions.reach(['310115'])).toEqual(['310115', '310119']);
    successions.learn({ code: '310119' });
    expect(successions.reach(['310115'])).toEqual(['310115']);
  });
});
