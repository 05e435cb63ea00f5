/**
 * The rules by which rules change. Two administrators are needed and the day on which a change begins lies ahead, also of
 * the moment of its approval and by a while: every process holds the rules in memory and looks for new ones each half
 * minute, so a document approved at the last second would begin at different moments in different processes.
 */
import { type Actor, personOf } from '@anju/access/actor';
import { dayOf } from '@anju/contracts/day';
import { difference } from '@anju/contracts/difference';
import { possibleFrom } from '@anju/contracts/operations';
import type { PolicyDocument, PolicyVersion } from '@anju/contracts/policies';
import { policyIdOf } from '@anju/contracts/policy-life';
import {
  type ApprovePolicy,
  type PolicyEvent,
  policyOperations,
  type PolicyProposal,
  type ProposePolicy,
  type ReadProposal,
  type RefusePolicy,
} from '@anju/contracts/policy-proposals';
import { problem } from '@anju/contracts/problems';
import { policyAt } from './lookup.js';

/** An approval comes at least this long before the first day. */
const leadMs = 10 * 60_000;

const refOf = ({ id, version }: PolicyVersion): PolicyVersion => ({ id, version });
export const latestOf = (documents: readonly PolicyDocument[], id: string): number =>
  Math.max(0, ...documents.filter((one) => one.id === id).map(({ version }) => version));

export function propose(input: ProposePolicy, by: Actor, at: string, documents: readonly PolicyDocument[]): PolicyEvent {
  const { id, basedOn, reason, ...rule } = input;
  if (!documents.some(({ kind }) => kind === rule.kind))
    throw problem('content-invalid', { errors: [{ pointer: '/kind', code: 'not-kept', message: 'this context keeps no such rules' }] });
  if (rule.validFrom <= dayOf(at)) throw problem('policy-not-ahead', { today: dayOf(at) });
  const policyId = policyIdOf(rule);
  const latest = latestOf(documents, policyId);
  if ((basedOn ?? 0) !== latest) throw problem('policy-moved-on', { policyId, version: latest });
  const wider = policyAt(documents, rule.kind, rule.jurisdiction ?? '', rule.validFrom);
  const comparedWith = basedOn === undefined ? wider && refOf(wider) : { id: policyId, version: basedOn };
  return {
    type: 'policy.proposed.v1',
    data: {
      id,
      version: 1,
      state: 'PROPOSED',
      ...(basedOn !== undefined && { basedOn }),
      ...(comparedWith && { comparedWith }),
      reason,
      proposedBy: personOf(by),
      proposedAt: at,
      document: { ...rule, id: policyId, version: latest + 1 } as PolicyDocument,
    },
  };
}

function mustWait({ state }: PolicyProposal, by: Actor): void {
  if (state === 'PROPOSED') return;
  throw problem('not-in-this-state', { state, possible: by.role === 'platform' ? [] : possibleFrom(policyOperations, state, by.role) });
}
/** The one who decides is not the one who proposed, whatever role the account has by now. */
function mustBeAnother({ proposedBy }: PolicyProposal, by: Actor): void {
  if (proposedBy.sub === by.sub) throw problem('not-yours-to-do', { proposedBy: proposedBy.name });
}

/** `latest`: the highest version that is approved at this moment. */
export function approve(proposal: PolicyProposal, { note }: ApprovePolicy, by: Actor, at: string, latest: number): PolicyEvent {
  mustBeAnother(proposal, by);
  mustWait(proposal, by);
  const { document, basedOn = 0, reason } = proposal;
  if (basedOn !== latest) throw problem('policy-moved-on', { policyId: document.id, version: latest });
  if (dayOf(new Date(Date.parse(at) + leadMs)) >= document.validFrom)
    throw problem('policy-day-has-come', { validFrom: document.validFrom });
  return { type: 'policy.approved.v1', data: { by: personOf(by), at, document, reason, ...(note !== undefined && { note }) } };
}

export function refuse(proposal: PolicyProposal, { reason }: RefusePolicy, by: Actor, at: string): PolicyEvent {
  mustBeAnother(proposal, by);
  mustWait(proposal, by);
  return { type: 'policy.refused.v1', data: { by: personOf(by), at, document: refOf(proposal.document), reason } };
}

export function withdraw(proposal: PolicyProposal, by: Actor, at: string): PolicyEvent {
  if (proposal.proposedBy.sub !== by.sub) throw problem('not-yours-to-do', { proposedBy: proposal.proposedBy.name });
  mustWait(proposal, by);
  return { type: 'policy.withdrawn.v1', data: { by: personOf(by), at, document: refOf(proposal.document) } };
}

export function evolve(proposal: PolicyProposal | undefined, event: PolicyEvent, version: number): PolicyProposal {
  if (event.type === 'policy.proposed.v1') return { ...event.data, version };
  if (!proposal) throw new Error(`${event.type} before it was proposed`);
  const { by, at } = event.data;
  switch (event.type) {
    case 'policy.approved.v1': {
      const { note } = event.data;
      return { ...proposal, version, state: 'APPROVED', decision: { by, at, ...(note !== undefined && { note }) } };
    }
    case 'policy.refused.v1':
      return { ...proposal, version, state: 'REFUSED', decision: { by, at, note: event.data.reason } };
    case 'policy.withdrawn.v1':
      return { ...proposal, version, state: 'WITHDRAWN', decision: { by, at } };
  }
}

/** As it was recorded when it was proposed, whatever happened since. */
export const atFirst = ({ decision: _, ...proposal }: PolicyProposal): PolicyProposal => ({ ...proposal, version: 1, state: 'PROPOSED' });

const shown = ({ id: _, version: _v, kind: _k, ...rule }: PolicyDocument) => rule;
/** With what it would change, compared with the version it is based on or else with what decides at the place without it. */
export function readingOf(proposal: PolicyProposal, documents: readonly PolicyDocument[]): ReadProposal {
  const { document, comparedWith } = proposal;
  const before = documents.find(({ id, version }) => id === comparedWith?.id && version === comparedWith.version);
  return { ...proposal, difference: difference(before ? shown(before) : {}, shown(document)) };
}
