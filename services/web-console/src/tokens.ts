/**
 * Every colour and size of the console, and nothing else: the antd theme, the map style and the charts are derived from
 * these two tables. Colour is spent on risk and on where you are; everything else is grey. The pairs are chosen so that
 * `text` has at least 7:1 and `muted` at least 4.5:1 on every surface of its theme.
 */
export interface Tokens {
  readonly bg: string;
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly accentSoft: string;
  /** Text on a surface of the accent colour. */
  readonly onAccent: string;
  readonly red: string;
  readonly orange: string;
  readonly yellow: string;
  readonly blue: string;
  readonly ok: string;
}
export type ThemeName = 'dark' | 'light';

export const tokens: Record<ThemeName, Tokens> = {
  dark: {
    bg: '#0c1116',
    surface: '#12181f',
    raised: '#182029',
    line: '#26303b',
    text: '#e4eaf0',
    muted: '#8a97a6',
    accent: '#45b0c8',
    accentSoft: '#133a44',
    onAccent: '#0c1116',
    red: '#ff5a52',
    orange: '#f08a3c',
    yellow: '#e2bd3c',
    blue: '#5b93f0',
    ok: '#38b27a',
  },
  light: {
    bg: '#f3f5f8',
    surface: '#ffffff',
    raised: '#f7f9fb',
    line: '#dde3ea',
    text: '#16202b',
    muted: '#5c6978',
    accent: '#0b7f99',
    accentSoft: '#d9eff4',
    onAccent: '#ffffff',
    red: '#cf2f2a',
    orange: '#c25b0b',
    yellow: '#9a7600',
    blue: '#2c66c9',
    ok: '#1b8556',
  },
};

export const fontFamily = "'PingFang SC', 'HarmonyOS Sans SC', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";
export const sizes = { topBar: 48, rail: 56, row: 60, tableRow: 36, radius: 6, phoneRadius: 10, phone: 640 } as const;
