/**
 * Hazards as people report them: item, place, words of some length and the facts of the family. Suspected majors are among
 * them, because they arm more clocks and travel on more channels than the rest.
 */
import { v7 } from 'uuid';
import { filersAt, homePicker, type City, type Home } from './city.js';
import { seededRandom } from './statistics.js';
import type { Tokens, Who } from './tokens.js';

export interface Filing {
  readonly id: string;
  readonly by: Who;
  readonly token: string;
  readonly home: Home;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Kind {
  readonly itemCode: string;
  readonly departments: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly words: string;
}
const kinds: readonly Kind[] = [
  {
    itemCode: 'F01',
    departments: ['fire'],
    facts: { family: 'fire', part: 'passage', widthM: 0.7 },
    words: '楼道堆放纸箱、旧家具和儿童车，通行宽度不足，夜间照明也不好',
  },
  {
    itemCode: 'F04',
    departments: ['fire'],
    facts: { family: 'fire', part: 'hydrant', pressureMPa: 0.05 },
    words: '室内消火栓箱内缺水带，末端压力不足，箱门被广告遮挡',
  },
  {
    itemCode: 'F12',
    departments: ['fire', 'housing'],
    facts: { family: 'fire', part: 'insulation' },
    words: '外墙保温层破损，裸露部分约三平方米，下方有人停放电动车',
  },
  {
    itemCode: 'F06',
    departments: ['fire'],
    facts: { family: 'fire', part: 'passage', isWholeStairLost: true },
    words: '整部疏散楼梯被封堵，安全出口上锁，居民反映已有数周',
  },
  {
    itemCode: 'E01',
    departments: ['fire'],
    facts: { family: 'ebike', location: 'stairwell', count: 6, isCharging: true },
    words: '楼梯间停放电动自行车并飞线充电，旁边堆放可燃杂物',
  },
  {
    itemCode: 'E03',
    departments: ['fire'],
    facts: { family: 'ebike', location: 'corridor', count: 2 },
    words: '走道内停放电动自行车，影响通行，已多次劝阻',
  },
  { itemCode: 'G01', departments: ['gas'], facts: { family: 'gas', part: 'hose' }, words: '燃气连接软管老化开裂，长度超过两米，穿越墙体' },
  {
    itemCode: 'G14',
    departments: ['gas'],
    facts: { family: 'gas', part: 'alarm', isOperatorNotified: true },
    words: '可燃气体报警器失电，住户称装修时被拆除',
  },
  {
    itemCode: 'H01',
    departments: ['housing'],
    facts: { family: 'fall', part: 'facade', storey: 11, isOverWalkway: true },
    words: '十一层外墙瓷砖空鼓脱落，下方是主要人行通道，已拉警戒带',
  },
  {
    itemCode: 'H03',
    departments: ['housing'],
    facts: { family: 'fall', part: 'window', storey: 5 },
    words: '公共走道窗扇松动，合页断裂一只，大风时晃动明显',
  },
  {
    itemCode: 'C01',
    departments: ['emergency', 'housing'],
    facts: { family: 'confined', spaceKind: 'septic-tank', hasGuard: false },
    words: '化粪池清掏作业未设警示标志，现场无监护人员',
  },
  {
    itemCode: 'C02',
    departments: ['urban-management', 'housing', 'water'],
    facts: { family: 'confined', spaceKind: 'sewage-well' },
    words: '污水井盖破损，井口未设防坠网，周边路面下沉',
  },
];

export const departmentsOf = (itemCode: string): readonly string[] => kinds.find((kind) => kind.itemCode === itemCode)!.departments;

/** Gives the next filing each time it is called; the same seed gives the same sequence but for the ids. */
export function filingsOf(city: City, tokens: Tokens, seed: number, within?: (home: Home) => boolean): () => Filing {
  const random = seededRandom(seed ^ 0x5eed);
  const homes = homePicker(city, seed);
  const nextHome = (): Home => {
    for (;;) {
      const home = homes();
      if (!within || within(home)) return home;
    }
  };
  const signed = new Map<string, string>();
  const tokenOf = (who: Who): string => {
    const token = signed.get(who.sub) ?? tokens.for(who);
    signed.set(who.sub, token);
    return token;
  };
  return () => {
    const home = nextHome();
    const kind = kinds[Math.floor(random() * kinds.length)]!;
    const filers = filersAt(home, tokens).filter(({ department }) => !department || kind.departments.includes(department));
    const by = filers[Math.floor(random() * filers.length)]!;
    const id = v7();
    const floor = 1 + Math.floor(random() * 18);
    const body = {
      id,
      compoundId: home.id,
      itemCode: kind.itemCode,
      spot: `${1 + Math.floor(random() * 30)} 号楼 ${1 + Math.floor(random() * 4)} 单元 ${floor} 层`,
      description: `${kind.words}。巡查第 ${floor} 层时发现，现场已口头告知住户与物业值班人员，请按规定时限处理并回复处理情况；如需进入户内，请提前与居委会联系。${kind.words}，照片稍后补充。`,
      facts: kind.facts,
      photos: [],
      foundAt: new Date(Date.now() - Math.floor(random() * 600_000)).toISOString(),
    };
    return { id, by, token: tokenOf(by), home, body };
  };
}
