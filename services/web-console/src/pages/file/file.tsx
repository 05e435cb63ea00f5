/**
 * Filing a hazard on site. Everything typed is a draft on the device at once; pressing the button saves first and sends
 * then, so that neither a dead zone nor a flat battery costs a word. One column, one next step, at the thumb.
 */
import { useEffect, useRef, useState } from 'react';
import { Button, Input } from 'antd';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { ruleQuery } from '../../api/hazards.js';
import { compoundQuery } from '../../api/registry.js';
import { missing, type Form } from '../../outbox/filing.js';
import { addPhoto, enqueue, newDraft, removePhoto, saveForm, useFiling, useFilings, usePhotos } from '../../outbox/store.js';
import { PhotoStrip } from '../../parts/photo-picker.js';
import { instant } from '../../parts/time.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';
import { Duplicates } from './duplicates.js';
import { FactsForm } from './facts-form.js';
import { ItemStep } from './item.js';
import { PlaceStep } from './place.js';
import { SendState } from './send-state.js';
import { Sent } from './sent.js';
import '../../styles/phone.css';

const route = getRouteApi('/file');

export function File() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const navigate = useNavigate({ from: '/file' });
  const { draft: asked, compound } = route.useSearch();
  const [id, setId] = useState<string | undefined>(asked);
  const [form, setForm] = useState<Form>({});
  const [saved, setSaved] = useState<'saving' | 'saved'>();
  const [sentId, setSentId] = useState<string>();
  const [tried, setTried] = useState(false);
  const [dismissed, setDismissed] = useState(false);
  const [unreadable, setUnreadable] = useState(false);
  const [recovered, setRecovered] = useState(false);
  const stored = useFiling(id);
  const photos = usePhotos(id) ?? [];
  const filings = useFilings(me.sub);
  const limits = useQuery(ruleQuery('photo-limits', form.place?.division));
  const making = useRef<Promise<string>>(undefined);
  const loaded = useRef<string>(undefined);

  useEffect(() => {
    if (stored && loaded.current !== stored.id) {
      loaded.current = stored.id;
      setForm(stored.form);
    }
  }, [stored]);
  const preset = useQuery({ ...compoundQuery(compound ?? ''), enabled: Boolean(compound) && !form.place });
  useEffect(() => {
    if (preset.data && !form.place) update({ place: { id: preset.data.id, name: preset.data.name, division: preset.data.division } });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [preset.data]);

  const ensure = (): Promise<string> => {
    if (id) return Promise.resolve(id);
    making.current ??= newDraft(me.sub).then((filing) => {
      loaded.current = filing.id;
      setId(filing.id);
      void navigate({ search: { draft: filing.id }, replace: true });
      return filing.id;
    });
    return making.current;
  };
  const latest = useRef<Form>(form);
  latest.current = form;
  const update = (part: Partial<Form>): void => {
    const next = { ...latest.current, ...part };
    latest.current = next;
    setForm(next);
    setSaved('saving');
    void ensure()
      .then((draftId) => saveForm(draftId, next))
      .then(() => setSaved('saved'));
  };
  const reset = (): void => {
    making.current = undefined;
    loaded.current = undefined;
    latest.current = {};
    setId(undefined);
    setForm({});
    setSaved(undefined);
    setSentId(undefined);
    setTried(false);
    setDismissed(false);
    setRecovered(true);
    void navigate({ search: {}, replace: true });
  };
  const urls = usePhotoUrls(photos);
  const maxCount = limits.data?.content.maxCount;
  const add = async (files: globalThis.File[]): Promise<void> => {
    setUnreadable(false);
    const draftId = await ensure();
    for (const file of files.slice(0, maxCount === undefined ? undefined : Math.max(0, maxCount - photos.length)))
      await addPhoto(draftId, file).catch(() => setUnreadable(true));
  };
  const lacks = missing({ form });
  const send = async (): Promise<void> => {
    setTried(true);
    if (lacks.length > 0 || !id) return;
    await saveForm(id, latest.current);
    await enqueue(id);
    setSentId(id);
  };
  if (sentId) return <Sent id={sentId} onAnother={reset} />;
  const unfinished =
    id || recovered
      ? undefined
      : filings?.find((filing) => filing.stage === 'draft' && (filing.form.place || filing.form.item || filing.form.description));
  return (
    <div className="page phone-page">
      <div className="page-head phone-head">
        <h1>{t('file.title')}</h1>
        <SendState saved={saved} />
      </div>
      {unfinished && (
        <section className="card card-yellow" role="status">
          <b>{t('file.recover')}</b>
          <div className="muted">
            {[
              unfinished.form.item && say(unfinished.form.item.title),
              t('file.recoverText', { place: unfinished.form.place?.name ?? t('mine.noPlace'), at: instant(unfinished.changedAt) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
          <div className="card-actions">
            <Button onClick={() => setRecovered(true)}>{t('file.recoverNew')}</Button>
            <span />
            <Button
              type="primary"
              onClick={() => {
                setId(unfinished.id);
                void navigate({ search: { draft: unfinished.id }, replace: true });
              }}
            >
              {t('file.recoverContinue')}
            </Button>
          </div>
        </section>
      )}
      <PlaceStep form={form} onPlace={(place) => update({ place })} onPoint={(point) => update({ point })} />
      {tried && lacks.includes('place') && (
        <div className="error-text" role="alert">
          {t('file.needPlace')}
        </div>
      )}
      {form.place && (
        <section className="card">
          <label htmlFor="spot">
            <h2>{t('file.spot')}</h2>
          </label>
          <Input
            id="spot"
            size="large"
            maxLength={120}
            value={form.spot ?? ''}
            placeholder={t('file.spotPlaceholder')}
            onChange={(event) => update({ spot: event.target.value })}
          />
        </section>
      )}
      <ItemStep form={form} onChange={update} />
      {tried && lacks.includes('item') && (
        <div className="error-text" role="alert">
          {t('file.needItem')}
        </div>
      )}
      <section className="card">
        <h2>{t('file.photos')}</h2>
        <PhotoStrip
          photos={photos.map(({ key, takenAt }) => ({ key, url: urls.get(key) ?? '', note: instant(takenAt).slice(11) }))}
          onAdd={(files) => void add(files)}
          onRemove={(key) => void removePhoto(key)}
        />
        {unreadable && (
          <div className="error-text" role="alert">
            {t('file.photoFailed')}
          </div>
        )}
        {maxCount !== undefined && photos.length >= maxCount && (
          <div className="muted small">{t('file.photoTooMany', { n: maxCount })}</div>
        )}
      </section>
      <Duplicates form={form} dismissed={dismissed} onDismiss={() => setDismissed(true)} />
      {form.item?.kind !== 'incident' && form.item && <FactsForm form={form} onChange={(facts) => update({ facts })} />}
      <section className="card">
        <label htmlFor="description">
          <h2>{t('file.description')}</h2>
        </label>
        <Input.TextArea
          id="description"
          size="large"
          maxLength={2000}
          autoSize={{ minRows: 2, maxRows: 8 }}
          value={form.description ?? ''}
          placeholder={t('file.descriptionPlaceholder')}
          onChange={(event) => update({ description: event.target.value })}
        />
      </section>
      <div className="bottom-bar">
        <Button type="primary" size="large" block onClick={() => void send()}>
          {t('file.send')}
        </Button>
        <div className="muted small">{t('file.sendHint')}</div>
      </div>
    </div>
  );
}

/** Addresses of stored photos for the page, given back when they are no longer shown. */
function usePhotoUrls(photos: readonly { key: string; blob: Blob }[]): ReadonlyMap<string, string> {
  const [urls, setUrls] = useState<ReadonlyMap<string, string>>(new Map());
  const keys = photos.map(({ key }) => key).join();
  useEffect(() => {
    const made = new Map(photos.map(({ key, blob }) => [key, URL.createObjectURL(blob)]));
    setUrls(made);
    return () => made.forEach((url) => URL.revokeObjectURL(url));
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [keys]);
  return urls;
}
