/**
 * Proposes a change of a rule: a copy of the document that is open is edited, beside what the change would be. The id is
 * made once, so pressing twice proposes once; where the service refuses, what was written stays.
 */
import { useRef, useState, type ReactNode } from 'react';
import { App, Button, DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { v7 } from 'uuid';
import type { HazardDeadlines, PolicyReading, PolicySummary } from '@anju/contracts/policies';
import { policyOperations, type ProposePolicy } from '@anju/contracts/policy-proposals';
import { Refused } from '../../api/client.js';
import { proposePolicy, ruleQuery, rulesQuery, type RuleContext } from '../../api/policies.js';
import { useMinute } from '../../clock.js';
import { mayCall } from '../../layout/entries.js';
import { usePlaces } from '../../parts/places.js';
import { dayOf } from '../../parts/time.js';
import { Empty, Failed, Loading, Panel } from '../../parts/view.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';
import { bodyOf, changesOf, dayAfter, draftOf, faultsOf, nextMonth, targetOf, type Draft } from './draft.js';
import { DeadlinesEditor, JsonEditor, NumbersEditor, numbersOf } from './editors.js';
import { Difference } from './parts.js';
import { kindWord, pathWords } from './words.js';
import '../../styles/files.css';
import '../../styles/rules.css';

const route = getRouteApi('/rules/$context/$id/propose');

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

function Editor({ base, draft, set }: { base: PolicyReading; draft: Draft; set: (part: Partial<Draft>) => void }) {
  const t = useT();
  const hasForm = base.kind === 'hazard-deadlines' || numbersOf(base.content).length > 0;
  const [asJson, setAsJson] = useState(!hasForm);
  const onChange = (content: unknown): void => set({ content });
  const isWhole =
    draft.content !== undefined &&
    faultsOf({ ...bodyOf(v7(), base, { ...draft, reason: '-' }, []) }).every(({ path }) => path[0] !== 'content');
  return (
    <Panel
      title={t('rules.content')}
      className="rule-content"
      extra={
        hasForm && (
          <button type="button" className="pill" disabled={asJson && !isWhole} aria-pressed={asJson} onClick={() => setAsJson(!asJson)}>
            {t(asJson ? 'rules.asForm' : 'rules.asJson')}
          </button>
        )
      }
    >
      {asJson ? (
        <JsonEditor content={draft.content} onChange={onChange} />
      ) : base.kind === 'hazard-deadlines' ? (
        <DeadlinesEditor content={draft.content as HazardDeadlines} onChange={onChange} />
      ) : (
        <NumbersEditor content={draft.content as Record<string, unknown>} onChange={onChange} />
      )}
    </Panel>
  );
}

function Form({ context, base, known }: { context: RuleContext; base: PolicyReading; known: readonly PolicySummary[] }) {
  const t = useT();
  const me = useMe();
  const today = dayOf(useMinute());
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notification } = App.useApp();
  const places = usePlaces(base.jurisdiction ? [base.jurisdiction] : []);
  const id = useRef(v7());
  const [draft, setDraft] = useState(() => draftOf(base, nextMonth(today)));
  const [isTried, setTried] = useState(false);
  const set = (part: Partial<Draft>): void => setDraft((old) => ({ ...old, ...part }));
  const propose = useMutation({
    mutationFn: (body: ProposePolicy) => proposePolicy(context, body),
    onSuccess: (proposal) => {
      void client.invalidateQueries({ queryKey: ['proposals', context] });
      void navigate({ to: '/proposals/$context/$id', params: { context, id: proposal.id } });
    },
    onError: (error) => {
      const refused = error instanceof Refused ? error : undefined;
      if (refused?.code === 'already-filed-differently') id.current = v7();
      if (refused?.code === 'policy-moved-on') void client.invalidateQueries({ queryKey: ['rules', context] });
      notification.error({
        title: refused?.title ?? t('problem.unknown'),
        description: [refused?.detail ?? t('problem.unknownNext'), ...(refused?.problem?.errors ?? []).map(({ pointer }) => pointer)].join(
          ' ',
        ),
      });
    },
  });
  const body = bodyOf(id.current, base, draft, known);
  const faults = faultsOf(body);
  const isPast = draft.validFrom <= today;
  const target = targetOf(base.kind, draft);
  const other = target !== base.id && known.some((one) => one.id === target) ? target : undefined;
  const choices = places.list.filter(({ code, isPseudo }) => !isPseudo && code.length <= 9);
  const day = (value: string | undefined) => (value ? dayjs(value) : null);
  const send = (): void => {
    setTried(true);
    if (faults.length === 0 && !isPast && !other) propose.mutate(body as unknown as ProposePolicy);
  };
  return (
    <div className="columns rule-columns">
      <div className="rule-side">
        <Panel title={t('rules.header')}>
          <div className="fields">
            <Field label={t('rules.place')}>
              <Select
                value={draft.jurisdiction ?? ''}
                showSearch={{ optionFilterProp: 'label' }}
                onChange={(code: string) => set({ jurisdiction: code || undefined })}
                options={[
                  { value: '', label: t('rules.everywhere') },
                  ...choices.map(({ code, name }) => ({ value: code, label: `${name} ${code}` })),
                ]}
              />
            </Field>
            <div className="form-pair">
              <Field label={t('rules.validFrom')}>
                <DatePicker
                  allowClear={false}
                  value={day(draft.validFrom)}
                  minDate={dayjs(dayAfter(today))}
                  onChange={(value) => set({ validFrom: value!.format('YYYY-MM-DD') })}
                />
              </Field>
              <Field label={`${t('rules.validTo')} · ${t('app.optional')}`}>
                <DatePicker
                  value={day(draft.validTo)}
                  minDate={dayjs(draft.validFrom)}
                  onChange={(value) => set({ validTo: value?.format('YYYY-MM-DD') })}
                />
              </Field>
            </div>
            {(['title', 'basis'] as const).flatMap((member) =>
              (['zh', 'en'] as const).map((tongue) => (
                <Field
                  key={member + tongue}
                  label={`${t(member === 'title' ? 'rules.name' : 'rules.basis')} · ${t(tongue === 'zh' ? 'rules.inChinese' : 'rules.inEnglish')}`}
                >
                  <Input.TextArea
                    autoSize={{ minRows: 1, maxRows: 5 }}
                    maxLength={member === 'title' ? 200 : 1000}
                    value={draft[member][tongue]}
                    onChange={({ target: { value } }) => set({ [member]: { ...draft[member], [tongue]: value } })}
                  />
                </Field>
              )),
            )}
          </div>
        </Panel>
        <Editor base={base} draft={draft} set={set} />
      </div>
      <div className="rule-side rule-sticky">
        <Panel title={t('rules.whatChanges')}>
          <Difference changes={draft.content === undefined ? [] : changesOf(base, draft)} empty={t('rules.nothingYet')} />
        </Panel>
        <Panel title={t('rules.reason')}>
          <Input.TextArea
            aria-label={t('rules.reason')}
            maxLength={500}
            autoSize={{ minRows: 3 }}
            value={draft.reason}
            placeholder={t('rules.reasonPlaceholder')}
            onChange={({ target: { value } }) => set({ reason: value })}
          />
          {other && (
            <p className="warning">
              {t('rules.otherExists')}{' '}
              <Link to="/rules/$context/$id/propose" params={{ context, id: other }}>
                {t('rules.openOther')}
              </Link>
            </p>
          )}
          {isTried && (faults.length > 0 || isPast) && (
            <div className="faults" role="alert">
              <ul>
                {isPast && <li>{t('rules.notAhead')}</li>}
                {faults.slice(0, 12).map(({ path, flaw, values }) => (
                  <li key={path.join('/')}>
                    <b>{pathWords(path, t).join(' › ')}</b> {t(`ruleFlaw.${flaw}`, values)}
                  </li>
                ))}
                {faults.length > 12 && <li className="muted">{t('rules.moreFaults', { n: faults.length - 12 })}</li>}
              </ul>
            </div>
          )}
          <div className="drawer-actions">
            <Link to="/rules/$context/$id" params={{ context, id: base.id }}>
              {t('app.cancel')}
            </Link>
            <span />
            <span />
            <Button type="primary" loading={propose.isPending} disabled={!mayCall(policyOperations.proposePolicy, me.role)} onClick={send}>
              {t('rules.sendProposal')}
            </Button>
          </div>
          <p className="muted small">{t('rules.fourEyes')}</p>
        </Panel>
      </div>
    </div>
  );
}

export function ProposePage() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const { context, id } = route.useParams();
  const file = useQuery(ruleQuery(context, id));
  const rules = useQuery(rulesQuery(context));
  if (!mayCall(policyOperations.proposePolicy, me.role)) return <Empty title={t('rules.notYours')} text={t('rules.notYoursText')} />;
  if (file.isPending || rules.isPending) return <Loading />;
  if (!file.data || !rules.data)
    return <Failed error={(file.error ?? rules.error)!} retry={() => void Promise.all([file.refetch(), rules.refetch()])} />;
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <div className="crumbs">
            <Link to="/rules">{t('rules.title')}</Link> › {kindWord(file.data.kind, t)} ›{' '}
            <Link to="/rules/$context/$id" params={{ context, id }}>
              {say(file.data.title)}
            </Link>
          </div>
          <h1>{t('rules.propose')}</h1>
        </div>
      </div>
      <Form key={`${id} ${file.data.version}`} context={context} base={file.data} known={rules.data} />
    </div>
  );
}
