/**
 * What exists for a role. Entries follow from the operations that the role may call, so a page appears for whoever gets the
 * right to use it; nothing is listed whose service does not exist.
 */
import type { Role } from '@anju/contracts/actors';
import { commandCenterOperations } from '@anju/contracts/command-center';
import { dutyReportOperations } from '@anju/contracts/duty-reports';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import type { Operation } from '@anju/contracts/operations';
import { permitOperations } from '@anju/contracts/permits';
import { policyOperations } from '@anju/contracts/policy-proposals';
import { registryOperations } from '@anju/contracts/registry-operations';

export type Entry =
  'desk' | 'work' | 'board' | 'territory' | 'file' | 'mine' | 'permits' | 'duty-reports' | 'registry' | 'filings' | 'audit' | 'rules';
const may = ({ roles }: Pick<Operation, 'roles'>, role: Role): boolean =>
  roles === 'everyone' || roles === 'public' || roles.includes(role);
const duties: Operation[] = [
  hazardOperations.assignHazard,
  hazardOperations.acceptHazard,
  hazardOperations.recheckHazard,
  hazardOperations.confirmMajor,
];
/** The desk is for those who watch: they read the snapshot and are on duty or oversee. */
/** Units that have a board: whoever has duties of others besides the own hands. */
const members: Role[] = ['operator', 'subdistrict-officer', 'department-officer', 'enterprise-manager'];
const watchers: Role[] = ['operator', 'subdistrict-officer', 'department-officer', 'auditor'];

export const entriesOf = (role: Role): Entry[] => {
  const has: Record<Entry, boolean> = {
    desk: watchers.includes(role) && may(commandCenterOperations.readSnapshot, role),
    work: duties.some((operation) => may(operation, role)),
    board: members.includes(role) && may(commandCenterOperations.readBoard, role),
    territory: watchers.includes(role) && may(commandCenterOperations.readTerritory, role),
    file: may(hazardOperations.reportHazard, role),
    mine: may(hazardOperations.reportHazard, role),
    permits: may(permitOperations.listPermits, role) && role !== 'registrar',
    'duty-reports': may(dutyReportOperations.listDutyReports, role) && role !== 'registrar',
    registry: may(registryOperations.listEnterprises, role),
    filings: may(registryOperations.acceptFiling, role) || may(registryOperations.fileEnterprise, role),
    audit: may(commandCenterOperations.listAuditRecords, role),
    rules: may(policyOperations.listPolicies, role),
  };
  return (Object.keys(has) as Entry[]).filter((entry) => has[entry]);
};
const first: Partial<Record<Role, Entry>> = {
  operator: 'desk',
  registrar: 'filings',
  auditor: 'audit',
  'audit-admin': 'audit',
  'system-admin': 'rules',
  'security-admin': 'rules',
};
export const homeOf = (role: Role): `/${Entry}` => `/${first[role] ?? entriesOf(role)[0] ?? 'registry'}`;
export const mayCall = may;
