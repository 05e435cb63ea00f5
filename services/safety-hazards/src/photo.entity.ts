/** Photos that were taken in: what is known of the bytes, and who brought them. The bytes lie in the store, by their hash. */
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';

export const PhotoRow = defineEntity({
  name: 'PhotoRow',
  tableName: 'photos',
  properties: { sha256: p.text().primary(), mediaType: p.text(), bytes: p.integer(), uploadedBy: p.text(), uploadedAt: p.datetime() },
});
export type PhotoRow = InferEntity<typeof PhotoRow>;
