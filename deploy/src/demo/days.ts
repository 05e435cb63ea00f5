/** Days in Shanghai as numbers since 1970, which is how rhythm and contracts are reckoned here. */
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
const aheadMs = 8 * hourMs;

/** Number of the Shanghai day in which a moment falls. */
export const dayNumber = (ms: number): number => Math.floor((ms + aheadMs) / dayMs);
/** First moment of a day. */
export const startOfDay = (number: number): number => number * dayMs - aheadMs;
/** `YYYY-MM-DD`. */
export const day = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10);
export const numberOf = (text: string): number => Date.parse(text) / dayMs;
/** Hour of the day in Shanghai, with its fraction. */
export const hourOf = (ms: number): number => ((ms + aheadMs) % dayMs) / hourMs;
/** 0 = January. */
export const monthOf = (ms: number): number => new Date(ms + aheadMs).getUTCMonth();
