import { describe, expect, it } from '@jest/globals';
import { registryOperations } from '@anju/contracts/registry-operations';
import { stateTable } from '@anju/contracts/state-table';
import { readFileSync } from 'node:fs';

describe('the README', () => {
  it('prints the table of operations as the contract has it', () => {
    expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(stateTable(registryOperations));
  });
});
