/**
 * Opens a work permit at the mouth of the space, on a phone: what is done, who guards, what is at hand, what the air is like.
 * The limits and the gear are the rule's. What is typed survives a reload, and the id is made once, so that a press too many
 * opens one permit.
 */
import { useState } from 'react';
import { Button, Checkbox, DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useNavigate } from '@tanstack/react-router';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { v7 } from 'uuid';
import { SpaceKind, type OpenPermit } from '@anju/contracts/permits';
import { Refused } from '../../api/client.js';
import { ruleQuery } from '../../api/hazards.js';
import { openPermit } from '../../api/permits.js';
import { now } from '../../clock.js';
import { OwnCompound } from '../../parts/own-compound.js';
import { useDraft } from '../../parts/use-draft.js';
import { Failed, Loading } from '../../parts/view.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';
import { Lacks } from './lacks.js';
import { ReadingsGrid, remember, untested, type Tested } from './readings-grid.js';
import { readingsOf } from './readings.js';
import '../../styles/phone.css';

interface Draft {
  readonly id: string;
  readonly compoundId?: string;
  readonly kind: OpenPermit['space']['kind'];
  readonly name: string;
  readonly depthM?: number | undefined;
  readonly task: string;
  readonly contractor: string;
  readonly approver: string;
  readonly guards: string[];
  readonly entrants: string[];
  readonly gear: string[];
  readonly ventilatedFrom: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly tested: Tested;
}
const minute = 60_000;
const inMinutes = (minutes: number): string => new Date(Math.floor(now() / minute + minutes) * minute).toISOString();
const blank = (): Draft => ({
  id: v7(),
  kind: 'septic-tank',
  name: '',
  task: '',
  contractor: '',
  approver: '',
  guards: [],
  entrants: [],
  gear: [],
  ventilatedFrom: inMinutes(-30),
  startsAt: inMinutes(0),
  endsAt: inMinutes(120),
  tested: untested(),
});

export function NewPermit() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [draft, update, forget] = useDraft<Draft>(`anju.permit.${me.sub}`, blank);
  const [tried, setTried] = useState(false);
  const rule = useQuery(ruleQuery('confined-space', me.divisions[0]));
  const send = useMutation({
    mutationFn: (body: OpenPermit) => openPermit(body),
    onSuccess: (permit) => {
      remember(draft.tested);
      forget();
      client.setQueryData(['permit', permit.id], permit);
      void navigate({ to: '/permits/$id', params: { id: permit.id } });
    },
  });
  if (rule.isPending) return <Loading />;
  if (rule.error || !rule.data) return <Failed error={rule.error ?? new Error()} retry={() => void rule.refetch()} />;
  const { content } = rule.data;
  const { id, compoundId, kind, name, depthM, task, contractor, approver, guards, entrants, gear, tested } = draft;
  const { ventilatedFrom, startsAt, endsAt } = draft;
  const readings = readingsOf(tested.cells, content, { id: tested.instrumentId.trim(), calibratedOn: tested.calibratedOn });
  const open = [
    !compoundId && t('permit.compound'),
    !name.trim() && t('permit.spaceName'),
    !task.trim() && t('permit.task'),
    !approver.trim() && t('permit.approver'),
    guards.length === 0 && t('permit.guards'),
    entrants.length === 0 && t('permit.entrants'),
    readings.length === 0 && t('permit.readings'),
    (!tested.instrumentId.trim() || !tested.calibratedOn) && t('permit.instrument'),
  ].filter((what) => what !== false);
  const submit = (): void => {
    setTried(true);
    if (open.length > 0 || !compoundId) return;
    send.mutate({
      id,
      compoundId,
      space: { kind, name: name.trim(), ...(depthM !== undefined && { depthM }) },
      task: task.trim(),
      ...(contractor.trim() && { contractor: contractor.trim() }),
      approver: approver.trim(),
      guards,
      entrants,
      gear,
      ventilatedFrom,
      startsAt,
      endsAt,
      readings,
    });
  };
  const people = (which: 'guards' | 'entrants') => (
    <Select
      mode="tags"
      size="large"
      open={false}
      suffixIcon={null}
      style={{ width: '100%' }}
      value={draft[which]}
      tokenSeparators={[',', '，', '、', ' ']}
      placeholder={t('permit.namesPlaceholder')}
      aria-label={t(`permit.${which}`)}
      onChange={(value) => update({ [which]: value })}
    />
  );
  const time = (which: 'ventilatedFrom' | 'startsAt' | 'endsAt') => (
    <label>
      <span className="muted small">{t(`permit.${which}`)}</span>
      <DatePicker
        size="large"
        style={{ width: '100%' }}
        showTime={{ format: 'HH:mm' }}
        format="MM-DD HH:mm"
        allowClear={false}
        inputReadOnly
        value={dayjs(draft[which])}
        onChange={(value) => value && update({ [which]: value.toISOString() })}
      />
    </label>
  );
  const refused = send.error instanceof Refused ? send.error : undefined;
  return (
    <div className="page phone-page">
      <div className="page-head phone-head">
        <h1>{t('permit.new')}</h1>
      </div>
      <section className="card">
        <h2>{t('permit.compound')}</h2>
        <OwnCompound value={compoundId} onChange={(chosen) => update({ compoundId: chosen })} />
        <h2>{t('permit.space')}</h2>
        <div className="recent" role="radiogroup" aria-label={t('permit.space')}>
          {SpaceKind.options.map((one) => (
            <button
              key={one}
              type="button"
              role="radio"
              aria-checked={kind === one}
              className={`pill ${kind === one ? 'is-on' : ''}`}
              onClick={() => update({ kind: one })}
            >
              {t(`permit.kinds.${one}`)}
            </button>
          ))}
        </div>
        <div className="form-pair form-pair-wide">
          <Input
            size="large"
            maxLength={100}
            value={name}
            placeholder={t('permit.spaceNamePlaceholder')}
            aria-label={t('permit.spaceName')}
            onChange={(event) => update({ name: event.target.value })}
          />
          <InputNumber
            size="large"
            min={0}
            max={200}
            inputMode="decimal"
            style={{ width: '100%' }}
            suffix="m"
            value={depthM ?? null}
            placeholder={t('permit.depthM')}
            aria-label={t('permit.depthM')}
            onChange={(value) => update({ depthM: value ?? undefined })}
          />
        </div>
      </section>
      <section className="card">
        <label htmlFor="task">
          <h2>{t('permit.task')}</h2>
        </label>
        <Input.TextArea
          id="task"
          size="large"
          maxLength={500}
          autoSize={{ minRows: 2 }}
          value={task}
          placeholder={t('permit.taskPlaceholder')}
          onChange={(event) => update({ task: event.target.value })}
        />
        <Input
          size="large"
          maxLength={100}
          value={contractor}
          placeholder={`${t('permit.contractor')} · ${t('app.optional')}`}
          aria-label={t('permit.contractor')}
          onChange={(event) => update({ contractor: event.target.value })}
        />
        <div className="time-row">
          {time('ventilatedFrom')}
          {time('startsAt')}
          {time('endsAt')}
        </div>
        <div className="muted small">
          {t('permit.ventilateRule', { n: content.ventilateBefore.amount, unit: t(`unit.${content.ventilateBefore.unit}`) })}
        </div>
      </section>
      <section className="card">
        <label htmlFor="approver">
          <h2>{t('permit.approver')}</h2>
        </label>
        <Input id="approver" size="large" maxLength={40} value={approver} onChange={(event) => update({ approver: event.target.value })} />
        <h2>{t('permit.guardsAtLeast', { n: content.minGuards })}</h2>
        {people('guards')}
        <h2>{t('permit.entrants')}</h2>
        {people('entrants')}
      </section>
      <section className="card">
        <h2>{t('permit.gear')}</h2>
        <Checkbox.Group className="gear" value={gear} onChange={(value) => update({ gear: value })}>
          {content.gear.map(({ code, name: words, isRequired }) => (
            <Checkbox key={code} value={code}>
              {say(words)} {isRequired && <span className="tag">{t('permit.required')}</span>}
            </Checkbox>
          ))}
        </Checkbox.Group>
      </section>
      <section className="card">
        <h2>
          {t('permit.readings')} ·{' '}
          {t('permit.readingsRule', { n: content.readingEvery.amount, unit: t(`unit.${content.readingEvery.unit}`) })}
        </h2>
        <ReadingsGrid rule={content} tested={tested} onChange={(next) => update({ tested: next })} />
      </section>
      <p className="muted small basis">{say(rule.data.basis)}</p>
      {tried && open.length > 0 && (
        <section className="card card-red" role="alert" ref={(card) => card?.scrollIntoView({ block: 'center' })}>
          <b>{t('permit.stillOpen')}</b>
          <div>{open.join('、')}</div>
        </section>
      )}
      {refused && <Lacks refused={refused} rule={content} />}
      <div className="bottom-bar">
        <Button type="primary" size="large" block loading={send.isPending} onClick={submit}>
          {t('permit.open')}
        </Button>
        <div className="muted small">{t('permit.openHint')}</div>
      </div>
    </div>
  );
}
