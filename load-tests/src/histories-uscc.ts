/** Credit codes that nobody bears (GB 32100-2015), with both check characters right, another one for every number. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

export function usccOf(number: number): string {
  const body = `MB${String(number).padStart(6, '0')}`;
  const first = [3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * parseInt(body[i]!, 36), 0);
  const organisation = 11 - (first % 11);
  const code = `91310199${body}${organisation === 10 ? 'X' : organisation === 11 ? '0' : organisation}`;
  const second = [...code].reduce((sum, character, i) => sum + (3 ** i % 31) * alphabet.indexOf(character), 0);
  return code + alphabet[(31 - (second % 31)) % 31]!;
}
