/**
 * One form per operation of the table: which fields are asked, and where the values are more than the body, how one becomes
 * the other. A new operation is one entry here; the dialog around it, the sending and the refusals are the same for all.
 */
import type { ReactNode } from 'react';
import { Form } from 'antd';
import dayjs from 'dayjs';
import { RiskLevel, isRaise, type Hazard } from '@anju/contracts/hazards';
import type { HazardChange } from '../../actions.js';
import { isCountyOperator, stepsLeft } from '../../actions.js';
import { RegistryPicker } from '../../parts/picker.js';
import { RiskWord } from '../../parts/risk.js';
import { dayOf } from '../../parts/time.js';
import { useMe } from '../../session.js';
import { useT, type Translate } from '../../words/i18n.js';
import { Choice, DayField, DepartmentField, DocumentNo, Line, Note, Photographs, Reason, Words, today } from './fields.js';
import { Criteria } from './criteria.js';
import { MergeTarget } from './merge-target.js';

type Said = Readonly<Record<string, unknown>>;
export interface OperationForm {
  readonly Fields: (props: { readonly hazard: Hazard }) => ReactNode;
  readonly initial?: (hazard: Hazard) => Said;
  /** From the cleaned values; left out, they are the body. */
  readonly body?: (said: Said) => unknown;
  /** Words of the button where they depend on what was chosen. */
  readonly ok?: (said: Said, t: Translate) => { readonly text: string; readonly danger?: boolean } | undefined;
}

const Assign: OperationForm['Fields'] = ({ hazard }) => {
  const t = useT();
  const me = useMe();
  const form = Form.useFormInstance();
  const to = Form.useWatch('to', form) as string | undefined;
  return (
    <>
      <Choice
        name="to"
        label={t('action.assignTo')}
        isStacked
        options={[
          { value: 'default', label: hazard.responsibleEnterpriseName ?? t('action.assignDefault') },
          { value: 'enterprise', label: t('action.assignEnterprise') },
          { value: 'subdistrict', label: t('action.assignSubdistrict') },
          ...(isCountyOperator(me) ? [{ value: 'department', label: t('action.assignDepartment') }] : []),
        ]}
      />
      {to === 'enterprise' && (
        <Form.Item name="enterpriseId" rules={[{ required: true, message: t('action.pickEnterprise') }]}>
          <RegistryPicker
            kind="enterprise"
            placeholder={t('action.pickEnterprise')}
            onPick={(hit) => form.setFieldValue('enterpriseId', hit?.id)}
          />
        </Form.Item>
      )}
      {to === 'department' && <DepartmentField />}
      <Reason isRequired={hazard.state === 'ACCEPTED' || hazard.state === 'RECTIFYING'} />
    </>
  );
};
const assignBody = ({ to, enterpriseId, department, reason }: Said): unknown => {
  const chosen = { enterprise: { kind: to, enterpriseId }, department: { kind: to, department }, subdistrict: { kind: to } }[String(to)];
  return { ...(chosen && { to: chosen }), ...(reason !== undefined && { reason }) };
};

const Grade: OperationForm['Fields'] = ({ hazard }) => {
  const t = useT();
  return (
    <>
      <Choice
        name="grade"
        label={t('action.gradeTo')}
        isStacked
        options={[
          { value: 'SUSPECTED_MAJOR', label: t('class.SUSPECTED_MAJOR') },
          ...RiskLevel.options
            .filter((level) => isRaise(hazard.riskLevel, level))
            .map((level) => ({ value: level, label: <RiskWord level={level} /> })),
        ]}
      />
      <Reason autoFocus={false} />
    </>
  );
};

const Plan: OperationForm['Fields'] = ({ hazard }) => {
  const t = useT();
  const due = hazard.clocks.find(({ duty }) => duty === 'rectify')?.dueAt;
  return (
    <>
      <p className="dialog-hint">{t('action.planHint')}</p>
      {(['responsibility', 'measures', 'funds'] as const).map((name, i) => (
        <Words
          key={name}
          name={name}
          label={t(`plan.${name}`)}
          placeholder={t(`planPlaceholder.${name}`)}
          max={1000}
          isRequired
          autoFocus={i === 0}
        />
      ))}
      <DayField name="finishOn" label={t('plan.finishOn')} from={today()} {...(due && { to: dayOf(due) })} />
      <Words name="contingency" label={t('plan.contingency')} placeholder={t('planPlaceholder.contingency')} max={1000} isRequired />
    </>
  );
};

const AskedExtension = ({ hazard }: { hazard: Hazard }) => {
  const t = useT();
  const { extension } = hazard;
  const due = hazard.clocks.find(({ duty }) => duty === 'rectify')?.dueAt;
  return extension ? (
    <div className="dialog-quote">
      <b>{t('detail.extensionAsked', { until: extension.until })}</b>
      {due && <span className="muted">{t('detail.extensionFrom', { day: dayOf(due) })}</span>}
      <span>{extension.reason}</span>
      <span className="muted">{extension.by.name}</span>
    </div>
  ) : null;
};
const DecideExtension: OperationForm['Fields'] = ({ hazard }) => {
  const t = useT();
  const isGranted = Form.useWatch('isGranted', Form.useFormInstance()) as boolean | undefined;
  return (
    <>
      <AskedExtension hazard={hazard} />
      <Choice
        name="isGranted"
        label={t('action.decision')}
        options={[
          { value: true, label: t('action.grant') },
          { value: false, label: t('action.refuse') },
        ]}
      />
      {isGranted !== false && <DayField name="until" label={t('action.grantUntil')} isRequired={false} />}
      <Reason isRequired={isGranted === false} />
    </>
  );
};

const Recheck: OperationForm['Fields'] = () => {
  const t = useT();
  const passed = Form.useWatch('passed', Form.useFormInstance()) as boolean | undefined;
  return (
    <>
      <Choice
        name="passed"
        label={t('action.result')}
        options={[
          { value: true, label: t('action.recheckPass') },
          { value: false, label: t('action.recheckFail') },
        ]}
      />
      <Words
        name="note"
        label={t('action.recheckNote')}
        max={1000}
        isRequired={passed === false}
        autoFocus
        missing={t('action.reasonRequired')}
      />
      <Photographs />
    </>
  );
};

const RecordListing: OperationForm['Fields'] = ({ hazard }) => {
  const t = useT();
  const { listing } = hazard;
  const since = (listing?.delisted ?? listing)?.at;
  return (
    <>
      <Choice
        name="step"
        label={t('action.listingStep')}
        options={stepsLeft(hazard).map((step) => ({ value: step, label: t(`listingStep.${step}`) }))}
      />
      <DayField name="on" label={t('action.on')} {...(since && { from: dayOf(since) })} to={today()} />
      <Line name="medium" label={t('action.medium')} max={100} placeholder={t('action.mediumPlaceholder')} />
      <DocumentNo />
    </>
  );
};

const LookBack: OperationForm['Fields'] = () => {
  const t = useT();
  const outcome = Form.useWatch('outcome', Form.useFormInstance()) as string | undefined;
  return (
    <>
      <Choice
        name="outcome"
        label={t('action.result')}
        options={[
          { value: 'true', label: t('action.stillFixed') },
          { value: 'relapsed', label: t('action.relapsed') },
        ]}
      />
      {outcome === 'relapsed' && (
        <>
          <p className="dialog-hint">{t('action.relapsedHint')}</p>
          <Words name="description" label={t('detail.description')} max={2000} isRequired autoFocus />
        </>
      )}
      <Words name="note" label={t('action.note')} max={1000} placeholder={t('action.notePlaceholder')} />
      <Photographs />
    </>
  );
};
const lookBackBody = ({ outcome, note, photos = [], relapseId, description }: Said): unknown => ({
  outcome,
  ...(note !== undefined && { note }),
  photos,
  ...(outcome === 'relapsed' && { relapse: { id: relapseId, description } }),
});

const justReason: OperationForm = { Fields: () => <Reason /> };
const justNote: OperationForm = { Fields: () => <Note /> };

export const forms: Readonly<Record<HazardChange, OperationForm>> = {
  acknowledgeHazard: justNote,
  urgeHazard: justNote,
  acceptHazard: justNote,
  superviseHazard: justReason,
  returnHazard: justReason,
  voidHazard: justReason,
  resumePlace: justReason,
  assignHazard: { Fields: Assign, initial: () => ({ to: 'default' }), body: assignBody },
  gradeHazard: {
    Fields: Grade,
    body: ({ grade, reason }) => ({ ...(grade === 'SUSPECTED_MAJOR' ? { class: grade } : { riskLevel: grade }), reason }),
  },
  confirmMajor: { Fields: () => <Criteria isConfirming /> },
  refuteMajor: { Fields: () => <Criteria isConfirming={false} /> },
  planRectification: { Fields: Plan },
  controlTemporarily: {
    Fields: () => {
      const t = useT();
      return (
        <>
          <Words
            name="measures"
            label={t('action.measures')}
            placeholder={t('action.measuresPlaceholder')}
            max={1000}
            isRequired
            autoFocus
          />
          <Photographs />
        </>
      );
    },
  },
  requestExtension: {
    Fields: ({ hazard }) => {
      const t = useT();
      const due = hazard.clocks.find(({ duty }) => duty === 'rectify')?.dueAt;
      return (
        <>
          {due && <p className="dialog-hint">{t('detail.extensionFrom', { day: dayOf(due) })}</p>}
          <DayField name="until" label={t('action.extendUntil')} {...(due && { from: dayOf(Date.parse(due) + 86_400_000) })} />
          <Reason autoFocus={false} />
        </>
      );
    },
  },
  decideExtension: {
    Fields: DecideExtension,
    initial: () => ({ isGranted: true }),
    body: ({ until, ...said }) => ({ ...said, ...(said['isGranted'] === true && until !== undefined && { until }) }),
    ok: ({ isGranted }, t) => ({ text: t(isGranted === false ? 'action.refuse' : 'action.grant'), danger: isGranted === false }),
  },
  submitRectification: {
    Fields: () => {
      const t = useT();
      return (
        <>
          <Words
            name="note"
            label={t('action.rectified')}
            placeholder={t('action.rectifiedPlaceholder')}
            missing={t('action.rectifiedRequired')}
            max={2000}
            isRequired
            autoFocus
          />
          <Photographs label={t('action.photosAfter')} />
        </>
      );
    },
  },
  recheckHazard: {
    Fields: Recheck,
    initial: () => ({ passed: true }),
    ok: ({ passed }, t) => ({ text: t(passed === false ? 'action.recheckFail' : 'action.recheckPass'), danger: passed === false }),
  },
  listHazard: {
    Fields: () => {
      const t = useT();
      return (
        <>
          <DayField name="limitOn" label={t('action.limitOn')} from={today()} />
          <Reason autoFocus={false} />
          <DocumentNo />
        </>
      );
    },
  },
  recordListing: { Fields: RecordListing, initial: (hazard) => ({ step: stepsLeft(hazard)[0], on: dayjs(today()) }) },
  delistHazard: { Fields: () => <Reason isRequired={false} /> },
  transferHazard: {
    Fields: ({ hazard }) => (
      <>
        <DepartmentField not={hazard.transferredTo} />
        <Reason autoFocus={false} />
        <DocumentNo />
      </>
    ),
  },
  suspendPlace: {
    Fields: () => {
      const t = useT();
      return (
        <>
          <p className="dialog-hint">{t('action.suspendHint')}</p>
          <Words name="extent" label={t('action.extent')} placeholder={t('action.extentPlaceholder')} max={300} isRequired autoFocus />
          <Reason autoFocus={false} />
          <DocumentNo />
        </>
      );
    },
  },
  mergeHazard: {
    Fields: ({ hazard }) => (
      <>
        <MergeTarget hazard={hazard} />
        <Reason autoFocus={false} />
      </>
    ),
  },
  lookBackHazard: {
    Fields: LookBack,
    initial: () => ({ outcome: 'true' }),
    body: lookBackBody,
    ok: ({ outcome }, t) => (outcome === 'relapsed' ? { text: t('action.recordRelapse'), danger: true } : undefined),
  },
};
