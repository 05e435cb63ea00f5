/**
 * What has to be said with a change, sent with Ctrl+Enter from any field and given up with Escape. The dialog is the same for every operation;
 * its fields come from `forms.tsx`. What the service refuses is shown at the field it points at, a day with the days that
 * would do.
 */
import { useState } from 'react';
import { Form, Modal } from 'antd';
import { useNavigate } from '@tanstack/react-router';
import { v7 } from 'uuid';
import type { Hazard } from '@anju/contracts/hazards';
import type { Refused } from '../../api/client.js';
import type { HazardChange } from '../../actions.js';
import type { PickedPhoto } from '../../parts/photo-picker.js';
import { useSay, useT } from '../../words/i18n.js';
import { useChange } from '../use-change.js';
import { cleaned, fieldOf } from './body.js';
import { RefusedBounds, type Bounds } from './fields.js';
import { forms } from './forms.js';

export function ActionDialog({ operation, hazard, onClose }: { operation: HazardChange; hazard: Hazard; onClose: () => void }) {
  const t = useT();
  const say = useSay();
  const navigate = useNavigate();
  const change = useChange();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [bounds, setBounds] = useState<Bounds>({});
  /** Made once, so that a repeated press files one relapse. */
  const [relapseId] = useState(() => v7());
  const said = (Form.useWatch([], form) ?? {}) as Record<string, unknown>;
  const { Fields, initial, body, ok } = forms[operation];
  const isSending = ((said['photos'] as PickedPhoto[] | undefined) ?? []).some(({ state }) => state !== 'sent');
  const button = ok?.(said, t) ?? { text: t(`action.${operation}`) };

  const showAtField = ({ code, title, problem }: Refused): boolean => {
    const names = Object.keys(form.getFieldsValue());
    const errors = (problem?.errors ?? []).filter(({ pointer }) => names.includes(fieldOf(pointer)));
    if (code === 'day-not-possible') setBounds({ earliest: String(problem?.['earliest']), latest: String(problem?.['latest']) });
    form.setFields(
      errors.map(({ pointer, message }) => ({ name: fieldOf(pointer), errors: [code === 'content-invalid' ? message : title] })),
    );
    return errors.length > 0 && code !== 'version-stale';
  };
  const send = (values: Record<string, unknown>): void => {
    const clean = cleaned(values);
    change.mutate(
      { operation, hazard, body: body ? body({ ...clean, relapseId }) : clean, showAtField },
      {
        onSuccess: (after) => {
          onClose();
          if (operation === 'lookBackHazard' && after.relapsedAs)
            void navigate({ to: '/hazards/$id', params: { id: after.relapsedAs.id } });
        },
      },
    );
  };
  return (
    <Modal
      open
      title={t(`action.${operation}`)}
      onCancel={onClose}
      okText={button.text}
      cancelText={t('app.cancel')}
      confirmLoading={change.isPending}
      okButtonProps={{ disabled: isSending, danger: 'danger' in button && button.danger === true, htmlType: 'submit', form: 'change' }}
      destroyOnHidden
      closable={false}
      width={520}
    >
      <div className="dialog-of">
        {hazard.number} · {hazard.compoundName} · {say(hazard.title)}
      </div>
      <RefusedBounds value={bounds}>
        <Form
          id="change"
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={initial?.(hazard) ?? {}}
          onFinish={send}
          onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isSending && form.submit()}
        >
          <Fields hazard={hazard} />
        </Form>
      </RefusedBounds>
    </Modal>
  );
}
