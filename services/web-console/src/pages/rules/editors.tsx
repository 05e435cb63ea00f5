/** Hands on a rule's content: deadlines row by row, numbers as numbers, and everything there is as JSON. */
import { useState } from 'react';
import { Button, Input, InputNumber, Select } from 'antd';
import {
  DeadlineUnit,
  Duty,
  HazardClass,
  RiskLevel,
  type DeadlineRule,
  type EscalationStep,
  type HazardDeadlines,
} from '@anju/contracts/policies';
import { rowKeyOf } from '@anju/contracts/difference';
import { useSay, useT } from '../../words/i18n.js';
import { Applies } from './content.js';
import { wordOr } from './words.js';

interface Editing<Content> {
  readonly content: Content;
  onChange(content: Content): void;
}
const replaced = <T,>(rows: readonly T[], index: number, row: T): T[] => rows.map((one, at) => (at === index ? row : one));

type Period = Pick<DeadlineRule, 'amount' | 'unit'>;
function PeriodInput({ of, label, onChange }: { of: Period; label: string; onChange: (period: Period) => void }) {
  const t = useT();
  return (
    <span className="period">
      <InputNumber
        min={0}
        max={10_000}
        precision={0}
        value={of.amount}
        aria-label={`${label} ${t('rules.amount')}`}
        onChange={(amount) => amount !== null && onChange({ ...of, amount })}
      />
      <Select
        value={of.unit}
        aria-label={`${label} ${t('rules.unit')}`}
        onChange={(unit) => onChange({ ...of, unit })}
        options={DeadlineUnit.options.map((value) => ({ value, label: t(`ruleUnitName.${value}`) }))}
      />
    </span>
  );
}

function NewRow({ onAdd, taken }: { onAdd: (rule: DeadlineRule) => void; taken: ReadonlySet<string> }) {
  const t = useT();
  const [rule, setRule] = useState<DeadlineRule>({ duty: 'rectify', amount: 7, unit: 'calendar-days' });
  const set = (part: Partial<DeadlineRule>): void =>
    setRule((old) => Object.fromEntries(Object.entries({ ...old, ...part }).filter(([, value]) => value !== undefined)) as DeadlineRule);
  const isTaken = taken.has(rowKeyOf(rule)!);
  const choice = <V extends string>(label: string, member: 'class' | 'riskLevel', options: readonly V[], word: (value: V) => string) => (
    <Select
      allowClear
      value={(rule[member] ?? null) as V | null}
      placeholder={label}
      aria-label={label}
      onChange={(value: V | null) => set({ [member]: value ?? undefined })}
      options={options.map((value) => ({ value, label: word(value) }))}
    />
  );
  return (
    <div className="new-row">
      <Select
        value={rule.duty}
        aria-label={t('duty.label')}
        onChange={(duty) => set({ duty })}
        options={Duty.options.map((value) => ({ value, label: t(`duty.${value}`) }))}
      />
      {choice(t('class.label'), 'class', HazardClass.options, (value) => t(`classShort.${value}`))}
      {choice(t('risk.label'), 'riskLevel', RiskLevel.options, (value) => t(`risk.${value}`))}
      <Input
        allowClear
        className="code"
        placeholder={t('rules.code')}
        aria-label={t('rules.code')}
        maxLength={3}
        onChange={({ target }) => set({ itemCode: target.value.trim().toUpperCase() || undefined })}
      />
      <PeriodInput of={rule} label={t('rules.newRow')} onChange={set} />
      <Button disabled={isTaken} title={isTaken ? t('ruleFlaw.twice') : ''} onClick={() => onAdd(rule)}>
        {t('rules.addRow')}
      </Button>
    </div>
  );
}

function StepInput({ step, onChange }: { step: EscalationStep; onChange: (step: EscalationStep) => void }) {
  const t = useT();
  const say = useSay();
  const label = t('eventText.level', { n: step.level });
  const { at } = step;
  return (
    <li>
      <b>{label}</b>
      {'percent' in at ? (
        <InputNumber
          min={1}
          max={100}
          precision={0}
          value={at.percent}
          suffix="%"
          aria-label={`${label} ${t('rules.percent')}`}
          onChange={(percent) => percent !== null && onChange({ ...step, at: { percent } })}
        />
      ) : (
        <PeriodInput
          of={at.after}
          label={`${label} ${t('rules.afterDueName')}`}
          onChange={(after) => onChange({ ...step, at: { after } })}
        />
      )}
      <span className="muted">
        {'percent' in at ? t('rules.ofTime') : t('rules.afterDueName')} · {say(step.to)}
      </span>
    </li>
  );
}

export function DeadlinesEditor({ content, onChange }: Editing<HazardDeadlines>) {
  const t = useT();
  const { rules, escalation } = content;
  return (
    <>
      <div className="grid-table">
        <table className="rule-table is-edited">
          <thead>
            <tr>
              <th scope="col">{t('duty.label')}</th>
              <th scope="col">{t('rules.applies')}</th>
              <th scope="col">{t('rules.within')}</th>
              <th scope="col">
                <span className="sr-only">{t('rules.removeRow')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule, index) => {
              const name = `${t(`duty.${rule.duty}`)} ${(rowKeyOf(rule) ?? '').split(' ').slice(1).join(' ')}`.trim();
              return (
                <tr key={rowKeyOf(rule)}>
                  <td>{t(`duty.${rule.duty}`)}</td>
                  <td>
                    <Applies rule={rule} />
                  </td>
                  <td>
                    <PeriodInput
                      of={rule}
                      label={name}
                      onChange={(period) => onChange({ ...content, rules: replaced(rules, index, { ...rule, ...period }) })}
                    />
                  </td>
                  <td>
                    <Button
                      type="text"
                      disabled={rules.length === 1}
                      aria-label={`${t('rules.removeRow')} ${name}`}
                      onClick={() => onChange({ ...content, rules: rules.filter((_, at) => at !== index) })}
                    >
                      ×
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <NewRow taken={new Set(rules.map((rule) => rowKeyOf(rule)!))} onAdd={(rule) => onChange({ ...content, rules: [...rules, rule] })} />
      {escalation.length > 0 && (
        <>
          <h3>{t('rules.escalation')}</h3>
          <ol className="ladder">
            {escalation.map((step, index) => (
              <StepInput
                key={index}
                step={step}
                onChange={(next) => onChange({ ...content, escalation: replaced(escalation, index, next) })}
              />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

/** The members of a content that are plain numbers; what else it holds is edited as JSON. */
export const numbersOf = (content: unknown): string[] =>
  typeof content === 'object' && content !== null
    ? Object.keys(content).filter((name) => typeof (content as never)[name] === 'number')
    : [];
export function NumbersEditor({ content, onChange }: Editing<Record<string, unknown>>) {
  const t = useT();
  return (
    <div className="numbers">
      {numbersOf(content).map((name) => (
        <label key={name}>
          <span>{wordOr(t, `ruleMember.${name}`, name)}</span>
          <InputNumber
            precision={0}
            value={content[name] as number}
            onChange={(value) => value !== null && onChange({ ...content, [name]: value })}
          />
        </label>
      ))}
    </div>
  );
}

/** `content` is undefined while the text is no JSON. */
export function JsonEditor({ content, onChange }: Editing<unknown>) {
  const t = useT();
  const [text, setText] = useState(() => JSON.stringify(content, null, 2));
  const [broken, setBroken] = useState<string>();
  const change = (next: string): void => {
    setText(next);
    try {
      onChange(JSON.parse(next));
      setBroken(undefined);
    } catch (error) {
      onChange(undefined);
      setBroken(placeOf(next, (error as Error).message));
    }
  };
  return (
    <>
      <Input.TextArea
        className="code json-editor"
        value={text}
        status={broken ? 'error' : ''}
        aria-label={t('rules.json')}
        aria-invalid={broken !== undefined}
        spellCheck={false}
        autoSize={{ minRows: 12, maxRows: 32 }}
        onChange={({ target }) => change(target.value)}
      />
      {broken && (
        <p className="error-text" role="alert">
          {t('rules.notJson', { at: broken })}
        </p>
      )}
    </>
  );
}
/** Line and column of where reading ended, as far as the browser says. */
function placeOf(text: string, message: string): string {
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, position).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}
