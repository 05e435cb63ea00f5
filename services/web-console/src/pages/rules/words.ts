/** Rules in words: kinds, places, times, and what a changed member is called. A kind that has no word yet shows its own name. */
import type { DeadlineRule, EscalationStep, PolicySummary } from '@anju/contracts/policies';
import { hasWord, type Translate } from '../../words/i18n.js';

export const wordOr = (t: Translate, key: string, otherwise: string): string => (hasWord(key) ? t(key) : otherwise);
export const kindWord = (kind: string, t: Translate): string => wordOr(t, `ruleKind.${kind}`, kind);
export const amountWords = ({ amount, unit }: Pick<DeadlineRule, 'amount' | 'unit'>, t: Translate): string =>
  t(`ruleUnit.${unit}`, { n: amount });
export const stepWords = ({ at }: EscalationStep, t: Translate): string =>
  'percent' in at ? t('rules.atPercent', { n: at.percent }) : t('rules.afterDue', { for: amountWords(at.after, t) });
export const termWords = ({ validFrom, validTo }: Pick<PolicySummary, 'validFrom' | 'validTo'>, t: Translate): string =>
  validTo ? `${validFrom} – ${validTo}` : t('time.from', { day: validFrom });

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** By ISO number, Monday = 1. */
export const weekdayWord = (day: number, t: Translate): string => t(`weekday.${weekdays[day - 1]!}`);

/** A row's key is put together of values, each of which has a word of its own. */
const tokenWords = (token: string, t: Translate): string =>
  [`duty.${token}`, `risk.${token}`, `class.${token}`].map((key) => wordOr(t, key, '')).find(Boolean) ?? token;
const rowWords = (key: string, t: Translate): string =>
  key
    .split(' ')
    .map((token) => tokenWords(token, t))
    .join(' · ');
export const pathWords = (path: readonly string[], t: Translate): string[] =>
  path.filter((part, index) => !(index === 0 && part === 'content')).map((part) => wordOr(t, `ruleMember.${part}`, rowWords(part, t)));
/** Of which list of words a member's values are. */
const groups: Readonly<Record<string, string>> = {
  family: 'family',
  fixer: 'fixer',
  fixersAlso: 'fixer',
  departments: 'department',
  riskLevel: 'risk',
  defaultRiskLevel: 'risk',
  class: 'class',
  defaultClass: 'class',
  duty: 'duty',
  unit: 'ruleUnitName',
  kind: 'ruleItemKind',
};
export const valueWords = (value: unknown, t: Translate, member = ''): string =>
  typeof value === 'boolean'
    ? t(value ? 'app.yes' : 'app.no')
    : member === 'order'
      ? rowWords(String(value), t)
      : wordOr(t, `${groups[member] ?? ''}.${String(value)}`, String(value));
