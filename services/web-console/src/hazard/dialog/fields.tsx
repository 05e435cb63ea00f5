/**
 * Fields that the forms of operations are put together from. A field bears the name of the member of the request that it
 * fills, so that a form's values are the body once they are cleaned (`body.ts`), and a refusal that points at a member is
 * shown beside it.
 */
import { createContext, use, useRef, type ReactNode } from 'react';
import { DatePicker, Form, Input, Radio, Select } from 'antd';
import dayjs from 'dayjs';
import { Department } from '@anju/contracts/actors';
import { now } from '../../clock.js';
import { PhotoPicker, type PickedPhoto } from '../../parts/photo-picker.js';
import { dayOf } from '../../parts/time.js';
import { useT } from '../../words/i18n.js';

/** The days that the service named as possible when it refused one. */
export interface Bounds {
  readonly earliest?: string | undefined;
  readonly latest?: string | undefined;
}
export const RefusedBounds = createContext<Bounds>({});

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly isRequired?: boolean | undefined;
  readonly autoFocus?: boolean;
}
const rulesOf = (isRequired: boolean | undefined, message: string) => (isRequired ? [{ required: true, whitespace: true, message }] : []);
export const labelled = (label: string, isRequired: boolean | undefined, optional: string): ReactNode =>
  isRequired ? (
    label
  ) : (
    <>
      {label} <small className="optional">{optional}</small>
    </>
  );

export function Words({
  name,
  label,
  isRequired,
  autoFocus,
  max = 500,
  placeholder,
  missing,
}: FieldProps & {
  readonly max?: number;
  readonly placeholder?: string;
  readonly missing?: string;
}) {
  const t = useT();
  return (
    <Form.Item
      name={name}
      label={labelled(label, isRequired, t('app.optional'))}
      rules={rulesOf(isRequired, missing ?? t('action.required', { what: label }))}
    >
      <Input.TextArea
        autoFocus={autoFocus ?? false}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={max}
        placeholder={placeholder ?? ''}
      />
    </Form.Item>
  );
}
export function Line({ name, label, isRequired, autoFocus, max = 60, placeholder }: FieldProps & { max?: number; placeholder?: string }) {
  const t = useT();
  return (
    <Form.Item
      name={name}
      label={labelled(label, isRequired, t('app.optional'))}
      rules={rulesOf(isRequired, t('action.required', { what: label }))}
    >
      <Input autoFocus={autoFocus ?? false} maxLength={max} placeholder={placeholder ?? ''} autoComplete="off" />
    </Form.Item>
  );
}
export function Reason({ isRequired = true, autoFocus = true }: { isRequired?: boolean; autoFocus?: boolean }) {
  const t = useT();
  return (
    <Words
      name="reason"
      label={t('action.reason')}
      isRequired={isRequired}
      autoFocus={autoFocus}
      placeholder={t(isRequired ? 'action.reasonPlaceholder' : 'action.notePlaceholder')}
      missing={t('action.reasonRequired')}
    />
  );
}
export function Note() {
  const t = useT();
  return <Words name="note" label={t('action.note')} autoFocus placeholder={t('action.notePlaceholder')} />;
}
export function DocumentNo() {
  const t = useT();
  return <Line name="documentNo" label={t('action.documentNo')} placeholder={t('action.documentNoPlaceholder')} />;
}

export function DayField({ name, label, isRequired = true, autoFocus, from, to }: FieldProps & { from?: string; to?: string }) {
  const t = useT();
  const refused = use(RefusedBounds);
  const earliest = refused.earliest ?? from;
  const latest = refused.latest ?? to;
  const range = earliest && latest ? t('action.dayRange', { from: earliest, to: latest }) : undefined;
  return (
    <Form.Item
      name={name}
      label={labelled(label, isRequired, t('app.optional'))}
      extra={range}
      rules={isRequired ? [{ required: true, message: t('action.required', { what: label }) }] : []}
    >
      <DatePicker
        style={{ width: '100%' }}
        autoFocus={autoFocus ?? false}
        {...(earliest && { minDate: dayjs(earliest), defaultPickerValue: dayjs(earliest) })}
        {...(latest && { maxDate: dayjs(latest) })}
      />
    </Form.Item>
  );
}
export const today = (): string => dayOf(now());

export function DepartmentField({ not = [] }: { not?: readonly string[] | undefined }) {
  const t = useT();
  return (
    <Form.Item name="department" label={t('action.department')} rules={[{ required: true, message: t('action.pickDepartment') }]}>
      <Select
        placeholder={t('action.pickDepartment')}
        showSearch={{ optionFilterProp: 'label' }}
        options={Department.options.filter((one) => !not.includes(one)).map((value) => ({ value, label: t(`department.${value}`) }))}
      />
    </Form.Item>
  );
}
export function Choice({
  name,
  label,
  options,
  isStacked,
}: {
  readonly name: string;
  readonly label?: string;
  readonly options: readonly { readonly value: string | boolean; readonly label: ReactNode }[];
  readonly isStacked?: boolean;
}) {
  const t = useT();
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, message: t('action.required', { what: label ?? '' }) }]}>
      <Radio.Group {...(isStacked ? { className: 'stacked' } : { optionType: 'button' as const })} options={[...options]} />
    </Form.Item>
  );
}

function PhotosControl({ value = [], onChange }: { value?: readonly PickedPhoto[]; onChange?: (photos: readonly PickedPhoto[]) => void }) {
  const latest = useRef(value);
  latest.current = value;
  return (
    <PhotoPicker
      value={value}
      onChange={(update) => {
        latest.current = update(latest.current);
        onChange?.(latest.current);
      }}
    />
  );
}
export function Photographs({ label }: { label?: string }) {
  const t = useT();
  return (
    <Form.Item name="photos" label={label ?? t('detail.photos')}>
      <PhotosControl />
    </Form.Item>
  );
}
