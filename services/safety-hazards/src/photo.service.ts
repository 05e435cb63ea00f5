/**
 * Photos come first and by their hash; a report then names them. The same bytes sent again are the same photo. Whoever may
 * see a case may see its photos, and whoever brought one may see it before any case names it.
 */
import type { Actor } from '@anju/access/actor';
import { within } from '@anju/access/session';
import { dayOf } from '@anju/contracts/day';
import type { Photo } from '@anju/contracts/hazard-records';
import { problem } from '@anju/contracts/problems';
import { Clock } from '@anju/events/clock';
import { Policies } from '@anju/policy/store';
import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { PhotoRow } from './photo.entity.js';
import type { PhotoStore } from './photo-store.js';

export const PHOTO_STORE = Symbol('PHOTO_STORE');

/** What the first bytes say that it is; a name or header is not believed. */
const magic: readonly [mediaType: string, test: (bytes: Buffer) => boolean][] = [
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/png', (bytes) => bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))],
  ['image/webp', (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'],
];

@Injectable()
export class Photos {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly policies: Policies,
    @Inject(PHOTO_STORE) private readonly store: PhotoStore,
  ) {}

  async attach(sha256: string, bytes: Buffer, by: Actor): Promise<Photo> {
    const limits = this.policies.at('photo-limits', by.divisions[0] ?? '', dayOf(this.clock.now())).content;
    if (bytes.length > limits.maxBytes) throw problem('payload-too-large', { maxBytes: limits.maxBytes });
    const mediaType = magic.find(([, test]) => test(bytes))?.[0];
    if (!mediaType || !limits.mediaTypes.includes(mediaType)) throw problem('media-type-unsupported', { mediaTypes: limits.mediaTypes });
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw problem('photo-hash-mismatch');
    await this.store.keep(sha256, bytes);
    await within(this.em, by, (em) =>
      em.upsert(
        PhotoRow,
        { sha256, mediaType, bytes: bytes.length, uploadedBy: by.sub, uploadedAt: this.clock.now() },
        { onConflictAction: 'ignore' },
      ),
    );
    return { sha256, mediaType, bytes: bytes.length };
  }

  /** The photos that a request names, with what is known of them; all of them must have been taken in. */
  async known(refs: readonly { sha256: string; takenAt?: string | undefined; caption?: string | undefined }[]): Promise<Photo[]> {
    if (refs.length === 0) return [];
    const rows = await this.em.fork().find(PhotoRow, { sha256: { $in: refs.map(({ sha256 }) => sha256) } });
    const missing = refs.filter(({ sha256 }) => !rows.some((row) => row.sha256 === sha256)).map(({ sha256 }) => sha256);
    if (missing.length > 0) throw problem('photo-missing', { missing });
    return refs.map((ref) => {
      const { mediaType, bytes } = rows.find((row) => row.sha256 === ref.sha256)!;
      return { ...ref, mediaType, bytes };
    });
  }

  /** The index on photos is read by a function, since no policy lets a comparison of arrays into one; the policy then decides on each case. */
  async read(sha256: string, by: Actor): Promise<{ photo: PhotoRow; bytes: Readable }> {
    const rows = await within(this.em, by, (em) =>
      em
        .getConnection()
        .execute<{ seen: boolean }[]>(
          `select exists (select 1 from hazards where id in (select hazards_with_photo(?))) or exists (select 1 from photos where sha256 = ? and uploaded_by = ?) as seen`,
          [sha256, sha256, by.sub],
          'all',
          em.getTransactionContext(),
        ),
    );
    const photo = rows[0]?.seen ? await this.em.fork().findOne(PhotoRow, { sha256 }) : null;
    const bytes = photo && this.store.read(sha256);
    if (!photo || !bytes) throw problem('not-found');
    return { photo, bytes };
  }
}
