/**
 * Whose duty and credit it is. A branch (分公司) has a credit code of its own but is no legal person: what it does falls to
 * the firm whose accepted filing bears the code that it names as its parent's (domain.md §1.1). Where none is filed, the
 * branch stands for itself, for a duty without anybody would be lost.
 */
import type { LegalPerson } from '@anju/contracts/registry';
import type { Ask } from './reader.service.js';

const sql = `select coalesce(p.id, e.id) as id, coalesce(p.name, e.name) as name from enterprises e
  left join enterprises p on p.uscc = e.parent_uscc and p.status = 'ACCEPTED' where e.id = ?`;

export async function legalPersonOf(ask: Ask, enterpriseId: string): Promise<LegalPerson> {
  const [found] = await ask<LegalPerson>(sql, [enterpriseId]);
  return { id: found!.id, name: found!.name };
}
