/** Valid requests and people to start specs from: each function takes what differs. */
import type { Actor } from '@anju/access/actor';
import { exampleUsccs } from '@anju/contracts/examples';
import type { ConcludeContract, FileEnterprise, RegisterCompound } from '@anju/contracts/registry';
import { v7 } from 'uuid';
import { completed } from './uscc.js';

export const at = '2026-11-24T01:30:00.000Z';
export const registrar = (divisions: readonly string[] = ['310115']): Actor => ({
  iss: 'spec',
  sub: `registrar-${divisions.join()}`,
  name: '王建国',
  role: 'registrar',
  divisions,
  authzVersion: 0,
});
export const manager = (enterpriseId: string): Actor => ({
  iss: 'spec',
  sub: `manager-${enterpriseId}`,
  name: '周安',
  role: 'enterprise-manager',
  divisions: [],
  enterpriseId,
  authzVersion: 0,
});

/** A good code of a district that does not exist, another for every number. */
export const aUscc = (n: number): string => completed(`91310199MA2D${String(n).padStart(4, '0')}`);

export const anEnterprise = (over: Partial<FileEnterprise> = {}): FileEnterprise => ({
  id: v7(),
  name: '示例安和物业服务有限公司',
  uscc: exampleUsccs.enterprise,
  division: '310115',
  contacts: { manager: '周安', phone: '021-50000000' },
  ...over,
});

export const aCompound = (over: Partial<RegisterCompound> = {}): RegisterCompound => ({
  id: v7(),
  division: '310115005',
  name: '示例云栖苑',
  aliases: ['云栖花园'],
  point: { lng: 121.507, lat: 31.236, crs: 'WGS84' },
  households: 860,
  buildings: 12,
  builtYear: 2004,
  type: 'commodity',
  ...over,
});

export const aContract = (over: Partial<ConcludeContract> & Pick<ConcludeContract, 'compoundId' | 'enterpriseId'>): ConcludeContract => ({
  id: v7(),
  startsOn: '2026-01-01',
  endsOn: '2027-12-31',
  promisedStar: 3,
  feePerSqm: 1.85,
  isInterim: false,
  ...over,
});
