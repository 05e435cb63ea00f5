/**
 * Words of the console in the language chosen for this browser. Keys are the paths of the Chinese file, checked by the
 * compiler; they are flattened before i18next sees them, because names of events hold dots of their own. Words that come
 * with data (catalogue, rules, figures) are bilingual in the contracts and go through `useSay`, so one switch turns the
 * whole page.
 */
import i18n from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { inLanguage, type Language, type Words } from '@anju/contracts/schema';
import { onSettings, settings, useSettings } from '../settings.js';
import { en } from './en.js';
import { zhCN } from './zh-CN.js';

type PathsOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathsOf<T[K]>}` }[keyof T & string];
export type WordKey = PathsOf<typeof zhCN>;
export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: WordKey, values?: Values) => string;

export const flatten = (words: object, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flatten(value as object, `${prefix}${key}.`)),
    ),
  );

void i18n.use(initReactI18next).init({
  lng: settings().language,
  fallbackLng: false,
  resources: { 'zh-CN': { translation: flatten(zhCN) }, en: { translation: flatten(en) } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});
const apply = (): void => {
  const { language } = settings();
  document.documentElement.lang = language;
  if (i18n.language !== language) void i18n.changeLanguage(language);
};
apply();
onSettings(apply);

export const t: Translate = (key, values) => i18n.t(key, { ...values });
export const hasWord = (key: string): key is WordKey => i18n.exists(key);

/** `t` of the present language; the component is drawn again when it changes. */
export const useT = (): Translate => {
  useTranslation();
  return t;
};
/** Says words that came with data. */
export const useSay = (): ((words: Words) => string) => {
  const language: Language = useSettings().language;
  return (words) => inLanguage(words, language);
};
