/** The authz version from which a person's tokens are good again. */
import { defineEntity, p } from '@mikro-orm/postgresql';

export const AccessCopy = defineEntity({
  name: 'AccessCopy',
  tableName: 'access_versions',
  properties: { sub: p.text().primary(), authzVersion: p.integer() },
});
