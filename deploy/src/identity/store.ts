/**
 * Sessions, grants and refresh tokens in one small file, so that the death of this process logs nobody out. Every change
 * is appended as a line before it is answered; a line cut short by a kill is skipped, and the file is rewritten from what
 * lives when it is opened and whenever most of it is history.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  value: AdapterPayload;
  until: number;
}

export class Store {
  private readonly entries = new Map<string, Entry>();
  private lines = 0;

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
      try {
        const [key, value, until] = JSON.parse(line) as [string, AdapterPayload | null, number];
        if (value) this.entries.set(key, { value, until });
        else this.entries.delete(key);
      } catch {
        continue;
      }
    }
    this.rewrite();
  }

  get(key: string): AdapterPayload | undefined {
    const entry = this.entries.get(key);
    if (entry && entry.until <= Date.now()) this.delete(key);
    return entry && entry.until > Date.now() ? entry.value : undefined;
  }

  find(key: (name: string) => boolean, fits: (value: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [name, { value, until }] of this.entries) if (key(name) && until > Date.now() && fits(value)) return value;
    return undefined;
  }

  set(key: string, value: AdapterPayload, expiresInS?: number): void {
    const until = expiresInS ? Date.now() + expiresInS * 1000 : Number.MAX_SAFE_INTEGER;
    this.entries.set(key, { value, until });
    this.append([key, value, until]);
  }

  /** Changes a value and keeps its end. */
  amend(key: string, change: Partial<AdapterPayload>): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.value = { ...entry.value, ...change };
    this.append([key, entry.value, entry.until]);
  }

  delete(key: string): void {
    if (this.entries.delete(key)) this.append([key, null, 0]);
  }

  deleteWhere(fits: (value: AdapterPayload) => boolean): void {
    for (const [key, { value }] of [...this.entries]) if (fits(value)) this.delete(key);
  }

  private append(line: unknown[]): void {
    if (++this.lines > 1_000 + 4 * this.entries.size) this.rewrite();
    else appendFileSync(this.file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }

  private rewrite(): void {
    for (const [key, { until }] of this.entries) if (until <= Date.now()) this.entries.delete(key);
    const text = [...this.entries].map(([key, { value, until }]) => `${JSON.stringify([key, value, until])}\n`).join('');
    writeFileSync(`${this.file}.new`, text, { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
    this.lines = this.entries.size;
  }
}

/** The store as oidc-provider wants it: one adapter per kind of thing. */
export const adapterOver =
  (store: Store) =>
  (kind: string): Adapter => {
    const key = (id: string): string => `${kind}:${id}`;
    const ofKind = (name: string): boolean => name.startsWith(`${kind}:`);
    return {
      upsert: async (id, payload, expiresIn) => store.set(key(id), payload, expiresIn),
      find: async (id) => store.get(key(id)),
      findByUid: async (uid) => store.find(ofKind, (value) => value.uid === uid),
      findByUserCode: async (userCode) => store.find(ofKind, (value) => value.userCode === userCode),
      consume: async (id) => store.amend(key(id), { consumed: Math.floor(Date.now() / 1000) }),
      destroy: async (id) => store.delete(key(id)),
      revokeByGrantId: async (grantId) => store.deleteWhere((value) => value.grantId === grantId),
    };
  };
