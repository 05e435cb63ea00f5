/** What a service adds to its lists to keep rules of its own: providers and tables; the controller stands beside them. */
import type { Context } from '@anju/contracts/event';
import type { Provider } from '@nestjs/common';
import { PolicyRow } from './policy.entity.js';
import { PolicyProposalRow } from './policy-proposal.entity.js';
import { PolicyProposalQueries } from './policy-proposal.queries.js';
import { PolicyProposals } from './policy-proposal.service.js';
import { POLICY_CONTEXT, Policies } from './store.js';

export const policyEntities = [PolicyRow, PolicyProposalRow];
/** Needs Clock, Wake and EntityManager in the same module. */
export const policyProviders = (context: Context): Provider[] => [
  { provide: POLICY_CONTEXT, useValue: context },
  Policies,
  PolicyProposalQueries,
  PolicyProposals,
];
