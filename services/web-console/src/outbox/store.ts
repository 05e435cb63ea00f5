/**
 * Where drafts, photos and unsent filings wait: IndexedDB, which outlives a reload, a crash and a flat battery. One tab at
 * a time sends (a lock sees to that); photos go first, by their hash, so that a torn connection repeats only what had not
 * arrived. Nothing is forgotten before the 201.
 */
import Dexie, { liveQuery, type EntityTable } from 'dexie';
import { useEffect, useState } from 'react';
import { v7 } from 'uuid';
import { factFields } from '@anju/contracts/hazard-facts';
import { Refused } from '../api/client.js';
import { attachPhoto, reportHazard } from '../api/hazards.js';
import { draft, due, failed, freeze, reopened, type Body, type Filing, type Form, type StoredPhoto } from './filing.js';
import { ready } from './photo.js';
import type { ReportHazard } from '@anju/contracts/hazard-requests';

const db = new Dexie('anju-outbox') as Dexie & { filings: EntityTable<Filing, 'id'>; photos: EntityTable<StoredPhoto, 'key'> };
db.version(1).stores({ filings: 'id, [owner+stage], changedAt', photos: 'key, filingId' });

export const newDraft = async (owner: string): Promise<Filing> => {
  const filing = draft(v7(), owner, Date.now());
  await db.filings.add(filing);
  void navigator.storage?.persist?.();
  return filing;
};
export const saveForm = (id: string, form: Form): Promise<unknown> => db.filings.update(id, { form, changedAt: Date.now() });
export const photosOf = (filingId: string): Promise<StoredPhoto[]> => db.photos.where({ filingId }).sortBy('order');
export const addPhoto = async (filingId: string, file: File): Promise<void> => {
  const photo = await ready(file);
  const order = await db.photos.where({ filingId }).count();
  await db.photos.put({ key: `${filingId}.${photo.sha256}`, filingId, order, isUploaded: 0, ...photo });
};
export const removePhoto = (key: string): Promise<void> => db.photos.delete(key);
export const removeFiling = (id: string): Promise<void> =>
  db.transaction('rw', db.filings, db.photos, async () => {
    await db.photos.where({ filingId: id }).delete();
    await db.filings.delete(id);
  });

const requiredFacts = (form: Form): string[] =>
  form.family ? Object.entries(factFields[form.family]).flatMap(([name, field]) => (field.isRequired ? [name] : [])) : [];

export const enqueue = async (id: string): Promise<void> => {
  const filing = await db.filings.get(id);
  if (filing?.stage !== 'draft') return;
  await db.filings.put(freeze(filing, await photosOf(id), requiredFacts(filing.form), Date.now()));
  sendDue(filing.owner);
};
export const correct = async (filing: Filing): Promise<string> => {
  const open = reopened(filing, v7());
  await db.transaction('rw', db.filings, db.photos, async () => {
    await db.filings.delete(filing.id);
    await db.filings.put(open);
    if (open.id === filing.id) return;
    for (const photo of await photosOf(filing.id)) {
      await db.photos.delete(photo.key);
      await db.photos.put({ ...photo, key: `${open.id}.${photo.sha256}`, filingId: open.id });
    }
  });
  return open.id;
};
export const retryNow = async (filing: Filing): Promise<void> => {
  await db.filings.update(filing.id, { nextAt: 0 });
  sendDue(filing.owner);
};

async function sendOne(filing: Filing): Promise<void> {
  try {
    for (const photo of await photosOf(filing.id))
      if (!photo.isUploaded) {
        await attachPhoto(photo.sha256, photo.blob);
        await db.photos.update(photo.key, { isUploaded: 1 });
      }
    const report = await reportHazard(filing.body as Body as ReportHazard);
    await db.filings.put({
      ...filing,
      stage: 'sent',
      failure: undefined,
      sent: { number: report.number, kind: report.kind, at: Date.now(), ...(report.kind === 'incident' && { callNow: report.callNow }) },
    });
    await db.photos.where({ filingId: filing.id }).delete();
  } catch (error) {
    const { code, title, detail, isTemporary, status, retryAfterMs } =
      error instanceof Refused ? error : new Refused(0, 'offline', String(error), '');
    if (code === 'photo-missing') await db.photos.where({ filingId: filing.id }).modify({ isUploaded: 0 });
    await db.filings.put(
      failed(
        filing,
        { code, title, detail, isTemporary: isTemporary || status === 401 || code === 'photo-missing' },
        Date.now(),
        retryAfterMs,
      ),
    );
  }
}

let isSending = false;
const sendAll = async (owner: string): Promise<void> => {
  if (isSending || !navigator.onLine) return;
  isSending = true;
  try {
    for (;;) {
      const [next] = due(await db.filings.where({ owner, stage: 'unsent' }).toArray(), Date.now());
      if (!next) return;
      await sendOne(next);
    }
  } finally {
    isSending = false;
  }
};
export const sendDue = (owner: string): void =>
  void (navigator.locks
    ? navigator.locks.request('anju.outbox', { ifAvailable: true }, (lock) => (lock ? sendAll(owner) : undefined))
    : sendAll(owner));

/** Sends in the foreground: at once, when the network returns, when the page is shown, and every few seconds. */
export function useOutbox(owner: string): void {
  useEffect(() => {
    const now = (): void => sendDue(owner);
    now();
    const timer = setInterval(now, 2000);
    window.addEventListener('online', now);
    document.addEventListener('visibilitychange', now);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', now);
      document.removeEventListener('visibilitychange', now);
    };
  }, [owner]);
}

/** The result of a query over the outbox, and again whenever it changes, in whatever tab. */
export function useStored<T>(query: () => Promise<T>, deps: readonly unknown[]): T | undefined {
  const [value, setValue] = useState<T>();
  useEffect(() => {
    const subscription = liveQuery(query).subscribe({ next: setValue, error: () => setValue(undefined) });
    return () => subscription.unsubscribe();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, deps);
  return value;
}
export const useFilings = (owner: string): Filing[] | undefined =>
  useStored(async () => (await db.filings.orderBy('changedAt').reverse().toArray()).filter((filing) => filing.owner === owner), [owner]);
export const useFiling = (id: string | undefined): Filing | undefined => useStored(async () => (id ? db.filings.get(id) : undefined), [id]);
export const usePhotos = (id: string | undefined): StoredPhoto[] | undefined => useStored(async () => (id ? photosOf(id) : []), [id]);
export const useUnsentCount = (owner: string): number =>
  useStored(() => db.filings.where({ owner, stage: 'unsent' }).count(), [owner]) ?? 0;
export const useOnline = (): boolean => {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = (): void => setOnline(navigator.onLine);
    window.addEventListener('online', update);
    window.addEventListener('offline', update);
    return () => {
      window.removeEventListener('online', update);
      window.removeEventListener('offline', update);
    };
  }, []);
  return online;
};
