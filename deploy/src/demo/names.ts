/**
 * Names that belong to nobody. Compounds and firms are put together from rare characters that real ones do not use in these
 * combinations; the lists below are all there is, so a specification can prove that a name was made here. Nothing invented
 * may ever be attached to a real firm or place.
 */
import type { Prng } from './prng.js';

const first = [...'砚鹭橼芷筠璟穗菀槿荇漪棠蘅黛屿岫霁昀晞朔琮珩瑾璃绮纾缃缇萤葭蓼蕙薏蘋榆榉槭樨橘檀汐沅泠洄浔淇渌湜溯滢'];
const second = [...'汀坞岚畹渚桁墅堤茵陌庐榭廊埠墩壑岭崖泽泊滩湄涧源潭濑沚洲峦麓'];
const homes = ['苑', '里', '坊', '庭', '园', '邨', '公寓', '花园', '雅居', '小筑', '新苑', '家园'];
const oldHomes = ['一村', '二村', '三村', '新村', '里弄', '大院', '小区'];
const also = ['新邨', '佳苑', '住宅区', '公寓'];
const trade = ['物业服务有限公司', '物业管理有限公司', '生活服务有限公司', '物业发展有限公司'];
const brand = [...'岫澜珩砚穆霁昭筠衡煜骁瀚祯谦恂恪勖懿蔚葳蓁苒芮荃菁萱蘅绎纬纶绮翎翊'];
const families = [
  ...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳',
];
const given = [
  '建平',
  '晓雯',
  '志远',
  '海燕',
  '国强',
  '丽萍',
  '文涛',
  '雪梅',
  '俊杰',
  '慧敏',
  '永康',
  '婷婷',
  '卫东',
  '秀兰',
  '浩然',
  '美玲',
  '振华',
  '佳怡',
  '立新',
  '春燕',
];
export const nameParts = { first, second, homes, oldHomes, also, trade, brand };

export const personName = (prng: Prng): string => prng.pick(families) + prng.pick(given);

/** Hands out names, none twice. */
export class Names {
  private readonly taken = new Set<string>();

  compound(prng: Prng, isOld: boolean): string {
    return this.fresh(() => prng.pick(first) + prng.pick(second) + prng.pick(isOld ? oldHomes : homes));
  }
  alias(prng: Prng, name: string): string {
    return `${name.slice(0, 2)}${prng.pick(also)}`;
  }
  firm(prng: Prng): string {
    return this.fresh(() => prng.pick(brand) + prng.pick(first) + prng.pick(brand) + prng.pick(trade));
  }
  private fresh(make: () => string): string {
    for (;;) {
      const name = make();
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }
}
