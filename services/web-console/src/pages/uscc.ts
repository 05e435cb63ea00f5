/**
 * The unified social credit code as it is typed: checked while typing so that the person learns it before sending. The
 * registry decides; it alone may take a code whose check character fails, with a reason (GB 32100-2015).
 */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
export const cleanUscc = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .toUpperCase();
export type UsccCheck = 'malformed' | 'check-failed' | 'ok';
export function checkUscc(code: string): UsccCheck {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return 'malformed';
  const sum = [...code.slice(0, 17)].reduce((total, character, i) => total + alphabet.indexOf(character) * (3 ** i % 31), 0);
  return alphabet[(31 - (sum % 31)) % 31] === code[17] ? 'ok' : 'check-failed';
}
