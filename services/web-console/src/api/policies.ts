/** What the console asks of every context that keeps rules: the same operations, each context its own documents. */
import { queryOptions } from '@tanstack/react-query';
import type { Context } from '@anju/contracts/event';
import type { PolicyPage, PolicyReading, PolicySummary } from '@anju/contracts/policies';
import type { ProposalPage, ProposalQuery, ProposePolicy, ReadProposal } from '@anju/contracts/policy-proposals';
import { pathOf, send } from './client.js';

export const ruleContexts = ['safety-hazards', 'enterprise-registry'] as const satisfies Context[];
export type RuleContext = (typeof ruleContexts)[number];
type Asked<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Every version of every document of a context; there are some dozens. */
export const rulesQuery = (context: RuleContext) =>
  queryOptions({
    queryKey: ['rules', context],
    queryFn: async ({ signal }) => {
      const found: PolicySummary[] = [];
      let cursor: string | undefined;
      do {
        const page: PolicyPage = await send(pathOf(context, 'policies'), { query: { limit: 200, cursor }, signal });
        found.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return found;
    },
  });
/** A version never changes; without one it is the highest, which does. */
export const ruleQuery = (context: RuleContext, id: string, version?: number) =>
  queryOptions({
    queryKey: ['rule', context, id, version],
    staleTime: version === undefined ? 0 : Infinity,
    queryFn: ({ signal }) => send<PolicyReading>(pathOf(context, `policies/${id}`), { query: { version }, signal }),
    placeholderData: undefined,
  });

export const listProposals = (context: RuleContext, query: Asked<ProposalQuery>, signal?: AbortSignal): Promise<ProposalPage> =>
  send(pathOf(context, 'policy-proposals'), { query, signal });
export const openProposalsQuery = (context: RuleContext) =>
  queryOptions({
    queryKey: ['proposals', context, 'open'],
    queryFn: async ({ signal }) => (await listProposals(context, { state: 'open', limit: 200 }, signal)).items,
  });
export const proposalQuery = (context: RuleContext, id: string) =>
  queryOptions({
    queryKey: ['proposal', context, id],
    queryFn: ({ signal }) => send<ReadProposal>(pathOf(context, `policy-proposals/${id}`), { signal }),
    placeholderData: undefined,
  });

export const proposePolicy = (context: RuleContext, body: ProposePolicy): Promise<ReadProposal> =>
  send(pathOf(context, 'policy-proposals'), { method: 'POST', body });
export type Decision = 'approve' | 'refuse' | 'withdraw';
export const decideProposal = (
  context: RuleContext,
  { id, version }: Pick<ReadProposal, 'id' | 'version'>,
  decision: Decision,
  body: object,
): Promise<ReadProposal> => send(pathOf(context, `policy-proposals/${id}/${decision}`), { method: 'POST', version, body });
