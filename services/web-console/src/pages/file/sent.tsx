/** What became of a filing: under which number it is recorded, or that it waits on the device; and whom to call now. */
import { Button } from 'antd';
import { Link } from '@tanstack/react-router';
import { useFiling } from '../../outbox/store.js';
import { useSay, useT } from '../../words/i18n.js';
import { CallNow } from './item.js';
import { SendState } from './send-state.js';

export function Sent({ id, onAnother }: { id: string; onAnother: () => void }) {
  const t = useT();
  const say = useSay();
  const filing = useFiling(id);
  if (!filing) return null;
  const { form, stage, sent, failure } = filing;
  const calls = sent?.callNow;
  return (
    <div className="page phone-page">
      <div className="page-head phone-head">
        <h1>{t('file.title')}</h1>
        <SendState />
      </div>
      {calls && <CallNow calls={calls} />}
      <section className={`card ${stage === 'sent' ? 'card-ok' : failure && !failure.isTemporary ? 'card-red' : ''}`} role="status">
        <b>
          {stage === 'sent'
            ? t('file.sentAs', { number: sent!.number })
            : failure && !failure.isTemporary
              ? `${t('mine.refused')}: ${failure.title}`
              : t('file.queued')}
        </b>
        <div>{form.item && say(form.item.title)}</div>
        <div className="muted">
          {form.place?.name}
          {form.spot ? ` · ${form.spot}` : ''}
        </div>
        {stage !== 'sent' && <div className="muted">{failure ? failure.detail : t('file.sendHint')}</div>}
        {stage === 'sent' && sent!.kind === 'hazard' && (
          <Link to="/hazards/$id" params={{ id }}>
            {t('desk.openFull')}
          </Link>
        )}
      </section>
      <div className="bottom-bar">
        <Button size="large" block onClick={onAnother}>
          {t('file.another')}
        </Button>
        <Link to="/mine" className="ant-btn-like">
          {t('file.seeMine')}
        </Link>
      </div>
    </div>
  );
}
