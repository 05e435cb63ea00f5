import { describe, expect, it } from '@jest/globals';
import { safetyOperations } from '@anju/contracts/hazard-operations';
import { stateTable } from '@anju/contracts/state-table';
import { readFileSync } from 'node:fs';

describe('the README', () => {
  it('prints the state table as the contract has it', () => {
    expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(stateTable(safetyOperations));
  });
});
