/**
 * What is typed into a form as the body of a request: texts trimmed, what was left empty left out, days as days, photos by
 * their hash. Pure.
 */
import type { Dayjs } from 'dayjs';
import type { PickedPhoto } from '../../parts/photo-picker.js';

const isDay = (value: object): value is Dayjs => '$d' in value;
const cleanOne = (value: unknown): unknown => {
  if (typeof value === 'string') return value.trim() || undefined;
  if (Array.isArray(value))
    return value.map((one: unknown) =>
      typeof one === 'object' && one !== null && 'sha256' in one
        ? { sha256: (one as PickedPhoto).sha256, takenAt: (one as PickedPhoto).takenAt }
        : one,
    );
  return typeof value === 'object' && value !== null && isDay(value) ? value.format('YYYY-MM-DD') : value;
};
export const cleaned = (said: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(said)
      .map(([name, value]) => [name, cleanOne(value)] as const)
      .filter(([, value]) => value !== undefined && value !== null),
  );
/** The field that a problem points at: `/finishOn` is `finishOn`. */
export const fieldOf = (pointer: string): string => pointer.split('/')[1] ?? '';
