/** Small parts that the pages of rules share: how a version stands, what a proposal came to, what differs. */
import type { Change } from '@anju/contracts/difference';
import type { ProposalState } from '@anju/contracts/policy-proposals';
import type { Standing } from '@anju/contracts/policy-life';
import { Empty } from '../../parts/view.js';
import { useSay, useT } from '../../words/i18n.js';
import { pathWords, valueWords } from './words.js';

const standingTags: Record<Standing, string> = { 'in-force': 'tag tag-ok', coming: 'tag tag-accent', past: 'tag' };
export function StandingTag({ standing }: { standing: Standing }) {
  const t = useT();
  return <span className={standingTags[standing]}>{t(`standing.${standing}`)}</span>;
}
const stateTags: Record<ProposalState, string> = {
  PROPOSED: 'tag tag-orange',
  APPROVED: 'tag tag-ok',
  REFUSED: 'tag tag-red',
  WITHDRAWN: 'tag',
};
export function ProposalTag({ state }: { state: ProposalState }) {
  const t = useT();
  return <span className={stateTags[state]}>{t(`proposalState.${state}`)}</span>;
}

/** Any JSON, readable: members in words where there are some, rows in order. */
export function Tree({ value, of }: { value: unknown; of?: string | undefined }) {
  const t = useT();
  const say = useSay();
  if (value === null || typeof value !== 'object') return <>{valueWords(value, t, of)}</>;
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== 'object')) return <>{value.map((one) => valueWords(one, t, of)).join('、')}</>;
    if (value.every((one) => Array.isArray(one) && one.every((part) => typeof part !== 'object')))
      return <>{value.map((one) => (one as unknown[]).join('–')).join('、')}</>;
    return (
      <ol className="tree-rows">
        {value.map((one, index) => (
          <li key={index}>
            <Tree value={one} of={of} />
          </li>
        ))}
      </ol>
    );
  }
  if ('zh' in value && 'en' in value) return <>{say(value as { zh: string; en: string })}</>;
  return (
    <dl className="tree">
      {Object.entries(value).map(([name, member]) => (
        <div key={name}>
          <dt>{pathWords(['', name], t).at(-1)}</dt>
          <dd>
            <Tree value={member} of={name} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Values({ change }: { change: Change }) {
  const t = useT();
  const [was, is] = ['before' in change, 'after' in change];
  // A value of a list is its own key, and named by the list.
  const last = change.path.at(-1);
  const of = last === String(change.after ?? change.before) ? change.path.at(-2) : last;
  return (
    <div className="changes-values">
      {was && (
        <del>
          <span className="sr-only">{t('rules.before')} </span>
          <Tree value={change.before} of={of} />
        </del>
      )}
      {was && is && <span aria-hidden>→</span>}
      {is && (
        <ins>
          <span className="sr-only">{t('rules.after')} </span>
          <Tree value={change.after} of={of} />
        </ins>
      )}
    </div>
  );
}

export function Difference({ changes, empty }: { changes: readonly Change[]; empty: string }) {
  const t = useT();
  if (changes.length === 0) return <Empty title={t('rules.noDifference')} text={empty} />;
  return (
    <ul className="changes">
      {changes.map((change) => (
        <li key={change.path.join('/')}>
          <div className="changes-path">{pathWords(change.path, t).join(' › ')}</div>
          {change.path.at(-1) === 'order' && Array.isArray(change.after) ? (
            <details className="changes-values">
              <summary>{t('rules.orderChanged')}</summary>
              <Values change={change} />
            </details>
          ) : (
            <Values change={change} />
          )}
          <span className="changes-kind muted small">
            {t(!('before' in change) ? 'rules.added' : 'after' in change ? 'rules.changed' : 'rules.removed')}
          </span>
        </li>
      ))}
    </ul>
  );
}
