/** Emergencies that nobody has taken over stand above everything: whom to call, and where the handover is recorded. */
import { useState } from 'react';
import { App, Button, Form, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import type { Incident } from '@anju/contracts/hazards';
import { handOverIncident } from '../../api/hazards.js';
import { Refused } from '../../api/client.js';
import { useMinute } from '../../clock.js';
import { mayCall } from '../../layout/entries.js';
import { useLiveStore } from '../../live/use-live.js';
import { usePlaces } from '../../parts/places.js';
import { ago } from '../../parts/time.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';

export function Incidents({ incidents }: { incidents: readonly Incident[] }) {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const now = useMinute();
  const places = usePlaces();
  const store = useLiveStore();
  const { message, notification } = App.useApp();
  const [open, setOpen] = useState<Incident>();
  const [all, setAll] = useState(false);
  const handOver = useMutation({
    mutationFn: ({ id, version, body }: { id: string; version: number; body: { to: string; note?: string } }) =>
      handOverIncident(id, version, body),
    onSuccess: () => {
      setOpen(undefined);
      void message.success(t('action.done', { what: t('action.handOverIncident') }));
    },
    onError: (error) => {
      store?.reload();
      notification.error({
        title: error instanceof Refused ? error.title : t('problem.unknown'),
        description: error instanceof Refused ? error.detail : '',
      });
    },
  });
  if (incidents.length === 0) return null;
  const shown = all ? incidents : incidents.slice(0, 1);
  return (
    <section className="incidents" aria-label={t('incident.title')}>
      {shown.map((incident) => (
        <div key={incident.id} className="incident">
          <b>{say(incident.title)}</b>
          <span>
            {incident.compoundName} · {places.name(incident.division.slice(0, 9))} · {ago(incident.recordedAt, now, t)}
          </span>
          <span className="incident-calls">
            {incident.callNow.map(({ name, phone }) => (
              <a key={phone} href={`tel:${phone}`} aria-label={t('incident.call', { name: say(name), phone })}>
                {say(name)} {phone}
              </a>
            ))}
          </span>
          {mayCall(hazardOperations.handOverIncident, me.role) && (
            <Button size="small" onClick={() => setOpen(incident)}>
              {t('incident.handOver')}
            </Button>
          )}
        </div>
      ))}
      {incidents.length > 1 && (
        <button type="button" className="incident-more" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('app.close') : t('incident.count', { n: incidents.length })}
        </button>
      )}
      <Modal
        open={open !== undefined}
        title={t('incident.handOver')}
        onCancel={() => setOpen(undefined)}
        okText={t('incident.handOver')}
        cancelText={t('app.cancel')}
        confirmLoading={handOver.isPending}
        okButtonProps={{ htmlType: 'submit', form: 'hand-over' }}
        destroyOnHidden
      >
        {open && (
          <Form
            id="hand-over"
            layout="vertical"
            requiredMark={false}
            onFinish={({ to, note }: { to: string; note?: string }) =>
              handOver.mutate({ id: open.id, version: open.version, body: { to: to.trim(), ...(note?.trim() && { note: note.trim() }) } })
            }
          >
            <div className="dialog-of">
              {say(open.title)} · {open.compoundName}
            </div>
            <Form.Item
              name="to"
              label={t('incident.handOverTo')}
              rules={[{ required: true, whitespace: true, message: t('incident.handOverToPlaceholder') }]}
            >
              <Input maxLength={60} autoFocus placeholder={t('incident.handOverToPlaceholder')} />
            </Form.Item>
            <Form.Item name="note" label={t('action.note')}>
              <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} placeholder={t('action.notePlaceholder')} />
            </Form.Item>
          </Form>
        )}
      </Modal>
    </section>
  );
}
