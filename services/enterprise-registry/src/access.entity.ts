/**
 * One row per revocation: the authz version from which a person's tokens are good again. Rows never change, so the row is
 * also the answer to a repeated request.
 */
import type { AccessVersion } from '@anju/contracts/registry';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';

export const AccessVersionRow = defineEntity({
  name: 'AccessVersionRow',
  tableName: 'access_versions',
  properties: {
    id: p.uuid().primary(),
    sub: p.text(),
    authzVersion: p.integer(),
    access: p.json<AccessVersion>(),
    contentHash: p.text(),
  },
});
export type AccessVersionRow = InferEntity<typeof AccessVersionRow>;
