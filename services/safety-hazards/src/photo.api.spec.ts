/** Photos as the phone sends them: first the bytes under their hash, then the report that names them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aCity, type City } from '@anju/testing/city';
import { createHash } from 'node:crypto';

const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(2_000, 7)]);
const sha256 = createHash('sha256').update(png).digest('hex');

let city: City;
let mine: string;
let other: string;
const photo = (hash: string) => `${city.services['safety-hazards']!.url}/api/safety-hazards/v1/photos/${hash}`;
const put = (hash: string, bytes: Buffer, token = mine) =>
  fetch(photo(hash), {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { 'content-type': 'image/png', authorization: `Bearer ${token}` },
  });
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];

beforeAll(async () => {
  city = await aCity({ services: ['safety-hazards'] });
  mine = await city.token({ sub: 'i1', role: 'inspector', divisions: ['310115005'] });
  other = await city.token({ sub: 'i2', role: 'inspector', divisions: ['310115005'] });
});
afterAll(() => city?.stop());

describe('a photo', () => {
  it('is taken in under its hash, again and again, and given back byte for byte to whoever brought it', async () => {
    expect([(await put(sha256, png)).status, (await put(sha256, png)).status]).toEqual([201, 201]);
    const read = await fetch(photo(sha256), { headers: { authorization: `Bearer ${mine}` } });
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await read.arrayBuffer()).equals(png)).toBe(true);
  });
  it('is nobody else’s before a case names it', async () =>
    expect((await fetch(photo(sha256), { headers: { authorization: `Bearer ${other}` } })).status).toBe(404));
  it('is refused when its bytes are others, or no picture, or too many', async () => {
    expect(await codeOf(await put(sha256, Buffer.concat([png, Buffer.from('x')])))).toEqual([422, 'photo-hash-mismatch']);
    expect(await codeOf(await put(sha256, Buffer.from('<script>')))).toEqual([415, 'media-type-unsupported']);
    expect(await codeOf(await put(sha256, Buffer.concat([png, Buffer.alloc(9_000_000)])))).toEqual([413, 'payload-too-large']);
  });
});
