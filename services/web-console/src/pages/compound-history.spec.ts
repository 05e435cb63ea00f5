/** Who was responsible when, and why nobody was. */
import { describe, expect, it } from '@jest/globals';
import type { CompoundFile, Contract } from '@anju/contracts/registry';
import { namesOf, stretchesOf, turnsOf, wasOpenOn } from './compound-history.js';

const contract = (startsOn: string, endsOn: string, more: Partial<Contract> = {}): Contract =>
  ({ id: startsOn, startsOn, endsOn, enterpriseName: '甲', ...more }) as Contract;
const compound = (contracts: Contract[], more: Partial<CompoundFile> = {}): CompoundFile =>
  ({ name: '云栖苑', contracts, registeredAt: '2020-03-01T00:00:00Z', ...more }) as CompoundFile;
const told = (file: CompoundFile): string[] =>
  stretchesOf(file, '2026-11-25').map((one) => `${one.kind === 'gap' ? one.reason : 'contract'} ${one.from} ${one.to}`);

describe('the history of a compound', () => {
  it('days between two contracts belong to nobody, with the reason of the contract before them', () => {
    const contracts = [
      contract('2020-01-01', '2021-12-31', { endedOn: '2021-06-30', endReason: '协商解除' }),
      contract('2021-09-01', '2023-08-31'),
      contract('2023-10-01', '2030-01-01'),
    ];
    expect(told(compound(contracts))).toEqual([
      'contract 2020-01-01 2021-06-30',
      'ended-early 2021-07-01 2021-08-31',
      'contract 2021-09-01 2023-08-31',
      'term-ended 2023-09-01 2023-09-30',
      'contract 2023-10-01 2030-01-01',
    ]);
  });
  it('the gap after a firm that left runs until today', () => {
    const left = contract('2020-01-01', '2030-01-01', { endedOn: '2026-08-31', endCause: 'firm-exited' });
    expect(told(compound([left]))).toEqual(['contract 2020-01-01 2026-08-31', 'firm-exited 2026-09-01 2026-11-25']);
  });
  it('a compound that never had a firm is one gap, and one that was merged has none after its last day', () => {
    expect(told(compound([]))).toEqual(['never-served 2020-03-01 2026-11-25']);
    expect(told(compound([contract('2020-01-01', '2024-12-31')], { endsOn: '2024-12-31' }))).toEqual(['contract 2020-01-01 2024-12-31']);
  });
  it('a contract that never came into force is not shown', () => {
    expect(told(compound([contract('2027-01-01', '2030-01-01', { endedOn: '2026-12-31' })]))).toEqual([
      'never-served 2020-03-01 2026-11-25',
    ]);
  });
  it('names follow each other without a day between them', () => {
    const file = compound([], { formerNames: [{ name: '云栖花园', until: '2022-05-31' }] });
    expect(namesOf(file, '2020-03-01', '2026-11-25')).toEqual([
      { name: '云栖花园', from: '2020-03-01', to: '2022-05-31' },
      { name: '云栖苑', from: '2022-06-01', to: '2026-11-25' },
    ]);
    expect(turnsOf(file)).toEqual([{ on: '2022-06-01', how: 'renamed', about: '云栖花园' }]);
  });
  it('a hazard was open from the day of its report until the day before it was closed', () => {
    const hazard = { recordedAt: '2026-11-01T23:00:00Z', closedAt: '2026-11-10T01:00:00Z' };
    expect(['2026-11-01', '2026-11-02', '2026-11-09', '2026-11-10'].map((day) => wasOpenOn(hazard, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
