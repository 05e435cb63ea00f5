/**
 * The unified social credit code as it is typed: both check characters (GB 32100-2015, GB 11714-1997) are tried while
 * typing, so that the person learns of a slip before sending. The registry decides; it alone may take a code whose check
 * fails, with a reason.
 */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const bodyWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** Full-width characters, spaces and small letters are slips of the keyboard, not of the code. */
export const cleanUscc = (typed: string): string => typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();

const organisationCheck = (code: string): string => {
  const rest = 11 - (bodyWeights.reduce((sum, weight, i) => sum + weight * parseInt(code[8 + i]!, 36), 0) % 11);
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest);
};
const wholeCheck = (code: string): string =>
  alphabet[(31 - ([...code.slice(0, 17)].reduce((sum, character, i) => sum + alphabet.indexOf(character) * (3 ** i % 31), 0) % 31)) % 31]!;

export type UsccCheck = 'malformed' | 'check-failed' | 'ok';
export function checkUscc(code: string): UsccCheck {
  if (code.length !== 18 || ![...code].every((character) => alphabet.includes(character))) return 'malformed';
  return organisationCheck(code) === code[16] && wholeCheck(code) === code[17] ? 'ok' : 'check-failed';
}
