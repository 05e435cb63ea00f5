/** Filings of enterprises: the registrar's queue with accept and return, and the form with which one is filed. */
import { useState } from 'react';
import { App, Button, Drawer, Form, Input, Modal } from 'antd';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { registryOperations } from '@anju/contracts/registry-operations';
import type { Enterprise } from '@anju/contracts/registry';
import { Refused } from '../api/client.js';
import { acceptFiling, enterpriseQuery, listEnterprises, returnFiling } from '../api/registry.js';
import { useMinute } from '../clock.js';
import { mayCall } from '../layout/entries.js';
import { PagedTable } from '../parts/paged.js';
import { usePlaces } from '../parts/places.js';
import { ago, instant } from '../parts/time.js';
import { usePages } from '../parts/use-pages.js';
import { Facts, Failed, Loading } from '../parts/view.js';
import { useMe } from '../session.js';
import { useT } from '../words/i18n.js';
import { FilingForm } from './filing-form.js';
import { FilingTag } from './registry.js';
import { checkUscc } from './uscc.js';
import '../styles/files.css';

const route = getRouteApi('/filings');

function Review({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const places = usePlaces();
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const [returning, setReturning] = useState(false);
  const file = useQuery(enterpriseQuery(id));
  const decide = useMutation({
    mutationFn: (reason: string | undefined) => (reason === undefined ? acceptFiling(file.data!) : returnFiling(file.data!, reason)),
    onSuccess: ({ status }) => {
      void client.invalidateQueries({ queryKey: ['enterprises'] });
      void client.invalidateQueries({ queryKey: ['enterprise', id] });
      void message.success(t(status === 'ACCEPTED' ? 'filing.accepted' : 'filing.returned'));
      onClose();
    },
    onError: (error) => {
      void file.refetch();
      notification.error({
        title: error instanceof Refused ? error.title : t('problem.unknown'),
        description: error instanceof Refused ? error.detail : '',
      });
    },
  });
  const firm = file.data;
  const check = firm && checkUscc(firm.uscc);
  return (
    <Drawer open size={460} title={firm?.name ?? t('app.loading')} onClose={onClose}>
      {file.isPending && <Loading />}
      {file.error && <Failed error={file.error} retry={() => void file.refetch()} />}
      {firm && (
        <>
          <Facts
            rows={[
              [
                t('registry.uscc'),
                <>
                  <code className="code">{firm.uscc}</code>{' '}
                  <span className={check === 'ok' ? 'is-ok' : 'is-mine'}>
                    {t(check === 'ok' ? 'filing.usccOk' : 'filing.usccCheckFailed')}
                  </span>
                </>,
              ],
              firm.usccOverrideReason ? [t('filing.overrideReason'), firm.usccOverrideReason] : null,
              [t('filing.division'), places.name(firm.division)],
              [t('enterprise.filedOn'), instant(firm.filedAt)],
              [t('registry.status'), <FilingTag status={firm.status} />],
              firm.contacts ? [t('enterprise.contacts'), `${firm.contacts.manager} ${firm.contacts.phone}`] : null,
              firm.contacts?.address ? [t('enterprise.address'), firm.contacts.address] : null,
              firm.parentUscc ? [t('filing.parentUscc'), firm.parentUscc] : null,
              firm.returnReason ? [t('filing.returnReason'), firm.returnReason] : null,
            ]}
          />
          {firm.warnings?.map(({ code, message: text }) => (
            <p key={code} className="warning">
              {text}
            </p>
          ))}
          <div className="drawer-actions">
            <Link to="/enterprises/$id" params={{ id }}>
              {t('detail.openEnterprise')}
            </Link>
            <span />
            {firm.status === 'FILED' && (
              <>
                <Button onClick={() => setReturning(true)}>{t('filing.return')}</Button>
                <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate(undefined)}>
                  {t('filing.accept')}
                </Button>
              </>
            )}
          </div>
          <Modal
            open={returning}
            title={t('filing.return')}
            onCancel={() => setReturning(false)}
            okText={t('filing.return')}
            cancelText={t('app.cancel')}
            confirmLoading={decide.isPending}
            okButtonProps={{ htmlType: 'submit', form: 'return-filing' }}
            destroyOnHidden
          >
            <Form
              id="return-filing"
              layout="vertical"
              requiredMark={false}
              onFinish={({ reason }: { reason: string }) => decide.mutate(reason.trim())}
            >
              <Form.Item
                name="reason"
                label={t('filing.returnReason')}
                rules={[{ required: true, whitespace: true, message: t('action.reasonRequired') }]}
              >
                <Input.TextArea autoFocus maxLength={500} autoSize={{ minRows: 3 }} placeholder={t('filing.returnReasonPlaceholder')} />
              </Form.Item>
            </Form>
          </Modal>
        </>
      )}
    </Drawer>
  );
}

export function Filings() {
  const t = useT();
  const me = useMe();
  const now = useMinute();
  const places = usePlaces();
  const navigate = useNavigate({ from: '/filings' });
  const { tab: asked } = route.useSearch();
  const decides = mayCall(registryOperations.acceptFiling, me.role);
  const tabs = decides ? (['queue', 'new', 'done'] as const) : (['new'] as const);
  const tab = decides ? (asked ?? 'queue') : 'new';
  const [open, setOpen] = useState<string>();
  const status = tab === 'done' ? undefined : 'FILED';
  const pages = usePages<Enterprise>(
    ['enterprises', 'filings', status],
    (cursor, signal) => listEnterprises({ status, cursor, limit: 50 }, signal),
    decides && tab !== 'new',
  );
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('filing.title')}</h1>
        </div>
        <div className="page-tools">
          {tabs.map((one) => (
            <button
              key={one}
              type="button"
              className={`pill ${tab === one ? 'is-on' : ''}`}
              aria-pressed={tab === one}
              onClick={() => void navigate({ search: { tab: one } })}
            >
              {t(one === 'queue' ? 'filing.queue' : one === 'new' ? 'filing.new' : 'app.all')}
            </button>
          ))}
        </div>
      </div>
      {tab === 'new' ? (
        <FilingForm />
      ) : (
        <section className="panel panel-table">
          <PagedTable<Enterprise>
            pages={pages}
            empty={{ title: t('filing.empty'), text: t('filing.emptyText') }}
            rowKey={({ id }) => id}
            rowLabel={({ name }) => name}
            onOpen={({ id }) => setOpen(id)}
            columns={[
              { title: t('registry.name'), key: 'name', render: (_, { name }) => <b>{name}</b> },
              { title: t('registry.uscc'), key: 'uscc', render: (_, { uscc }) => <code className="code">{uscc}</code> },
              { title: t('filing.division'), key: 'division', render: (_, { division }) => places.name(division) },
              { title: t('registry.status'), key: 'status', render: (_, firm) => <FilingTag status={firm.status} /> },
              {
                title: t('enterprise.filedOn'),
                key: 'filed',
                align: 'right',
                render: (_, { filedAt }) => <span title={instant(filedAt)}>{ago(filedAt, now, t)}</span>,
              },
            ]}
          />
        </section>
      )}
      {open && <Review id={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
