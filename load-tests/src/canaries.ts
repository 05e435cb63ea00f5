/**
 * One case per scope that is to stay apart, each with a word in it that occurs nowhere else. A leak is then a matter of
 * searching bytes: whatever answer holds the word of a case that the reader may not see, leaks, through whichever door.
 */
import { exampleIds } from '@anju/contracts/examples';
import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Api } from './api.js';
import type { City } from './city.js';
import type { Filed } from './scope.js';
import type { Tokens } from './tokens.js';

export interface Canary {
  readonly name: string;
  readonly word: string;
  readonly id: string;
  readonly number: string;
  readonly compoundId: string;
  readonly family: string;
  readonly photo: string;
  readonly filed: Filed;
}

const png = (): Buffer => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), randomBytes(600)]);

interface Plan {
  readonly name: string;
  readonly by: string;
  readonly compoundId: string;
  readonly itemCode: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export function plans({ homes }: City): Plan[] {
  const fire = { itemCode: 'F01', facts: { family: 'fire', part: 'passage' } };
  const gas = { itemCode: 'G01', facts: { family: 'gas', part: 'hose' } };
  const at = (division: string): string => {
    const home = homes.find(
      (one) => one.division.startsWith(division) && one.enterpriseId !== exampleIds.enterprise && one.enterpriseId !== exampleIds.rival,
    );
    if (!home) throw new Error(`the demo city has no compound in ${division}`);
    return home.id;
  };
  return [
    { name: 'fire at the first firm, 310115005', by: 'inspector-1', compoundId: exampleIds.compound, ...fire },
    { name: 'gas at the first firm, 310115005', by: 'inspector-1', compoundId: exampleIds.compound, ...gas },
    { name: 'fire at the other firm, 310115005', by: 'inspector-2', compoundId: exampleIds.rivalCompound, ...fire },
    { name: 'gas at the other firm, 310115005', by: 'inspector-2', compoundId: exampleIds.rivalCompound, ...gas },
    { name: 'fire in 310115016', by: 'inspector-016', compoundId: at('310115016'), ...fire },
    { name: 'gas in 510603', by: 'inspector-jingyang', compoundId: at('510603'), ...gas },
  ];
}

export async function release(api: Api, tokens: Tokens, { name, by, compoundId, itemCode, facts }: Plan): Promise<Canary> {
  const word = `canary${randomBytes(8).toString('hex')}`;
  const token = tokens.of(by);
  const bytes = png();
  const photo = createHash('sha256').update(bytes).digest('hex');
  const attached = await api.call('attachPhoto', { token, path: { sha256: photo }, body: bytes, headers: { 'content-type': 'image/png' } });
  if (attached.status !== 201) throw new Error(`attachPhoto answers ${attached.status} ${attached.cause ?? attached.text.slice(0, 200)}`);
  const body = {
    id: v7(),
    compoundId,
    itemCode,
    spot: word,
    description: `${word} 说明`,
    facts,
    photos: [{ sha256: photo, caption: word }],
    foundAt: new Date().toISOString(),
  };
  const answer = await api.call('reportHazard', { token, body });
  if (answer.status !== 201) throw new Error(`${name}: reportHazard answers ${answer.status} ${answer.cause ?? answer.text.slice(0, 300)}`);
  const { id, number, family, division, responsibleEnterpriseId, departments } = answer.body;
  return { name, word, id, number, compoundId, family, photo, filed: { division, enterpriseId: responsibleEnterpriseId, departments } };
}
