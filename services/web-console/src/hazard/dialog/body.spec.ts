/** What was typed becomes the body of the request and nothing else. */
import { describe, expect, it } from '@jest/globals';
import dayjs from 'dayjs';
import { ListHazard, PlanRectification, SubmitRectification } from '@anju/contracts/hazard-requests';
import { cleaned, fieldOf } from './body.js';

describe('the body of a request', () => {
  it('is what was typed, trimmed, without what was left empty', () => {
    expect(cleaned({ reason: ' 误报 ', note: '   ', documentNo: undefined })).toEqual({ reason: '误报' });
    expect(cleaned({ passed: false, isGranted: true })).toEqual({ passed: false, isGranted: true });
  });
  it('names days as days, so that the service takes them', () => {
    const listing = cleaned({ limitOn: dayjs('2027-03-31'), reason: '区级挂牌' });
    expect(ListHazard.parse(listing)).toEqual({ limitOn: '2027-03-31', reason: '区级挂牌' });
    const parts = { responsibility: '项目经理', measures: '清理', funds: '自筹', contingency: '巡查' };
    expect(PlanRectification.safeParse(cleaned({ ...parts, finishOn: dayjs('2026-12-10') })).success).toBe(true);
  });
  it('names photos by their hash, with what the device knows of them', () => {
    const sha256 = 'a'.repeat(64);
    const photo = { sha256, takenAt: '2026-11-24T01:00:00Z', url: 'blob:x', state: 'sent', blob: {} };
    const body = cleaned({ note: '已清理', photos: [photo] });
    expect(SubmitRectification.parse(body).photos).toEqual([{ sha256, takenAt: '2026-11-24T01:00:00Z' }]);
  });
  it('a refusal is shown at the field that it points at', () => {
    expect(fieldOf('/finishOn')).toBe('finishOn');
    expect(fieldOf('/photos/0/sha256')).toBe('photos');
  });
});
