/**
 * What goes wrong in the field and in an attack, as lists: broken JSON, every field with every wrong type, members nobody
 * asked for, names that mean something to JavaScript, characters that a database refuses, sizes and depths beyond reason.
 */
import type { Parameter } from './api.js';

type Named<T> = readonly [what: string, value: T];

const wrongValues: readonly Named<unknown>[] = [
  ['null', null],
  ['true', true],
  ['a number', 42],
  ['a negative number', -1],
  ['a huge number', 1e308],
  ['an empty text', ''],
  ['blanks', '   '],
  ['a text', 'abc'],
  ['a long text', '字'.repeat(20_000)],
  ['a NUL', 'a\u0000b'],
  ['half a character', 'a\ud800b'],
  ['an override of direction', '\u202egnp.exe'],
  ['SQL', `'; drop table hazards; --`],
  ['an empty list', []],
  ['a list of null', [null]],
  ['a long list', Array.from({ length: 5_000 }, (_, index) => index)],
  ['an empty object', {}],
  ['an object', { a: { b: 1 } }],
];

/** Bodies as they go over the wire. */
export function* bodiesFor(valid: Record<string, any>): Generator<Named<string>> {
  const text = JSON.stringify(valid);
  yield ['cut off', text.slice(0, -2)];
  yield ['empty', ''];
  yield ['a word', 'hello'];
  yield ['with a trailing comma', text.replace(/\}$/, ',}')];
  yield ['with single quotes', text.replaceAll('"', `'`)];
  yield ['with a BOM', `\ufeff${text}`];
  yield ['twice', text + text];
  for (const whole of ['null', '[]', '42', '"abc"', 'true', '{}']) yield [whole, whole];
  yield ['nested ten thousand deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`];
  yield [
    'nested ten thousand deep in a member',
    text.replace(/\}$/, `${text === '{}' ? '' : ','}"deep":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`),
  ];
  yield ['of 13 MB', JSON.stringify({ ...valid, description: 'x'.repeat(13_000_000) })];
  yield ['of 2 MB', JSON.stringify({ ...valid, description: 'x'.repeat(2_000_000) })];
  for (const name of ['unknown', 'state', 'version', 'class', 'constructor'])
    yield [`with the member ${name}`, JSON.stringify({ ...valid, [name]: 'x' })];
  yield ['with __proto__', text.replace(/\}$/, `${text === '{}' ? '' : ','}"__proto__":{"isAdmin":true}}`)];
  yield ['with a member twice', text === '{}' ? '{"a":1,"a":2}' : text.replace(/\}$/, `,${text.slice(1, -1)}}`)];
  for (const name of Object.keys(valid)) {
    const { [name]: _, ...without } = valid;
    yield [`without ${name}`, JSON.stringify(without)];
    for (const [what, value] of wrongValues) yield [`${name} = ${what}`, JSON.stringify({ ...valid, [name]: value })];
    const inner = valid[name];
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) continue;
    for (const member of [...Object.keys(inner), 'unknown']) {
      for (const [what, value] of wrongValues)
        yield [`${name}.${member} = ${what}`, JSON.stringify({ ...valid, [name]: { ...inner, [member]: value } })];
    }
  }
}

/** What may stand where an id belongs, ready for a URL; nothing where the address has no variable part. */
export function* pathsFor(names: readonly string[]): Generator<Named<string>> {
  if (names.length === 0) return;
  const uuid = '01930000-0000-7000-8000-00000000dead';
  yield ['of nothing', uuid];
  yield ['of nothing, in capitals', uuid.toUpperCase()];
  for (const id of [
    '0',
    'null',
    'undefined',
    '-1',
    'abc',
    '%00',
    '%27%20or%201%3D1',
    '..%2f..%2fetc%2fpasswd',
    '%E5%AE%89',
    '%ff',
    uuid + 'x',
    `{${uuid}}`,
    'x'.repeat(3_000),
    'f'.repeat(64),
  ])
    yield [id.slice(0, 30), id];
}

/** Queries with every declared parameter wrong, and some that nobody declared. */
export function* queriesFor(parameters: readonly Parameter[]): Generator<Named<string>> {
  yield ['unknown', 'unknown=1'];
  yield ['__proto__', '__proto__=1'];
  yield ['prototype pollution', 'a[__proto__][b]=1'];
  yield ['thousand parameters', Array.from({ length: 1_000 }, (_, index) => `p${index}=1`).join('&')];
  for (const { name } of parameters) {
    for (const value of [
      '',
      'abc',
      '-1',
      '0',
      '1e9',
      '1.5',
      '999999999999999999999',
      'null',
      '%00',
      '%ff',
      '%F0%9F%94%A5',
      "'%20or%201=1",
      '310115',
      'true',
      '2026-02-30',
      'x'.repeat(2_000),
      '%5B1,2%5D',
    ])
      yield [`${name}=${value.slice(0, 20)}`, `${name}=${value}`];
    yield [`${name} twice`, `${name}=1&${name}=2`];
    yield [`${name} as an object`, `${name}[a]=1`];
  }
}
