/** The book of a load: a delivery that is missing, doubled or another's is found, and one that is right is not. */
import { describe, expect, it } from '@jest/globals';
import { Book } from './book.js';
import type { Who } from './tokens.js';

const fire: Who = { sub: 'f', role: 'department-officer', divisions: ['310115'], department: 'fire' };
const firm: Who = { sub: 'm', role: 'enterprise-manager', divisions: ['310115005'], enterpriseId: 'firm' };
const street: Who = { sub: 'o', role: 'operator', divisions: ['310115005'] };

const book = () => {
  const made = new Book(2);
  const readers = [fire, firm, street].map((who) => made.reader(who.sub, who));
  made.sent(0, 'a');
  made.sent(1, 'b');
  made.acknowledged(0, { division: '310115005001', enterpriseId: 'firm', departments: ['fire'] });
  made.acknowledged(1, { division: '310115016002', enterpriseId: 'other', departments: ['gas'] });
  return { made, readers };
};

describe('a book', () => {
  it('is satisfied when everybody has the own cases once', () => {
    const { made, readers } = book();
    for (const reader of readers) reader.received('a', performance.now());
    expect(made.faults()).toEqual({ missing: [], doubled: [], foreign: [], deliveries: 3 });
  });
  it('finds what is missing, doubled and another’s', () => {
    const { made, readers } = book();
    readers[0]!.received('b', 0);
    readers[1]!.received('a', 0);
    readers[1]!.received('a', 0);
    expect(made.faults()).toEqual({ missing: ['a at f', 'a at o'], doubled: ['a at m ×2'], foreign: ['b at f'], deliveries: 3 });
  });
  it('takes a fresh snapshot for what was delivered before', () => {
    const { made, readers } = book();
    readers[2]!.received('a', 0);
    readers[2]!.startAnew(['a']);
    readers[2]!.received('a', 0);
    expect(made.faults().doubled).toEqual(['a at o ×2']);
  });
});
