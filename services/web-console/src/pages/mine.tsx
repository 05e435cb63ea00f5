/** What this device holds of mine: drafts, what waits to be sent and why, and what was sent under which number. */
import { App, Button } from 'antd';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMinute, useNow } from '../clock.js';
import { mayEdit, type Filing } from '../outbox/filing.js';
import { correct, removeFiling, retryNow, useFilings, useOnline, usePhotos } from '../outbox/store.js';
import { ago, duration, instant } from '../parts/time.js';
import { Empty, Loading, Panel } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSay, useT } from '../words/i18n.js';
import { SendState } from './file/send-state.js';
import '../styles/phone.css';

function Card({ filing }: { filing: Filing }) {
  const t = useT();
  const say = useSay();
  const minute = useMinute();
  const now = useNow();
  const online = useOnline();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const photos = usePhotos(filing.id) ?? [];
  const { form, stage, failure, sent, nextAt } = filing;
  const edit = async (): Promise<void> =>
    void navigate({ to: '/file', search: { draft: stage === 'draft' ? filing.id : await correct(filing) } });
  const remove = (): void =>
    void modal.confirm({
      title: t('mine.removeConfirm'),
      okText: t('mine.remove'),
      cancelText: t('app.cancel'),
      okButtonProps: { danger: true },
      onOk: () => removeFiling(filing.id),
    });
  const uploaded = photos.filter(({ isUploaded }) => isUploaded).length;
  const wait = nextAt - now;
  return (
    <li className="card">
      <div className="card-line">
        <b>{form.item ? say(form.item.title) : t('mine.noItem')}</b>
        <span className="muted">{ago(filing.changedAt, minute, t)}</span>
      </div>
      <div className="card-line">
        <span className="muted">
          {form.place?.name ?? t('mine.noPlace')}
          {form.spot ? ` · ${form.spot}` : ''}
        </span>
        <span className="muted">
          {stage === 'sent'
            ? ''
            : photos.length > 0
              ? stage === 'unsent'
                ? t('mine.photosProgress', { done: uploaded, total: photos.length })
                : t('mine.count', { n: photos.length })
              : ''}
        </span>
      </div>
      {stage === 'unsent' && photos.length > 0 && (
        <div className="bar" role="progressbar" aria-valuemin={0} aria-valuemax={photos.length} aria-valuenow={uploaded}>
          <i style={{ width: `${(uploaded / photos.length) * 100}%` }} />
        </div>
      )}
      {stage === 'unsent' && (
        <div className={failure && !failure.isTemporary ? 'card-error' : 'muted'} role="status">
          {failure && !failure.isTemporary
            ? `${t('mine.refused')}: ${failure.title} ${failure.detail}`
            : !online || failure?.code === 'offline'
              ? t('mine.waiting')
              : failure
                ? `${failure.title} · ${wait > 0 ? t('mine.nextTry', { for: duration(wait, t) }) : t('mine.sending')}`
                : t('mine.sending')}
        </div>
      )}
      {stage === 'sent' && sent && (
        <div className="card-line">
          <Link to="/hazards/$id" params={{ id: filing.id }} disabled={sent.kind === 'incident'}>
            {sent.number}
          </Link>
          <span className="muted" title={instant(sent.at)}>
            {sent.kind === 'incident' ? t('mine.incident') : ''}
          </span>
        </div>
      )}
      {stage !== 'sent' && (
        <div className="card-actions">
          <Button type="text" danger onClick={remove}>
            {t('mine.remove')}
          </Button>
          <span />
          {mayEdit(filing) && <Button onClick={() => void edit()}>{t(stage === 'draft' ? 'file.recoverContinue' : 'mine.edit')}</Button>}
          {stage === 'unsent' && (
            <Button type="primary" onClick={() => void retryNow(filing)}>
              {t('mine.retry')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

export function Mine() {
  const t = useT();
  const filings = useFilings(useMe().sub);
  if (!filings) return <Loading />;
  const groups = [
    { stage: 'unsent', title: t('mine.unsent'), empty: t('mine.emptyUnsent'), text: t('mine.emptyUnsentText') },
    { stage: 'draft', title: t('mine.drafts'), empty: t('mine.emptyDrafts'), text: t('mine.emptyDraftsText') },
    { stage: 'sent', title: t('mine.sent'), empty: t('mine.emptySent'), text: t('mine.emptySentText') },
  ] as const;
  return (
    <div className="page phone-page">
      <div className="page-head phone-head">
        <div>
          <h1>{t('mine.title')}</h1>
          <div className="muted">{t('mine.keepOnDevice')}</div>
        </div>
        <SendState />
      </div>
      {groups.map(({ stage, title, empty, text }) => {
        const items = filings.filter((filing) => filing.stage === stage);
        return (
          <Panel key={stage} title={`${title} ${items.length > 0 ? items.length : ''}`}>
            {items.length === 0 ? (
              <Empty title={empty} text={text} />
            ) : (
              <ul className="cards">
                {items.slice(0, 50).map((filing) => (
                  <Card key={filing.id} filing={filing} />
                ))}
              </ul>
            )}
          </Panel>
        );
      })}
    </div>
  );
}
