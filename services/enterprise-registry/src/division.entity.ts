/** The table of divisions: imported, dated, with its source. The service keeps all of it in memory as well. */
import type { Division } from '@anju/contracts/divisions';
import { defineEntity, p, type InferEntity } from '@mikro-orm/postgresql';

export const DivisionRow = defineEntity({
  name: 'DivisionRow',
  tableName: 'divisions',
  properties: {
    code: p.text().primary(),
    version: p.integer(),
    name: p.text(),
    level: p.text().$type<Division['level']>(),
    parent: p.text().nullable(),
    isPseudo: p.boolean(),
    validFrom: p.string().columnType('date'),
    validTo: p.string().columnType('date').nullable(),
    source: p.text(),
  },
});
export type DivisionRow = InferEntity<typeof DivisionRow>;
