/**
 * Photos of a rectification or a re-check. They are made small on the device and uploaded at once, so that pressing the
 * button later only names them; one that failed stays visible and can be tried again.
 */
import { useEffect, useRef, useState } from 'react';
import { Refused } from '../api/client.js';
import { attachPhoto } from '../api/hazards.js';
import { ready, type ReadyPhoto } from '../outbox/photo.js';
import { useT } from '../words/i18n.js';

export interface PickedPhoto extends ReadyPhoto {
  readonly url: string;
  readonly state: 'sending' | 'sent' | 'failed';
  readonly error?: string;
}

export function PhotoStrip({
  photos,
  onAdd,
  onRemove,
  onRetry,
}: {
  photos: readonly { key: string; url: string; note?: string | undefined; isFailed?: boolean }[];
  onAdd: (files: File[]) => void;
  onRemove: (key: string) => void;
  onRetry?: (key: string) => void;
}) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="strip">
      {photos.map(({ key, url, note, isFailed }, i) => (
        <figure key={key} className={isFailed ? 'is-failed' : ''}>
          <img src={url} alt={t('detail.photoOf', { n: i + 1 })} />
          {note &&
            (isFailed && onRetry ? (
              <button type="button" className="strip-note" onClick={() => onRetry(key)}>
                {note}
              </button>
            ) : (
              <figcaption className="strip-note">{note}</figcaption>
            ))}
          <button type="button" className="strip-remove" aria-label={t('file.removePhoto', { n: i + 1 })} onClick={() => onRemove(key)}>
            ×
          </button>
        </figure>
      ))}
      <button type="button" className="strip-add" onClick={() => input.current?.click()} title={t('file.takePhoto')}>
        + {t('file.addPhoto')}
      </button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        style={{ display: 'none' }}
        onChange={(event) => {
          onAdd([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </div>
  );
}

export function PhotoPicker({
  value,
  onChange,
}: {
  value: readonly PickedPhoto[];
  onChange: (update: (photos: readonly PickedPhoto[]) => readonly PickedPhoto[]) => void;
}) {
  const t = useT();
  const [unreadable, setUnreadable] = useState(false);
  const urls = useRef<string[]>([]);
  useEffect(() => () => urls.current.forEach((url) => URL.revokeObjectURL(url)), []);
  const mark = (sha256: string, part: Partial<PickedPhoto>): void =>
    onChange((photos) => photos.map((photo) => (photo.sha256 === sha256 ? { ...photo, ...part } : photo)));
  const upload = async ({ sha256, blob }: ReadyPhoto): Promise<void> => {
    mark(sha256, { state: 'sending' });
    await attachPhoto(sha256, blob).then(
      () => mark(sha256, { state: 'sent' }),
      (error: unknown) => mark(sha256, { state: 'failed', error: error instanceof Refused ? error.title : String(error) }),
    );
  };
  const add = async (files: File[]): Promise<void> => {
    setUnreadable(false);
    for (const file of files)
      try {
        const photo = await ready(file);
        const url = URL.createObjectURL(photo.blob);
        urls.current.push(url);
        onChange((photos) =>
          photos.some(({ sha256 }) => sha256 === photo.sha256) ? photos : [...photos, { ...photo, url, state: 'sending' }],
        );
        await upload(photo);
      } catch {
        setUnreadable(true);
      }
  };
  return (
    <>
      <PhotoStrip
        photos={value.map(({ sha256, url, state, error }) => ({
          key: sha256,
          url,
          isFailed: state === 'failed',
          note: state === 'sending' ? t('mine.sending') : state === 'failed' ? `${error ?? ''} · ${t('app.retry')}` : undefined,
        }))}
        onAdd={(files) => void add(files)}
        onRemove={(key) => onChange((photos) => photos.filter(({ sha256 }) => sha256 !== key))}
        onRetry={(key) => {
          const photo = value.find(({ sha256 }) => sha256 === key);
          if (photo) void upload(photo);
        }}
      />
      {unreadable && (
        <div className="error-text" role="alert">
          {t('file.photoFailed')}
        </div>
      )}
    </>
  );
}
