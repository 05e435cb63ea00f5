/**
 * Files an enterprise. The credit code is checked while it is typed; one whose check character fails is not refused but
 * asks for a reason, because wrong codes do exist on genuine licences. The id is made once, so pressing twice files once.
 */
import { useRef } from 'react';
import { App, Button, Form, Input, Result, Select } from 'antd';
import { Link } from '@tanstack/react-router';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { v7 } from 'uuid';
import { isWithinAny } from '@anju/contracts/place';
import type { FileEnterprise } from '@anju/contracts/registry';
import { Refused } from '../api/client.js';
import { fileEnterprise } from '../api/registry.js';
import { usePlaces } from '../parts/places.js';
import { useMe } from '../session.js';
import { useT } from '../words/i18n.js';
import { checkUscc, cleanUscc } from './uscc.js';

interface Typed {
  name: string;
  uscc: string;
  usccOverrideReason?: string;
  division: string;
  parentUscc?: string;
  manager: string;
  phone: string;
  address?: string;
}

export function FilingForm() {
  const t = useT();
  const me = useMe();
  const places = usePlaces();
  const client = useQueryClient();
  const { notification } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const id = useRef(v7());
  const uscc = cleanUscc(Form.useWatch('uscc', form) ?? '');
  const check = uscc === '' ? undefined : checkUscc(uscc);
  const file = useMutation({
    mutationFn: (filing: FileEnterprise) => fileEnterprise(filing),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['enterprises'] }),
    onError: (error) => {
      const refused = error instanceof Refused ? error : undefined;
      if (refused?.code === 'already-filed-differently') id.current = v7();
      if (refused?.code.startsWith('uscc-')) form.setFields([{ name: 'uscc', errors: [`${refused.title} ${refused.detail}`] }]);
      else
        notification.error({
          title: refused?.title ?? t('problem.unknown'),
          description: [refused?.detail, ...(refused?.problem?.errors ?? []).map(({ pointer, message }) => `${pointer}: ${message}`)]
            .filter(Boolean)
            .join(' '),
        });
    },
  });
  const required = [{ required: true, whitespace: true, message: t('filing.required') }];
  if (file.data)
    return (
      <section className="panel">
        <Result
          status={file.data.warnings?.length ? 'warning' : 'success'}
          title={file.data.warnings?.length ? t('filing.warnings') : t('filing.submitted')}
          subTitle={file.data.warnings?.map(({ message }) => message).join(' ')}
          extra={[
            <Link key="open" to="/enterprises/$id" params={{ id: file.data.id }} className="link-button">
              {t('detail.openEnterprise')}
            </Link>,
            <Button
              key="again"
              onClick={() => {
                id.current = v7();
                form.resetFields();
                file.reset();
              }}
            >
              {t('filing.again')}
            </Button>,
          ]}
        />
      </section>
    );
  const divisions = places.list.filter(
    ({ code, isPseudo }) =>
      !isPseudo &&
      (code.length === 6 || code.length === 9) &&
      (isWithinAny(code, me.divisions) || me.divisions.some((own) => own.startsWith(code))),
  );
  return (
    <section className="panel form-panel">
      <Form<Typed>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ division: me.divisions[0] }}
        onFinish={({ name, division, manager, phone, address, usccOverrideReason, parentUscc }) =>
          file.mutate({
            id: id.current,
            name: name.trim(),
            uscc,
            division,
            ...(parentUscc?.trim() && { parentUscc: cleanUscc(parentUscc) }),
            ...(check === 'check-failed' && usccOverrideReason?.trim() && { usccOverrideReason: usccOverrideReason.trim() }),
            contacts: { manager: manager.trim(), phone: phone.trim(), ...(address?.trim() && { address: address.trim() }) },
          })
        }
      >
        <Form.Item name="name" label={t('filing.name')} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item
          name="uscc"
          label={t('filing.uscc')}
          rules={required}
          extra={
            check === 'ok' ? (
              <span className="is-ok">{t('filing.usccOk')}</span>
            ) : check === 'malformed' && uscc.length >= 18 ? (
              <span className="is-mine">{t('filing.usccMalformed')}</span>
            ) : check === 'check-failed' ? (
              <span className="warn-text">{t('filing.usccCheckFailed')}</span>
            ) : (
              t('filing.usccHint')
            )
          }
        >
          <Input maxLength={40} className="code" autoComplete="off" spellCheck={false} />
        </Form.Item>
        {check === 'check-failed' && (
          <Form.Item name="usccOverrideReason" label={t('filing.overrideReason')} rules={required}>
            <Input maxLength={300} placeholder={t('filing.overrideReasonPlaceholder')} />
          </Form.Item>
        )}
        <Form.Item name="parentUscc" label={`${t('filing.parentUscc')} · ${t('app.optional')}`}>
          <Input maxLength={40} className="code" autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="division" label={t('filing.division')} rules={[{ required: true, message: t('filing.required') }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={divisions.map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))}
          />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="manager" label={t('filing.contactName')} rules={required}>
            <Input maxLength={40} autoComplete="off" />
          </Form.Item>
          <Form.Item name="phone" label={t('filing.contactPhone')} rules={required}>
            <Input maxLength={20} inputMode="tel" autoComplete="off" />
          </Form.Item>
        </div>
        <Form.Item name="address" label={`${t('enterprise.address')} · ${t('app.optional')}`}>
          <Input maxLength={200} />
        </Form.Item>
        <Button type="primary" size="large" htmlType="submit" loading={file.isPending}>
          {t('filing.submit')}
        </Button>
      </Form>
    </section>
  );
}
