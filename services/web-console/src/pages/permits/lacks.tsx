/** Why work is not permitted, condition by condition, in the words of the rule; nothing is left at "not possible". */
import type { ConfinedSpaceRule, Gas } from '@anju/contracts/policies';
import type { Refused } from '../../api/client.js';
import { instant } from '../../parts/time.js';
import { hasWord, useSay, useT } from '../../words/i18n.js';

export function Lacks({ refused, rule }: { refused: Refused; rule: ConfinedSpaceRule | undefined }) {
  const t = useT();
  const say = useSay();
  const aboutOf = (code: string, message: string): string => {
    if (code === 'gear-missing') {
      const found = rule?.gear.find((one) => one.code === message);
      return found ? say(found.name) : message;
    }
    if (code === 'reading-missing' || code === 'outside-limits') {
      const [gas, depth, ...rest] = message.split(' ');
      const value = code === 'outside-limits' ? rest.join(' ') : '';
      return `${t(`permit.gases.${gas as Gas}`)} ${t(`permit.depth.${depth as 'upper'}`)} ${value}`.trim();
    }
    return /^\d{4}-\d{2}-\d{2}T/.test(message) ? instant(message) : message;
  };
  const errors = refused.problem?.errors ?? [];
  const grouped = [...Map.groupBy(errors, ({ code }) => code)];
  return (
    <section className="card card-red" role="alert" ref={(card) => card?.scrollIntoView({ block: 'center' })}>
      <b>{refused.title}</b>
      {grouped.length === 0 && <div>{refused.detail}</div>}
      <ul className="lacks">
        {grouped.map(([code, ones]) => {
          const key = `permit.lack.${code}`;
          const about = ones.map(({ message }) => aboutOf(code, message)).join('、');
          return <li key={code}>{hasWord(key) ? t(key, { what: about }) : about}</li>;
        })}
      </ul>
    </section>
  );
}
