/** One proposed change: what it changes and why, and the decision on it, which is never the proposer's. */
import { useState } from 'react';
import { App, Button, Form, Input, Modal } from 'antd';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { policyOperations } from '@anju/contracts/policy-proposals';
import { Refused } from '../../api/client.js';
import { decideProposal, proposalQuery, type Decision } from '../../api/policies.js';
import { mayCall } from '../../layout/entries.js';
import { usePlaces } from '../../parts/places.js';
import { instant } from '../../parts/time.js';
import { Empty, Facts, Failed, Loading, Panel } from '../../parts/view.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';
import { RuleContent } from './content.js';
import { Difference, ProposalTag } from './parts.js';
import { kindWord, termWords } from './words.js';
import '../../styles/files.css';
import '../../styles/rules.css';

const route = getRouteApi('/proposals/$context/$id');

export function ProposalPage() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const { context, id } = route.useParams();
  const [asking, setAsking] = useState<Decision>();
  const file = useQuery(proposalQuery(context, id));
  const decide = useMutation({
    mutationFn: ({ decision, text }: { decision: Decision; text: string }) =>
      decideProposal(
        context,
        file.data!,
        decision,
        decision === 'refuse' ? { reason: text } : decision === 'approve' && text ? { note: text } : {},
      ),
    onSuccess: (proposal) => {
      client.setQueryData(['proposal', context, id], proposal);
      for (const key of ['proposals', 'rules', 'rule']) void client.invalidateQueries({ queryKey: [key, context] });
      setAsking(undefined);
      void message.success(t(`proposalState.${proposal.state}`));
    },
    onError: (error) => {
      void file.refetch();
      notification.error({
        title: error instanceof Refused ? error.title : t('problem.unknown'),
        description: error instanceof Refused ? error.detail : t('problem.unknownNext'),
      });
    },
  });
  const places = usePlaces(file.data?.document.jurisdiction ? [file.data.document.jurisdiction] : []);
  if (file.isPending) return <Loading />;
  if (!file.data)
    return file.error instanceof Refused && file.error.status === 404 ? (
      <Empty title={file.error.title} text={file.error.detail} action={<Link to="/rules">{t('rules.title')}</Link>} />
    ) : (
      <Failed error={file.error} retry={() => void file.refetch()} />
    );
  const proposal = file.data;
  const { document, state, decision, comparedWith } = proposal;
  const isOpen = state === 'PROPOSED';
  const isMine = proposal.proposedBy.sub === me.sub;
  const decides = mayCall(policyOperations.approvePolicy, me.role);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <div className="crumbs">
            <Link to="/rules">{t('rules.title')}</Link> ›{' '}
            <Link to="/rules" search={{ tab: 'proposals' }}>
              {t('rules.proposals')}
            </Link>{' '}
            › {kindWord(document.kind, t)}
          </div>
          <h1>{say(document.title)}</h1>
          <div className="tags">
            <ProposalTag state={state} />
            <span className="tag">{document.jurisdiction ? places.name(document.jurisdiction) : t('rules.everywhere')}</span>
            <span className="tag">{t('detail.version', { n: document.version })}</span>
            <span className="tag">{termWords(document, t)}</span>
            <span className="tag">{t(`ruleContext.${context}`)}</span>
          </div>
        </div>
        {isOpen && (decides || isMine) && (
          <div className="page-tools">
            <Button disabled={isMine} onClick={() => setAsking('refuse')}>
              {t('rules.refuse')}
            </Button>
            <Button type="primary" disabled={isMine} onClick={() => setAsking('approve')}>
              {t('rules.approve')}
            </Button>
            {isMine && mayCall(policyOperations.withdrawPolicy, me.role) && (
              <Button onClick={() => setAsking('withdraw')}>{t('rules.withdraw')}</Button>
            )}
          </div>
        )}
      </div>
      {isOpen && isMine && <p className="warning rules-notice">{t('rules.notYourOwn')}</p>}
      <div className="columns rule-columns">
        <Panel
          title={t('rules.whatChanges')}
          extra={
            comparedWith && (
              <Link to="/rules/$context/$id" params={{ context, id: comparedWith.id }} search={{ version: comparedWith.version }}>
                {comparedWith.id === document.id ? t('rules.comparedVersion', { n: comparedWith.version }) : t('rules.comparedWider')}
              </Link>
            )
          }
        >
          <Difference changes={proposal.difference} empty={t('rules.noDifferenceText')} />
        </Panel>
        <div className="rule-side">
          <Panel title={t('rules.proposal')}>
            <Facts
              rows={[
                [t('rules.proposedBy'), `${t(`role.${proposal.proposedBy.role}`)} ${proposal.proposedBy.name}`],
                [t('rules.proposedAt'), instant(proposal.proposedAt)],
                [t('rules.reason'), <span className="pre">{proposal.reason}</span>],
                [t('rules.basis'), say(document.basis)],
                decision && [t('rules.decidedBy'), `${t(`role.${decision.by.role}`)} ${decision.by.name} · ${instant(decision.at)}`],
                decision?.note !== undefined && [t('rules.decisionNote'), <span className="pre">{decision.note}</span>],
                state === 'APPROVED' && [
                  t('rules.document'),
                  <Link to="/rules/$context/$id" params={{ context, id: document.id }} search={{ version: document.version }}>
                    {t('detail.version', { n: document.version })}
                  </Link>,
                ],
              ]}
            />
          </Panel>
        </div>
      </div>
      <Panel title={t('rules.wholeContent')} className="rule-content">
        <RuleContent document={document} />
      </Panel>
      {asking && (
        <Modal
          open
          title={t(`rules.${asking}`)}
          onCancel={() => setAsking(undefined)}
          okText={t(`rules.${asking}`)}
          cancelText={t('app.cancel')}
          confirmLoading={decide.isPending}
          okButtonProps={{ htmlType: 'submit', form: 'decide-proposal' }}
          destroyOnHidden
        >
          <Form
            id="decide-proposal"
            layout="vertical"
            requiredMark={false}
            onFinish={({ text = '' }: { text?: string }) => decide.mutate({ decision: asking, text: text.trim() })}
          >
            <p className="rules-ask">{t(`rules.${asking}Text`, { day: document.validFrom, n: proposal.difference.length })}</p>
            {asking !== 'withdraw' && (
              <Form.Item
                name="text"
                label={asking === 'refuse' ? t('rules.reason') : `${t('rules.decisionNote')} · ${t('app.optional')}`}
                rules={asking === 'refuse' ? [{ required: true, whitespace: true, message: t('action.reasonRequired') }] : []}
              >
                <Input.TextArea autoFocus maxLength={500} autoSize={{ minRows: 3 }} />
              </Form.Item>
            )}
          </Form>
        </Modal>
      )}
    </div>
  );
}
