/** Every page is a link, and every filter is part of it. Pages are loaded when they are first opened. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { z } from 'zod';
import { HazardClass, HazardState, RiskLevel } from '@anju/contracts/hazards';
import { HazardFamily, PolicyKind } from '@anju/contracts/policies';
import { DivisionCode } from '@anju/contracts/place';
import { ruleContexts } from './api/policies.js';
import { Shell } from './layout/shell.js';
import { Crashed, NotFound } from './layout/not-found.js';
import { deskLists, orderNames } from './pages/desk/filter.js';
import { Home } from './layout/home.js';
import { workLists } from './pages/work-lists.js';

const optional = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);
/** Search parameters come from people and old links; what is not understood is left out. */
const code = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), DivisionCode);
const word = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string().max(60));
export const DeskSearch = z.object({
  class: optional(HazardClass),
  risk: optional(RiskLevel),
  family: optional(HazardFamily),
  overdue: optional(z.boolean()),
  division: optional(code),
  q: optional(word),
  sort: optional(z.enum(orderNames)),
  list: optional(z.enum(deskLists)),
  id: optional(z.uuid()),
});
export type DeskSearch = z.infer<typeof DeskSearch>;
const WorkSearch = z.object({
  list: optional(z.enum(workLists)),
  state: optional(z.union([HazardState, z.literal('open'), z.literal('any')])),
  q: optional(word),
});
const FileSearch = z.object({ draft: optional(z.uuid()), compound: optional(z.uuid()) });
const RegistrySearch = z.object({ kind: optional(z.enum(['compounds', 'enterprises'])), q: optional(word), division: optional(code) });
const FilingSearch = z.object({ tab: optional(z.enum(['queue', 'new', 'done'])) });
const AuditSearch = z.object({
  tab: optional(z.enum(['events', 'records'])),
  type: optional(z.string().max(80)),
  aggregateId: optional(z.uuid()),
  division: optional(code),
});
const PermitSearch = z.object({ state: optional(z.enum(['in-force', 'any'])) });
const DutyReportSearch = z.object({ late: optional(z.boolean()), id: optional(z.uuid()) });
const AboutHazard = z.object({ hazard: optional(z.uuid()) });
const RulesSearch = z.object({
  tab: optional(z.enum(['documents', 'proposals'])),
  kind: optional(PolicyKind),
  division: optional(code),
  on: optional(z.iso.date()),
});
const VersionSearch = z.object({ version: optional(z.number().int().min(1)) });
const RuleParams = z.object({ context: z.enum(ruleContexts), id: z.string() });
type RuleParams = z.infer<typeof RuleParams>;
const ruleParams = {
  parse: (params: Record<'context' | 'id', string>): RuleParams => {
    const read = RuleParams.safeParse(params);
    if (!read.success) throw notFound();
    return read.data;
  },
  stringify: ({ context, id }: RuleParams) => ({ context, id }),
};
const TerritorySearch = z.object({ division: optional(code) });
const AsOf = z.object({ on: optional(z.iso.date()) });

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Crashed });
const page = { getParentRoute: () => root };
const routes = [
  createRoute({ ...page, path: '/', component: Home }),
  createRoute({
    ...page,
    path: '/desk',
    validateSearch: DeskSearch,
    component: lazyRouteComponent(() => import('./pages/desk/desk.js'), 'Desk'),
  }),
  createRoute({
    ...page,
    path: '/work',
    validateSearch: WorkSearch,
    component: lazyRouteComponent(() => import('./pages/work.js'), 'Work'),
  }),
  createRoute({ ...page, path: '/board', component: lazyRouteComponent(() => import('./pages/board/board.js'), 'BoardPage') }),
  createRoute({
    ...page,
    path: '/territory',
    validateSearch: TerritorySearch,
    component: lazyRouteComponent(() => import('./pages/board/territory.js'), 'TerritoryPage'),
  }),
  createRoute({
    ...page,
    path: '/file',
    validateSearch: FileSearch,
    component: lazyRouteComponent(() => import('./pages/file/file.js'), 'File'),
  }),
  createRoute({ ...page, path: '/mine', component: lazyRouteComponent(() => import('./pages/mine.js'), 'Mine') }),
  createRoute({ ...page, path: '/hazards/$id', component: lazyRouteComponent(() => import('./pages/hazard.js'), 'HazardPage') }),
  createRoute({
    ...page,
    path: '/permits',
    validateSearch: PermitSearch,
    component: lazyRouteComponent(() => import('./pages/permits/permits.js'), 'Permits'),
  }),
  createRoute({ ...page, path: '/permits/new', component: lazyRouteComponent(() => import('./pages/permits/new-permit.js'), 'NewPermit') }),
  createRoute({ ...page, path: '/permits/$id', component: lazyRouteComponent(() => import('./pages/permits/permit.js'), 'PermitPage') }),
  createRoute({
    ...page,
    path: '/duty-reports',
    validateSearch: DutyReportSearch,
    component: lazyRouteComponent(() => import('./pages/duty-reports/duty-reports.js'), 'DutyReports'),
  }),
  createRoute({
    ...page,
    path: '/duty-reports/new',
    validateSearch: AboutHazard,
    component: lazyRouteComponent(() => import('./pages/duty-reports/new-report.js'), 'NewReport'),
  }),
  createRoute({
    ...page,
    path: '/registry',
    validateSearch: RegistrySearch,
    component: lazyRouteComponent(() => import('./pages/registry.js'), 'Registry'),
  }),
  createRoute({
    ...page,
    path: '/compounds/$id',
    validateSearch: AsOf,
    component: lazyRouteComponent(() => import('./pages/compound.js'), 'CompoundPage'),
  }),
  createRoute({
    ...page,
    path: '/enterprises/$id',
    validateSearch: AsOf,
    component: lazyRouteComponent(() => import('./pages/enterprise.js'), 'EnterprisePage'),
  }),
  createRoute({
    ...page,
    path: '/filings',
    validateSearch: FilingSearch,
    component: lazyRouteComponent(() => import('./pages/filings.js'), 'Filings'),
  }),
  createRoute({
    ...page,
    path: '/audit',
    validateSearch: AuditSearch,
    component: lazyRouteComponent(() => import('./pages/audit.js'), 'Audit'),
  }),
  createRoute({
    ...page,
    path: '/rules',
    validateSearch: RulesSearch,
    component: lazyRouteComponent(() => import('./pages/rules/rules.js'), 'Rules'),
  }),
  createRoute({
    ...page,
    path: '/rules/$context/$id',
    params: ruleParams,
    validateSearch: VersionSearch,
    component: lazyRouteComponent(() => import('./pages/rules/document.js'), 'RuleDocument'),
  }),
  createRoute({
    ...page,
    path: '/rules/$context/$id/propose',
    params: ruleParams,
    component: lazyRouteComponent(() => import('./pages/rules/propose.js'), 'ProposePage'),
  }),
  createRoute({
    ...page,
    path: '/proposals/$context/$id',
    params: ruleParams,
    component: lazyRouteComponent(() => import('./pages/rules/proposal.js'), 'ProposalPage'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  scrollRestoration: true,
});
declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
