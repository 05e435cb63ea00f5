/** What is typed on site is never lost and never filed twice. */
import { describe, expect, it } from '@jest/globals';
import { draft, due, factsOf, failed, freeze, mayEdit, missing, pauseMs, reopened, type Filing } from './filing.js';

const id = '01930000-0000-7000-8000-00000000aaaa';
const at = Date.parse('2026-11-24T02:00:00Z');
const offline = { code: 'offline', title: '没有网络连接', detail: '', isTemporary: true };
const refused = { code: 'content-invalid', title: '内容有误', detail: '', isTemporary: false };
const filled = (): Filing => ({
  ...draft(id, 'inspector.weifang', at),
  form: {
    place: { id: '01930000-0000-7000-8000-000000000101', name: '示例云栖苑', division: '310115005' },
    family: 'fire',
    item: { code: 'F01', title: { zh: '楼道堆物', en: 'Blocked stair' }, kind: 'hazard' },
    spot: '  3 号楼 ',
    description: '',
    facts: { part: 'passage', widthM: 0.7, isSystemDead: undefined },
  },
});

describe('a filing on its way', () => {
  it('keeps its id and its body from the first attempt to the last', () => {
    const frozen = freeze(filled(), [], ['part'], at + 1000);
    const later = failed(failed(frozen, offline, at + 2000), offline, at + 5000);
    expect(later.body).toBe(frozen.body);
    expect(later.body!.id).toBe(id);
  });
  it('sends only what was given, trimmed, with the time it was begun', () => {
    expect(freeze(filled(), [{ sha256: 'ab', takenAt: '2026-11-24T02:00:00.000Z' }], ['part'], at).body).toEqual({
      id,
      compoundId: '01930000-0000-7000-8000-000000000101',
      itemCode: 'F01',
      spot: '3 号楼',
      facts: { family: 'fire', part: 'passage', widthM: 0.7 },
      photos: [{ sha256: 'ab', takenAt: '2026-11-24T02:00:00.000Z' }],
      foundAt: '2026-11-24T02:00:00.000Z',
    });
  });
  it('leaves out facts whose required choice was not made', () => {
    expect(factsOf({ family: 'fire', facts: { widthM: 0.7 } }, ['part'])).toBeUndefined();
  });
  it('cannot be sent without a place and an item', () => {
    expect(missing(draft(id, 'x', at))).toEqual(['place', 'item']);
    expect(missing(filled())).toEqual([]);
  });
  it('waits longer after each failure, but never longer than a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map(pauseMs)).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });
  it('comes back when the platform asked it to', () => {
    expect(failed(freeze(filled(), [], [], at), offline, at, 15_000).nextAt).toBe(at + 15_000);
  });
  it('is not sent again by itself after a refusal, and may then be corrected under the same id', () => {
    const item = failed(freeze(filled(), [], [], at), refused, at);
    expect(due([item], at + 1e9)).toEqual([]);
    expect(mayEdit(item)).toBe(true);
    expect(reopened(item, 'new')).toMatchObject({ id, stage: 'draft', attempts: 0 });
  });
  it('may not be changed while the platform may have recorded it', () => {
    expect(mayEdit(failed(freeze(filled(), [], [], at), offline, at))).toBe(false);
  });
  it('gets a new id only where its own holds other content', () => {
    const item = failed(freeze(filled(), [], [], at), { ...refused, code: 'already-filed-differently' }, at);
    expect(reopened(item, 'new').id).toBe('new');
  });
  it('leaves in the order in which it was saved', () => {
    const one = freeze(filled(), [], [], at + 2);
    const two = { ...freeze(filled(), [], [], at + 1), id: 'two' };
    expect(due([one, two], at + 10).map((item) => item.id)).toEqual(['two', id]);
  });
});
