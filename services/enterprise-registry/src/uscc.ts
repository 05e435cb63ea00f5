/**
 * The unified social credit code (GB 32100-2015) has two independent check characters: the 18th over all 17 before it, and
 * the 17th, inherited from the organisation code (GB 11714-1997), over positions 9–16. Both are checked. Genuinely issued
 * codes are known to fail check 18, so a failed check is a warning that a reason can override, while a wrong length or
 * letter cannot be anybody's code. Positions 3–8 are frozen at registration: never read a firm's present place from them.
 */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const wholeWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const bodyWeights = [3, 7, 9, 10, 5, 8, 4, 2];

export type UsccVerdict = 'good' | 'malformed' | 'check-17-failed' | 'check-18-failed';

/** Character 17, from the eight before it; letters count A=10 … Z=35 in the full alphabet. */
const check17 = (uscc: string): string => {
  const sum = bodyWeights.reduce((total, weight, i) => total + weight * parseInt(uscc[8 + i]!, 36), 0);
  const rest = 11 - (sum % 11);
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest);
};
/** Character 18, from the seventeen before it, in the alphabet of 31. */
const check18 = (uscc: string): string => {
  const sum = wholeWeights.reduce((total, weight, i) => total + weight * alphabet.indexOf(uscc[i]!), 0);
  return alphabet[(31 - (sum % 31)) % 31]!;
};

export function verdictOn(uscc: string): UsccVerdict {
  if (uscc.length !== 18 || ![...uscc].every((character) => alphabet.includes(character))) return 'malformed';
  if (check17(uscc) !== uscc[16]) return 'check-17-failed';
  return check18(uscc) === uscc[17] ? 'good' : 'check-18-failed';
}

/** Completes sixteen characters (department, type, area, body) by both checks; for codes that are invented. */
export function completed(first16: string): string {
  const first17 = first16 + check17(first16);
  return first17 + check18(first17);
}
