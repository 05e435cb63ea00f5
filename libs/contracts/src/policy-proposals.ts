/**
 * How a rule changes: one administrator proposes a whole document and why, another one approves it, and it holds from its
 * first day on. That day lies ahead at both moments, so no proposal can change the past, and the version it is based on is
 * named, so that nobody approves over a version that the proposer had not seen. A proposal is an aggregate of its own, whose
 * events are called after what they do to the rule; a rule that a service brings along is approved without being proposed.
 */
import { z } from 'zod';
import { Person } from './actors.js';
import { Change } from './difference.js';
import { type Context, event, type FactOf } from './event.js';
import { exampleIds } from './examples.js';
import { exampleOf, type Operations } from './operations.js';
import { DivisionCode } from './place.js';
import { PolicyDocument, PolicyKind, type PolicyOf, PolicySummary, PolicyVersion } from './policies.js';
import { type Flaw, flawsOf } from './policy-life.js';
import { Day, Id, Instant, named, NewId, pageOf, pageQuery, text } from './schema.js';

const wording = (max: number) => z.strictObject({ zh: text(max), en: text(max) });
const version = z.number().int().min(1);

const request = {
  id: NewId,
  jurisdiction: DivisionCode.optional(),
  validFrom: Day,
  validTo: Day.optional(),
  title: wording(200),
  basis: wording(1000),
  /** The version that was changed; absent where the place has no document of this kind yet. */
  basedOn: version.optional(),
  reason: text(500),
};
/** A whole document, but for its id and version, which follow from its kind, its place and what there is. */
export type ProposePolicy = {
  [K in PolicyKind]: Omit<PolicyOf<K>, 'id' | 'version'> & { id: string; basedOn?: number | undefined; reason: string };
}[PolicyKind];
export type ProposalFlaw = Flaw['flaw'] | 'before-first-day' | 'outside-its-year';
const requests = PolicyDocument.options.map(({ shape: { kind, content } }) => z.strictObject({ ...request, kind, content }));
export const ProposePolicy = named(
  'ProposePolicy',
  z.discriminatedUnion('kind', requests as never).superRefine((input: unknown, context) => {
    const { validFrom, validTo, kind, content } = input as ProposePolicy;
    const refuse = (path: (string | number)[], flaw: ProposalFlaw, message: string) =>
      context.addIssue({ code: 'custom', path, message, params: { flaw } });
    if (validTo !== undefined && validTo < validFrom) refuse(['validTo'], 'before-first-day', 'is before the first day');
    for (const { path, flaw, message } of flawsOf({ kind, content })) refuse(['content', ...path], flaw, message);
    if (kind === 'holidays' && (validFrom.slice(0, 4) !== `${content.year}` || validTo?.slice(0, 4) !== `${content.year}`))
      refuse(['validTo'], 'outside-its-year', 'a calendar holds within its year');
  }) as unknown as z.ZodType<ProposePolicy, ProposePolicy>,
);
export const ApprovePolicy = named('ApprovePolicy', z.strictObject({ note: text(500).optional() }));
export type ApprovePolicy = z.infer<typeof ApprovePolicy>;
export const RefusePolicy = named('RefusePolicy', z.strictObject({ reason: text(500) }));
export type RefusePolicy = z.infer<typeof RefusePolicy>;
export const WithdrawPolicy = named('WithdrawPolicy', z.strictObject({}));
export type WithdrawPolicy = z.infer<typeof WithdrawPolicy>;

export const ProposalState = z.enum(['PROPOSED', 'APPROVED', 'REFUSED', 'WITHDRAWN']);
export type ProposalState = z.infer<typeof ProposalState>;
const proposal = {
  id: Id,
  version,
  state: ProposalState,
  basedOn: version.optional(),
  /** What `difference` compares with: the version it is based on, else what decides at the place without it. */
  comparedWith: PolicyVersion.optional(),
  reason: z.string(),
  proposedBy: Person,
  proposedAt: Instant,
  decision: z.object({ by: Person, at: Instant, note: z.string().optional() }).optional(),
};
export const PolicyProposal = named('PolicyProposal', z.object({ ...proposal, document: PolicyDocument }));
export type PolicyProposal = z.infer<typeof PolicyProposal>;
/** As it is read: with what it would change. */
export const ReadProposal = named('ReadProposal', z.object({ ...proposal, document: PolicyDocument, difference: z.array(Change) }));
export type ReadProposal = z.infer<typeof ReadProposal>;
/** Without the content, as lists show it. */
export const ProposalSummary = named('ProposalSummary', z.object({ ...proposal, document: PolicySummary }));
export type ProposalSummary = z.infer<typeof ProposalSummary>;
export const ProposalPage = pageOf('ProposalPage', ProposalSummary);
export type ProposalPage = z.infer<typeof ProposalPage>;
/** The newest first. */
export const ProposalQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(['open', 'decided']).optional(),
  kind: PolicyKind.optional(),
  /** Of one document. */
  policyId: z.string().max(80).optional(),
});
export type ProposalQuery = z.infer<typeof ProposalQuery>;

const decided = { by: Person, at: Instant };
/** A rule was approved; carries the whole document, so that the event is also the audit record of the change. */
export const PolicyApproved = named(
  'PolicyApproved',
  z.object({ ...decided, document: PolicyDocument, reason: z.string().optional(), note: z.string().optional() }),
);
export const PolicyRefused = named('PolicyRefused', z.object({ ...decided, document: PolicyVersion, reason: z.string() }));
export const PolicyWithdrawn = named('PolicyWithdrawn', z.object({ ...decided, document: PolicyVersion }));

/** Every context that keeps rules announces its own: `policyApproved('safety-hazards')`. */
export const policyProposed = (context: Context) =>
  event(context, 'policy.proposed.v1', 'A change of a rule document was proposed and waits for approval.', PolicyProposal);
export const policyApproved = (context: Context) =>
  event(context, 'policy.approved.v1', 'A rule document was approved and holds from its first day on.', PolicyApproved);
export const policyRefused = (context: Context) =>
  event(context, 'policy.refused.v1', 'A proposed rule document was refused.', PolicyRefused);
export const policyWithdrawn = (context: Context) =>
  event(context, 'policy.withdrawn.v1', 'A proposed rule document was withdrawn by its proposer.', PolicyWithdrawn);
export const policyEvents = (context: Context) => [
  policyProposed(context),
  policyApproved(context),
  policyRefused(context),
  policyWithdrawn(context),
];
export type PolicyEvent = FactOf<ReturnType<typeof policyEvents>[number]>;

/** The same in every context that keeps rules. */
export const policyOperations = {
  proposePolicy: {
    kind: 'create',
    roles: ['system-admin'],
    summary: { zh: '提出规则修改', en: 'Propose a change of a rule' },
    problems: ['already-filed-differently', 'policy-not-ahead', 'policy-moved-on', 'policy-already-proposed'],
    to: ['PROPOSED'],
    events: ['policy.proposed.v1'],
    example: exampleOf(ProposePolicy, {
      id: exampleIds.filing,
      kind: 'working-time',
      jurisdiction: '310199',
      validFrom: '2035-01-01',
      title: { zh: '工作时间（示例）', en: 'Working hours (example)' },
      basis: { zh: '示例配置，非当地规定', en: 'Example profile, not a rule of the place' },
      content: {
        hours: [
          ['09:00', '12:00'],
          ['13:00', '18:00'],
        ],
        weekdays: [1, 2, 3, 4, 5],
      },
      reason: '与政务服务窗口的开放时间一致。',
    }),
  },
  approvePolicy: {
    kind: 'change',
    roles: ['security-admin'],
    summary: { zh: '批准规则修改', en: 'Approve a proposed rule' },
    problems: ['policy-moved-on', 'policy-day-has-come'],
    from: ['PROPOSED'],
    to: ['APPROVED'],
    events: ['policy.approved.v1'],
    example: exampleOf(ApprovePolicy, { note: '已与业务部门核对。' }),
  },
  refusePolicy: {
    kind: 'change',
    roles: ['security-admin'],
    summary: { zh: '不予批准', en: 'Refuse a proposed rule' },
    from: ['PROPOSED'],
    to: ['REFUSED'],
    events: ['policy.refused.v1'],
    example: exampleOf(RefusePolicy, { reason: '依据条款有误，请核对后重新提出。' }),
  },
  withdrawPolicy: {
    kind: 'change',
    roles: ['system-admin'],
    summary: { zh: '撤回规则修改', en: 'Withdraw a proposed rule' },
    from: ['PROPOSED'],
    to: ['WITHDRAWN'],
    events: ['policy.withdrawn.v1'],
    example: exampleOf(WithdrawPolicy, {}),
  },
  listPolicies: {
    roles: 'everyone',
    kind: 'read',
    summary: { zh: '规则列表', en: 'List the rules, or those that decide at a place on a day' },
    example: { kind: 'working-time', division: '310115005', limit: 20 },
  },
  readPolicy: {
    roles: 'everyone',
    kind: 'read',
    summary: { zh: '查看一份规则', en: 'Read one rule document' },
    example: { version: 1 },
  },
  listPolicyProposals: {
    roles: 'everyone',
    kind: 'read',
    summary: { zh: '规则修改列表', en: 'List proposed changes of rules, the newest first' },
    example: { state: 'open', limit: 20 },
  },
  readPolicyProposal: {
    roles: 'everyone',
    kind: 'read',
    summary: { zh: '查看一份规则修改', en: 'Read a proposed change and what it differs in' },
  },
} as const satisfies Operations;
export type PolicyOperation = keyof typeof policyOperations;
