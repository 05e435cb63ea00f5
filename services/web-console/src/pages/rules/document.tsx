/** One rule document: what it says, since when, its versions, and what this one changed. */
import { getRouteApi, Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { difference } from '@anju/contracts/difference';
import { standingOf } from '@anju/contracts/policy-life';
import { policyOperations } from '@anju/contracts/policy-proposals';
import type { PolicyReading } from '@anju/contracts/policies';
import { Refused } from '../../api/client.js';
import { openProposalsQuery, ruleQuery, rulesQuery, type RuleContext } from '../../api/policies.js';
import { useMinute } from '../../clock.js';
import { mayCall } from '../../layout/entries.js';
import { usePlaces } from '../../parts/places.js';
import { dayOf } from '../../parts/time.js';
import { Empty, Failed, Loading, Panel } from '../../parts/view.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';
import { RuleContent } from './content.js';
import { Difference, StandingTag } from './parts.js';
import { kindWord, termWords } from './words.js';
import '../../styles/files.css';
import '../../styles/rules.css';

const route = getRouteApi('/rules/$context/$id');
/** What is compared: everything that the version decides. */
export const comparable = ({ id: _, version: _v, previous: _p, ...rule }: PolicyReading) => rule;

function Before({ context, rule }: { context: RuleContext; rule: PolicyReading }) {
  const t = useT();
  const before = useQuery({ ...ruleQuery(context, rule.id, rule.previous), enabled: rule.previous !== undefined });
  if (rule.previous === undefined) return <p className="muted">{t('rules.firstVersion')}</p>;
  if (before.isPending) return <Loading />;
  if (!before.data) return <Failed error={before.error} retry={() => void before.refetch()} />;
  return <Difference changes={difference(comparable(before.data), comparable(rule))} empty={t('rules.noDifferenceText')} />;
}

function Versions({ context, shown }: { context: RuleContext; shown: PolicyReading }) {
  const t = useT();
  const now = useMinute();
  const rules = useQuery(rulesQuery(context));
  const own = (rules.data ?? []).filter(({ id }) => id === shown.id).reverse();
  return (
    <ul className="versions">
      {own.map((one) => (
        <li key={one.version} className={one.version === shown.version ? 'is-on' : ''}>
          <Link
            to="/rules/$context/$id"
            params={{ context, id: one.id }}
            search={{ version: one.version }}
            aria-current={one.version === shown.version ? 'page' : undefined}
          >
            {t('detail.version', { n: one.version })}
          </Link>
          <span className="muted">{termWords(one, t)}</span>
          <StandingTag standing={standingOf(one, own, dayOf(now))} />
        </li>
      ))}
    </ul>
  );
}

export function RuleDocument() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const now = useMinute();
  const { context, id } = route.useParams();
  const { version } = route.useSearch();
  const file = useQuery(ruleQuery(context, id, version));
  const rules = useQuery(rulesQuery(context));
  const waiting = useQuery(openProposalsQuery(context));
  const places = usePlaces(file.data?.jurisdiction ? [file.data.jurisdiction] : []);
  if (file.isPending) return <Loading />;
  if (!file.data)
    return file.error instanceof Refused && file.error.status === 404 ? (
      <Empty title={file.error.title} text={file.error.detail} action={<Link to="/rules">{t('rules.title')}</Link>} />
    ) : (
      <Failed error={file.error} retry={() => void file.refetch()} />
    );
  const rule = file.data;
  const proposed = waiting.data?.find(({ document }) => document.id === id);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <div className="crumbs">
            <Link to="/rules">{t('rules.title')}</Link> ›{' '}
            <Link to="/rules" search={{ kind: rule.kind }}>
              {kindWord(rule.kind, t)}
            </Link>
          </div>
          <h1>{say(rule.title)}</h1>
          <div className="tags">
            <StandingTag standing={standingOf(rule, rules.data ?? [], dayOf(now))} />
            <span className="tag">{rule.jurisdiction ? places.name(rule.jurisdiction) : t('rules.everywhere')}</span>
            <span className="tag">{t('detail.version', { n: rule.version })}</span>
            <span className="tag">{termWords(rule, t)}</span>
            <span className="tag">{t(`ruleContext.${context}`)}</span>
          </div>
        </div>
        <div className="page-tools">
          {mayCall(policyOperations.proposePolicy, me.role) && !proposed && (
            <Link to="/rules/$context/$id/propose" params={{ context, id }} className="link-button">
              {t('rules.propose')}
            </Link>
          )}
        </div>
      </div>
      {proposed && (
        <p className="warning rules-notice">
          {t('rules.hasProposal', { name: proposed.proposedBy.name, day: proposed.document.validFrom })}{' '}
          <Link to="/proposals/$context/$id" params={{ context, id: proposed.id }}>
            {t('rules.seeProposal')}
          </Link>
        </p>
      )}
      <div className="columns rule-columns">
        <Panel title={t('rules.content')} className="rule-content">
          <RuleContent key={rule.version} document={rule} />
        </Panel>
        <div className="rule-side">
          <Panel title={t('rules.basis')}>
            <p>{say(rule.basis)}</p>
          </Panel>
          <Panel title={t('rules.versions')}>
            <Versions context={context} shown={rule} />
          </Panel>
          <Panel title={rule.previous ? t('rules.differenceTo', { n: rule.previous }) : t('rules.difference')}>
            <Before context={context} rule={rule} />
          </Panel>
        </div>
      </div>
    </div>
  );
}
