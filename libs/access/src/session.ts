/**
 * The second lock: what a transaction tells PostgreSQL about who is asking, for the row-level security policies. The
 * variables are local to the transaction, so no pooled connection ever carries one person's scope to the next. A variable
 * that does not apply is sent empty, which the policies read as no rows; administrators have divisions of their own
 * kind, because they may look after people and audit of a place but never see its cases.
 */
import type { EntityManager, TransactionOptions } from '@mikro-orm/postgresql';
import { isAdministrator, type Actor } from './actor.js';

export interface SessionVariables extends Record<string, string> {
  'app.divs': string;
  'app.admin_divs': string;
  'app.enterprise': string;
  'app.department': string;
  'app.sub': string;
}

export const sessionOf = (actor: Actor): SessionVariables => {
  const divisions = actor.divisions.join(',');
  return {
    'app.divs': isAdministrator(actor) || actor.role === 'enterprise-manager' ? '' : divisions,
    'app.admin_divs': isAdministrator(actor) ? divisions : '',
    'app.enterprise': actor.role === 'enterprise-manager' ? (actor.enterpriseId ?? '') : '',
    'app.department': actor.role === 'department-officer' ? (actor.department ?? '') : '',
    'app.sub': actor.sub,
  };
};

/** One transaction under the actor's scope. */
export const within = <T>(
  em: EntityManager,
  actor: Actor,
  work: (em: EntityManager) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> => em.fork({ session: { variables: sessionOf(actor) } }).transactional((inner) => work(inner as EntityManager), options);
