/**
 * Every page and state worth looking at, with the person who looks: the pictures of `npm run screens` and the accessibility
 * checks walk the same list, so that a page that is not in it is neither seen nor checked.
 */
import type { Page } from 'playwright-core';
import { exampleIds } from '@anju/contracts/examples';
import type { Stage } from './stage.fixtures.ts';

export interface Visit {
  readonly name: string;
  readonly login: string;
  readonly path: string;
  /** What is done on the page before it is looked at. */
  readonly act?: (page: Page) => Promise<unknown>;
}
const dialog = (page: Page, words: RegExp): Promise<void> =>
  page
    .getByRole('button', { name: words })
    .first()
    .click({ timeout: 5000 })
    .then(() => page.getByRole('dialog').waitFor());
const fromMenu = async (page: Page, words: RegExp): Promise<void> => {
  await page.locator('.actions-more').click();
  await page.getByRole('menuitem', { name: words }).click();
  await page.getByRole('dialog').waitFor();
};

export const visits = (stage: Stage): Visit[] => [
  { name: 'desk', login: 'operator', path: `/desk?id=${stage.suspected}` },
  { name: 'desk-sealed', login: 'operator', path: `/desk?id=${stage.sealed}` },
  { name: 'desk-filtered-empty', login: 'operator', path: '/desk?q=nothing-is-called-that' },
  { name: 'desk-listed', login: 'operator', path: '/desk?list=listed' },
  { name: 'desk-escalated', login: 'operator', path: '/desk?list=escalated' },
  { name: 'desk-reports', login: 'operator', path: '/desk?list=reports' },
  { name: 'desk-permits', login: 'operator', path: '/desk?list=permits' },
  { name: 'board-county', login: 'operator', path: '/board' },
  { name: 'board-firm', login: 'manager-1', path: '/board' },
  { name: 'territory', login: 'officer-005', path: '/territory' },
  { name: 'work-operator', login: 'operator', path: '/work' },
  { name: 'work-listed', login: 'operator', path: '/work?list=listed' },
  { name: 'work-escalated', login: 'operator', path: '/work?list=escalated' },
  { name: 'work-officer', login: 'officer-005', path: '/work' },
  { name: 'work-extensions', login: 'officer-005', path: '/work?list=decide-extension' },
  { name: 'work-hand-over', login: 'officer-005', path: '/work?list=hand-over' },
  { name: 'work-inspector', login: 'inspector-1', path: '/work' },
  { name: 'work-look-back', login: 'inspector-1', path: '/work?list=look-back' },
  { name: 'work-manager', login: 'manager-1', path: '/work' },
  { name: 'work-department', login: 'fire', path: '/work' },
  { name: 'hazard-listed', login: 'operator', path: `/hazards/${stage.listed}` },
  { name: 'hazard-sealed', login: 'fire', path: `/hazards/${stage.sealed}` },
  { name: 'hazard-extension', login: 'officer-005', path: `/hazards/${stage.extension}` },
  { name: 'hazard-merged', login: 'officer-005', path: `/hazards/${stage.merged}` },
  { name: 'hazard-joined', login: 'officer-005', path: `/hazards/${stage.reported}` },
  { name: 'hazard-relapsed', login: 'inspector-1', path: `/hazards/${stage.relapsed}` },
  { name: 'hazard-closed', login: 'inspector-1', path: `/hazards/${stage.closed}` },
  { name: 'menu', login: 'officer-005', path: `/hazards/${stage.suspected}`, act: (page) => page.locator('.actions-more').click() },
  { name: 'dialog-merge', login: 'officer-005', path: `/hazards/${stage.reported}`, act: (page) => fromMenu(page, /合并|Merge/) },
  { name: 'dialog-transfer', login: 'officer-005', path: `/hazards/${stage.assigned}`, act: (page) => fromMenu(page, /移送执法|Transfer/) },
  { name: 'dialog-assign', login: 'operator', path: `/hazards/${stage.reported}`, act: (page) => dialog(page, /^(交办|Assign)/) },
  {
    name: 'dialog-extension',
    login: 'officer-005',
    path: `/hazards/${stage.extension}`,
    act: (page) => dialog(page, /审批延期|Decide on/),
  },
  { name: 'dialog-plan', login: 'manager-1', path: `/hazards/${stage.extension}`, act: (page) => dialog(page, /整改方案|File a plan/) },
  { name: 'dialog-record', login: 'operator', path: `/hazards/${stage.listed}`, act: (page) => dialog(page, /登记公布|Record pub/) },
  { name: 'dialog-confirm', login: 'fire', path: `/hazards/${stage.suspected}`, act: (page) => dialog(page, /认定重大|Confirm major/) },
  { name: 'dialog-recheck', login: 'inspector-2', path: `/hazards/${stage.submitted}`, act: (page) => dialog(page, /^(复查|Re-check)/) },
  { name: 'dialog-look-back', login: 'inspector-1', path: `/hazards/${stage.closed}`, act: (page) => dialog(page, /回头看|Look back/) },
  { name: 'file', login: 'inspector-1', path: `/file?compound=${exampleIds.compound}` },
  { name: 'mine', login: 'inspector-1', path: '/mine' },
  { name: 'permits', login: 'manager-1', path: '/permits' },
  { name: 'permits-operator', login: 'operator', path: '/permits' },
  { name: 'permit', login: 'manager-1', path: `/permits/${stage.permit}` },
  { name: 'permit-evacuated', login: 'manager-1', path: `/permits/${stage.evacuated}` },
  { name: 'permit-read', login: 'officer-005', path: `/permits/${stage.evacuated}` },
  { name: 'permit-new', login: 'manager-1', path: '/permits/new' },
  {
    name: 'permit-lacks',
    login: 'manager-1',
    path: '/permits/new',
    act: (page) => page.getByRole('button', { name: /审批通过|Permit the work/ }).click(),
  },
  { name: 'reports', login: 'officer-005', path: '/duty-reports' },
  { name: 'report', login: 'operator', path: `/duty-reports?id=${stage.late}` },
  { name: 'report-new', login: 'manager-1', path: `/duty-reports/new?hazard=${stage.extension}` },
  { name: 'registry', login: 'registrar', path: '/registry' },
  { name: 'registry-enterprises', login: 'registrar', path: '/registry?kind=enterprises' },
  { name: 'compound', login: 'officer-005', path: `/compounds/${exampleIds.compound}` },
  { name: 'compound-past', login: 'officer-005', path: `/compounds/${exampleIds.compound}?on=2024-12-01` },
  { name: 'enterprise', login: 'registrar', path: `/enterprises/${exampleIds.enterprise}` },
  { name: 'filings', login: 'registrar', path: '/filings' },
  { name: 'filings-new', login: 'registrar', path: '/filings?tab=new' },
  { name: 'audit', login: 'auditor', path: '/audit' },
  { name: 'audit-records', login: 'auditor', path: '/audit?tab=records' },
  { name: 'not-found', login: 'operator', path: '/no-such-page' },
];
