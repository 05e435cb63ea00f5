/** What has to be said with a change: one small form per operation, sent with Enter, given up with Escape. */
import { useState } from 'react';
import { Form, Input, Modal, Radio, Select } from 'antd';
import { Department } from '@anju/contracts/actors';
import type { Hazard } from '@anju/contracts/hazards';
import type {
  AssignHazard,
  ConfirmMajor,
  GradeHazard,
  RecheckHazard,
  RefuteMajor,
  SubmitRectification,
} from '@anju/contracts/hazard-requests';
import { RiskLevel, isRaise } from '@anju/contracts/hazards';
import type { z } from 'zod';
import { isCountyOperator, type HazardChange } from '../actions.js';
import { PhotoPicker, type PickedPhoto } from '../parts/photo-picker.js';
import { RegistryPicker } from '../parts/picker.js';
import { RiskWord } from '../parts/risk.js';
import { useMe } from '../session.js';
import { useT } from '../words/i18n.js';
import { useChange } from './use-change.js';

interface Said {
  note?: string;
  reason?: string;
  to?: 'default' | 'enterprise' | 'subdistrict' | 'department';
  enterpriseId?: string;
  department?: z.infer<typeof Department>;
  criteriaVersion?: string;
  clauses?: string[];
  riskLevel?: z.infer<typeof RiskLevel> | 'SUSPECTED';
  passed?: boolean;
}
type Bodies =
  | z.input<typeof AssignHazard>
  | z.input<typeof ConfirmMajor>
  | z.input<typeof RefuteMajor>
  | z.input<typeof GradeHazard>
  | z.input<typeof SubmitRectification>
  | z.input<typeof RecheckHazard>
  | { note?: string | undefined }
  | { reason: string };

function bodyOf(operation: HazardChange, said: Said, photos: readonly PickedPhoto[]): Bodies {
  const note = said.note?.trim() || undefined;
  const reason = said.reason?.trim() ?? '';
  const evidence = photos.map(({ sha256, takenAt }) => ({ sha256, takenAt }));
  switch (operation) {
    case 'assignHazard': {
      const to =
        said.to === 'enterprise'
          ? { kind: 'enterprise' as const, enterpriseId: said.enterpriseId! }
          : said.to === 'department'
            ? { kind: 'department' as const, department: said.department! }
            : said.to === 'subdistrict'
              ? { kind: 'subdistrict' as const }
              : undefined;
      return { ...(to && { to }), ...(reason && { reason }) };
    }
    case 'superviseHazard':
      return { reason };
    case 'gradeHazard':
      return { reason, ...(said.riskLevel === 'SUSPECTED' ? { class: 'SUSPECTED_MAJOR' as const } : { riskLevel: said.riskLevel }) };
    case 'confirmMajor':
      return { criteriaVersion: said.criteriaVersion!.trim(), clauses: said.clauses ?? [], ...(reason && { reason }) };
    case 'refuteMajor':
      return { criteriaVersion: said.criteriaVersion!.trim(), clauses: said.clauses ?? [], reason };
    case 'submitRectification':
      return { note: note ?? '', photos: evidence };
    case 'recheckHazard':
      return { passed: said.passed ?? true, ...(note && { note }), photos: evidence };
    default:
      return { ...(note && { note }) };
  }
}

/** Where the cursor stands when the dialog opens. */
const firstOf: Partial<Record<HazardChange, 'note' | 'reason'>> = {
  assignHazard: 'reason',
  superviseHazard: 'reason',
  urgeHazard: 'note',
  acceptHazard: 'note',
  submitRectification: 'note',
  recheckHazard: 'note',
};

export function ActionDialog({ operation, hazard, onClose }: { operation: HazardChange; hazard: Hazard; onClose: () => void }) {
  const t = useT();
  const me = useMe();
  const change = useChange();
  const [form] = Form.useForm<Said>();
  const [photos, setPhotos] = useState<readonly PickedPhoto[]>([]);
  const to = Form.useWatch('to', form);
  const passed = Form.useWatch('passed', form);
  const isLate = hazard.state === 'ACCEPTED' || hazard.state === 'RECTIFYING';
  const required = (message: string) => [{ required: true, whitespace: true, message }];
  const isSending = photos.some(({ state }) => state !== 'sent');

  const text = (name: 'note' | 'reason', label: string, placeholder: string, rules?: ReturnType<typeof required>) => (
    <Form.Item name={name} label={label} {...(rules && { rules })}>
      <Input.TextArea
        autoFocus={name === firstOf[operation]}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={name === 'reason' ? 500 : 1000}
        placeholder={placeholder}
      />
    </Form.Item>
  );
  const evidence = (label: string) => (
    <Form.Item label={label}>
      <PhotoPicker value={photos} onChange={setPhotos} />
    </Form.Item>
  );
  const criteria = (needClauses: boolean) => (
    <>
      <Form.Item name="criteriaVersion" label={t('action.criteriaVersion')} rules={required(t('action.criteriaPlaceholder'))}>
        <Input autoFocus maxLength={60} placeholder={t('action.criteriaPlaceholder')} />
      </Form.Item>
      <Form.Item
        name="clauses"
        label={t('detail.clauses')}
        {...(needClauses && { rules: [{ required: true, type: 'array' as const, min: 1, message: t('action.clausesRequired') }] })}
      >
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          maxCount={20}
          tokenSeparators={[',', '，', '、', ' ']}
          placeholder={t('action.clausesPlaceholder')}
        />
      </Form.Item>
    </>
  );

  return (
    <Modal
      open
      title={t(`action.${operation}`)}
      onCancel={onClose}
      okText={operation === 'recheckHazard' ? t(passed === false ? 'action.recheckFail' : 'action.recheckPass') : t(`action.${operation}`)}
      cancelText={t('app.cancel')}
      confirmLoading={change.isPending}
      okButtonProps={{ disabled: isSending, danger: passed === false, htmlType: 'submit', form: 'change' }}
      destroyOnHidden
      closable={false}
      width={520}
    >
      <div className="dialog-of">
        {hazard.number} · {hazard.compoundName}
      </div>
      <Form
        id="change"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ to: 'default', passed: true }}
        onFinish={(said) => change.mutate({ operation, hazard, body: bodyOf(operation, said, photos) }, { onSuccess: onClose })}
      >
        {operation === 'assignHazard' && (
          <>
            <Form.Item name="to" label={t('action.assignTo')}>
              <Radio.Group
                className="stacked"
                options={[
                  { value: 'default', label: hazard.responsibleEnterpriseName ?? t('action.assignDefault') },
                  { value: 'enterprise', label: t('action.assignEnterprise') },
                  { value: 'subdistrict', label: t('action.assignSubdistrict') },
                  ...(isCountyOperator(me) ? [{ value: 'department', label: t('action.assignDepartment') }] : []),
                ]}
              />
            </Form.Item>
            {to === 'enterprise' && (
              <Form.Item name="enterpriseId" rules={[{ required: true, message: t('action.pickEnterprise') }]}>
                <RegistryPicker
                  kind="enterprise"
                  placeholder={t('action.pickEnterprise')}
                  onPick={(hit) => form.setFieldValue('enterpriseId', hit?.id)}
                />
              </Form.Item>
            )}
            {to === 'department' && (
              <Form.Item name="department" rules={[{ required: true, message: t('action.pickDepartment') }]}>
                <Select
                  placeholder={t('action.pickDepartment')}
                  options={Department.options.map((value) => ({ value, label: t(`department.${value}`) }))}
                />
              </Form.Item>
            )}
            {text(
              'reason',
              t('action.reason'),
              isLate ? t('action.reasonPlaceholder') : t('action.notePlaceholder'),
              isLate ? required(t('action.reasonRequired')) : undefined,
            )}
          </>
        )}
        {operation === 'gradeHazard' && (
          <>
            <Form.Item name="riskLevel" label={t('action.gradeTo')} rules={[{ required: true, message: t('action.gradeTo') }]}>
              <Radio.Group
                className="stacked"
                options={[
                  { value: 'SUSPECTED', label: t('class.SUSPECTED_MAJOR') },
                  ...RiskLevel.options
                    .filter((level) => isRaise(hazard.riskLevel, level))
                    .map((level) => ({ value: level, label: <RiskWord level={level} /> })),
                ]}
              />
            </Form.Item>
            {text('reason', t('action.reason'), t('action.reasonPlaceholder'), required(t('action.reasonRequired')))}
          </>
        )}
        {(operation === 'confirmMajor' || operation === 'refuteMajor') && criteria(operation === 'confirmMajor')}
        {(operation === 'superviseHazard' || operation === 'refuteMajor') &&
          text('reason', t('action.reason'), t('action.reasonPlaceholder'), required(t('action.reasonRequired')))}
        {operation === 'confirmMajor' && text('reason', t('action.reason'), t('action.notePlaceholder'))}
        {(operation === 'urgeHazard' || operation === 'acknowledgeHazard' || operation === 'acceptHazard') &&
          text('note', t('action.note'), t('action.notePlaceholder'))}
        {operation === 'submitRectification' && (
          <>
            {text('note', t('action.rectified'), t('action.rectifiedPlaceholder'), required(t('action.rectifiedRequired')))}
            {evidence(t('action.photosAfter'))}
          </>
        )}
        {operation === 'recheckHazard' && (
          <>
            <Form.Item name="passed">
              <Radio.Group
                optionType="button"
                options={[
                  { value: true, label: t('action.recheckPass') },
                  { value: false, label: t('action.recheckFail') },
                ]}
              />
            </Form.Item>
            {text(
              'note',
              t('action.recheckNote'),
              t('action.notePlaceholder'),
              passed === false ? required(t('action.reasonRequired')) : undefined,
            )}
            {evidence(t('detail.photos'))}
          </>
        )}
      </Form>
    </Modal>
  );
}
