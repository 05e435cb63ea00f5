/** What may be asked of the registry, by whom, with an example that the demo city accepts. */
import { caseRoles, type Role } from './actors.js';
import { exampleIds, exampleUsccs } from './examples.js';
import { exampleOf, type Operations } from './operations.js';
import { policyOperations } from './policy-proposals.js';
import {
  AcceptFiling,
  ChangeCompound,
  ConcludeContract,
  EndContract,
  FileEnterprise,
  RegisterCompound,
  ReturnFiling,
  RevokeAccess,
} from './registry.js';

const cases: readonly Role[] = caseRoles;

export const registryOperations = {
  fileEnterprise: {
    kind: 'create',
    roles: ['registrar', 'enterprise-manager'],
    summary: { zh: '企业备案', en: 'File an enterprise' },
    problems: [
      'already-filed-differently',
      'uscc-malformed',
      'uscc-check-failed',
      'uscc-already-filed',
      'division-unknown',
      'out-of-scope',
    ],
    to: ['FILED'],
    events: ['enterprise.filed.v1'],
    example: exampleOf(FileEnterprise, {
      id: exampleIds.filing,
      name: '示例安和物业服务有限公司',
      uscc: exampleUsccs.unfiled,
      division: '310115',
      contacts: { manager: '周安', phone: '021-50000000' },
    }),
  },
  acceptFiling: {
    kind: 'change',
    roles: ['registrar'],
    summary: { zh: '备案通过', en: 'Accept a filing' },
    from: ['FILED'],
    to: ['ACCEPTED'],
    events: ['enterprise.filing-accepted.v1'],
    example: exampleOf(AcceptFiling, {}),
  },
  returnFiling: {
    kind: 'change',
    roles: ['registrar'],
    summary: { zh: '备案退回', en: 'Return a filing' },
    from: ['FILED'],
    to: ['RETURNED'],
    events: ['enterprise.filing-returned.v1'],
    example: exampleOf(ReturnFiling, { reason: '缺少项目负责人登记表。' }),
  },
  registerCompound: {
    kind: 'create',
    roles: ['registrar'],
    summary: { zh: '登记小区', en: 'Register a compound' },
    problems: ['already-filed-differently', 'division-unknown', 'out-of-scope'],
    events: ['compound.registered.v1'],
    example: exampleOf(RegisterCompound, {
      id: exampleIds.filing,
      division: '310115005',
      name: '示例云栖苑',
      aliases: ['云栖花园'],
      point: { lng: 121.507, lat: 31.236, crs: 'WGS84' },
      households: 860,
      buildings: 12,
      builtYear: 2004,
      type: 'commodity',
    }),
  },
  changeCompound: {
    kind: 'change',
    roles: ['registrar'],
    summary: { zh: '变更小区登记', en: 'Change a compound' },
    events: ['compound.changed.v1'],
    example: exampleOf(ChangeCompound, { households: 861, reason: '核对户数。' }),
  },
  concludeContract: {
    kind: 'create',
    roles: ['registrar'],
    summary: { zh: '登记服务合同', en: 'Record a service contract' },
    problems: [
      'already-filed-differently',
      'place-unknown',
      'enterprise-unknown',
      'filing-not-accepted',
      'contract-overlaps',
      'out-of-scope',
    ],
    events: ['contract.concluded.v1'],
    example: exampleOf(ConcludeContract, {
      id: exampleIds.filing,
      compoundId: exampleIds.orphanCompound,
      enterpriseId: exampleIds.enterprise,
      startsOn: '2026-12-01',
      endsOn: '2028-11-30',
      promisedStar: 3,
      feePerSqm: 1.85,
    }),
  },
  endContract: {
    kind: 'change',
    roles: ['registrar'],
    summary: { zh: '终止服务合同', en: 'End a contract before its term' },
    problems: ['contract-ended', 'content-invalid'],
    events: ['contract.ended.v1'],
    example: exampleOf(EndContract, { endedOn: '2026-12-31', reason: '双方协商解除。' }),
  },
  revokeAccess: {
    kind: 'create',
    roles: ['security-admin'],
    summary: { zh: '收回权限', en: 'Revoke access' },
    problems: ['already-filed-differently'],
    events: ['access.revoked.v1'],
    example: exampleOf(RevokeAccess, { id: exampleIds.filing, sub: 'nobody', reason: '调离岗位。' }),
  },
  responsibleOn: {
    kind: 'read',
    roles: cases,
    summary: { zh: '某日由谁负责', en: 'Who was responsible on a day' },
    example: { compoundId: exampleIds.compound, on: '2026-11-24' },
  },
  searchRegistry: { kind: 'read', roles: cases, summary: { zh: '查找小区、企业、区划', en: 'Search the registry' }, example: { q: 'yx' } },
  listCompounds: { kind: 'read', roles: cases, summary: { zh: '小区列表', en: 'List compounds' } },
  readCompound: { kind: 'read', roles: cases, summary: { zh: '小区档案', en: 'Read a compound' } },
  listEnterprises: { kind: 'read', roles: 'everyone', summary: { zh: '企业列表', en: 'List enterprises' } },
  readEnterprise: { kind: 'read', roles: 'everyone', summary: { zh: '企业档案', en: 'Read an enterprise' } },
  listDivisions: { kind: 'read', roles: 'everyone', summary: { zh: '行政区划', en: 'List divisions' }, example: { within: '310115' } },
  listDivisionAreas: {
    kind: 'read',
    roles: 'everyone',
    summary: { zh: '区划范围', en: 'Outlines of divisions' },
    example: { within: '310115' },
  },
  ...policyOperations,
} as const satisfies Operations;
export type RegistryOperation = keyof typeof registryOperations;
