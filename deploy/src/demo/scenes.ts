/**
 * What an inspector finds at each item of the catalogue: the facts asked on site, where in the compound it is, what is
 * written down and how it is put right. Words only, in the language of those who file them; grades, deadlines and
 * departments come from the catalogue.
 */
import type { HazardFacts } from '@anju/contracts/hazard-facts';
import type { Prng } from './prng.js';

type Facts<F extends HazardFacts['family']> = Omit<Extract<HazardFacts, { family: F }>, 'family'>;
export interface Scene {
  readonly facts: (prng: Prng) => HazardFacts;
  readonly spot: Spot;
  readonly seen: string;
  readonly fixed: string;
}
type Spot = keyof typeof spots;

const building = (prng: Prng): string => `${prng.int(1, 24)} 号楼`;
const spots = {
  stairs: (prng: Prng) => `${building(prng)} ${prng.int(1, 4)} 单元 ${prng.int(2, 17)} 层楼道`,
  exit: (prng: Prng) => `${building(prng)} ${prng.int(1, 4)} 单元安全出口`,
  lobby: (prng: Prng) => `${building(prng)} ${prng.int(1, 4)} 单元门厅`,
  lane: (prng: Prng) => `${building(prng)}${prng.pick(['北侧', '南侧', '东侧', '西侧'])}消防车通道`,
  control: (prng: Prng) => prng.pick(['消防控制室', '监控中心', '南门消防控制室']),
  pump: (prng: Prng) => `${prng.pick(['地下一层', '会所地下'])}消防泵房`,
  shaft: (prng: Prng) => `${building(prng)} ${prng.int(2, 17)} 层管道井`,
  basement: (prng: Prng) => `${building(prng)}地下室`,
  garage: (prng: Prng) => `地下车库 ${prng.pick(['A', 'B', 'C'])} 区`,
  shed: (prng: Prng) => `${prng.pick(['东门', '西门', '南门', '北门'])}非机动车棚`,
  flat: (prng: Prng) => `${building(prng)}住户`,
  kitchen: (prng: Prng) => `${building(prng)}住户厨房`,
  facade: (prng: Prng) => `${building(prng)}${prng.pick(['东', '南', '西', '北'])}立面 ${prng.int(3, 18)} 层`,
  roof: (prng: Prng) => `${building(prng)}屋面`,
  shop: (prng: Prng) => `沿街商铺 ${prng.int(1, 40)} 号`,
  road: (prng: Prng) => `${building(prng)}门前道路`,
  well: (prng: Prng) => `${building(prng)}${prng.pick(['东侧', '西侧'])}${prng.pick(['污水井', '化粪池井', '雨水井'])}`,
  office: (prng: Prng) => prng.pick(['物业服务中心', '物业管理处档案柜']),
} as const;
export const spotOf = ({ spot }: Scene, prng: Prng): string => spots[spot](prng);

const scene =
  <F extends HazardFacts['family']>(family: F) =>
  (spot: Spot, seen: string, fixed: string, facts: (prng: Prng) => Facts<F>): Scene => ({
    spot,
    seen,
    fixed,
    facts: (prng) => ({ family, ...facts(prng) }) as unknown as HazardFacts,
  });
const fire = scene('fire');
const ebike = scene('ebike');
const gas = scene('gas');
const fall = scene('fall');
const confined = scene('confined');
const part =
  <P>(value: P) =>
  () => ({ part: value });
const round = (value: number): number => Math.round(value * 100) / 100;
const bikes =
  (location: Facts<'ebike'>['location'], most = 6) =>
  (prng: Prng): Facts<'ebike'> => ({ location, count: prng.int(1, most), isCharging: prng.chance(0.4) });
const told =
  (value: Facts<'gas'>['part']) =>
  (prng: Prng): Facts<'gas'> => ({ part: value, isOperatorNotified: prng.chance(0.7) });
const high =
  (value: Facts<'fall'>['part'], isOver = 0) =>
  (prng: Prng): Facts<'fall'> => ({ part: value, storey: prng.int(2, 18), ...(isOver > 0 && { isOverWalkway: prng.chance(isOver) }) });
const space =
  (kind?: Facts<'confined'>['spaceKind'], guard = false) =>
  (prng: Prng): Facts<'confined'> => ({
    spaceKind: kind ?? prng.pick(['septic-tank', 'sewage-well', 'pump-pit', 'water-tank'] as const),
    ...(guard && { hasGuard: false }),
  });

export const scenes: Readonly<Record<string, Scene>> = {
  F01: fire('stairs', '楼道堆放纸箱、旧家具，通行宽度不足。', '已清空楼道，张贴提示，保洁每日巡查。', (prng) => ({
    part: 'passage',
    widthM: round(prng.between(0.4, 0.95)),
    ...(prng.chance(0.012) && { isWholeStairLost: true }),
  })),
  F02: fire('lane', '消防车通道被地锁和车辆占用，净宽不足。', '地锁已拆除，重新划线，加装提示牌。', (prng) => ({
    part: 'fire-lane',
    widthM: round(prng.between(2.1, 3.8)),
  })),
  F03: fire('stairs', '室内消火栓水压不足，缺水带和水枪。', '已补齐水带水枪，检修稳压泵，测压合格。', (prng) => ({
    part: 'hydrant',
    pressureMPa: round(prng.between(0.02, 0.18)),
  })),
  F04: fire('lobby', '灭火器压力不在绿区，已过维修期。', '已更换灭火器并登记。', part('extinguisher')),
  F05: fire('stairs', '常闭式防火门敞开，闭门器损坏。', '闭门器已更换，门能自行关闭。', part('fire-door')),
  F06: fire('control', '火灾报警主机部分回路被屏蔽。', '已恢复回路，逐点测试正常。', part('alarm')),
  F07: fire('control', '消防控制室夜间无人值守。', '已调整排班，双人值守，持证上岗。', part('control-room')),
  F08: fire('pump', '消防水泵处于手动状态，水箱水位偏低。', '水泵转自动，补水完成并试运行。', part('pump')),
  F09: fire('stairs', '应急照明灯不亮，疏散指示脱落。', '已更换灯具并做断电测试。', part('lighting')),
  F10: fire('roof', '排烟风机不能启动。', '更换接触器，联动测试正常。', part('smoke-exhaust')),
  F11: fire('shaft', '管道井内堆放杂物，楼板未封堵。', '已清理并用防火材料封堵。', part('shaft')),
  F12: fire('facade', '外墙外保温层开裂，未设标识。', '已修补并设置警示标识。', part('insulation')),
  F13: fire('roof', '防水施工动火未审批，现场无监护。', '已停工，补办手续后由专人监护施工。', part('hot-work')),
  F14: fire('pump', '检修停用喷淋系统，未公告，无替代措施。', '系统已恢复，补发公告。', (prng) => ({
    part: 'pump',
    isSystemDead: prng.chance(0.5),
  })),
  F15: fire('facade', '防盗窗封闭，影响逃生和救援。', '住户已改为可开启式。', part('passage')),
  F16: fire('office', '查无本年度消防设施检测记录。', '已委托检测，报告归档。', part('records')),
  F17: fire('office', '消防档案不全，预案未演练。', '档案补齐，已组织演练。', part('records')),
  F18: fire('office', '高层住宅小区未建微型消防站。', '已配置器材和人员，建站挂牌。', part('records')),
  F19: fire('office', '近一月防火巡查记录缺失。', '巡查制度已落实，记录完整。', part('records')),
  F20: fire('basement', '地下室分隔出租，有人居住。', '人员已搬离，隔断拆除。', part('basement')),
  E01: ebike('lobby', '门厅停放电动自行车并充电。', '车辆已移至集中停放点，张贴告示。', (prng) => ({
    ...bikes(prng.pick(['lobby', 'corridor', 'stairwell', 'exit'] as const))(prng),
    isHighRise: prng.chance(0.7),
  })),
  E02: ebike('road', '从窗口拉线为电动自行车充电。', '飞线已拆除，引导使用充电桩。', (prng) => ({
    location: 'outdoors',
    count: prng.int(1, 8),
    isCharging: true,
  })),
  E03: ebike('flat', '住户将电池拿回家中充电。', '已上门劝导，电池移至充电柜。', (prng) => ({
    location: 'home',
    count: prng.int(1, 2),
    isBatteryIndoors: true,
    isCharging: prng.chance(0.6),
  })),
  E04: ebike('lobby', '电梯未装阻车装置，电动自行车进入轿厢。', '阻车系统已安装启用。', bikes('lift', 2)),
  E05: ebike('shed', '充电场所与住宅楼间距不足。', '已迁移车位，间距符合导则。', bikes('shed', 30)),
  E06: ebike('shed', '充电桩不能充满自停，无过载保护。', '运营单位已更换模块。', bikes('shed', 20)),
  E07: ebike('shed', '车辆加装电池，接线裸露。', '车主已恢复原状。', bikes('shed', 3)),
  E08: ebike('lane', '车棚搭建在消防车通道上。', '车棚已拆除，通道恢复。', bikes('fire-lane', 25)),
  E09: ebike('shed', '充电端口不足，收费未公示。', '新增端口，收费已公示。', bikes('outdoors', 40)),
  E10: ebike('garage', '烟雾报警多次触发未处置。', '已排查线路，清除故障，报警恢复。', bikes('basement', 12)),
  G01: gas('kitchen', '燃气软管为橡胶管，已老化开裂。', '已更换金属波纹管并检漏。', told('hose')),
  G02: gas('kitchen', '灶具无熄火保护装置。', '住户已更换灶具。', told('stove')),
  G03: gas('kitchen', '热水器超过判废年限。', '住户已更换热水器。', told('heater')),
  G04: gas('kitchen', '开放式厨房未装可燃气体报警器。', '报警器已安装并联动切断阀。', told('alarm')),
  G05: gas('flat', '燃气立管被包在卫生间内。', '燃气企业已改管。', told('riser')),
  G06: gas('kitchen', '同一厨房使用管道气和瓶装气。', '瓶装气已停用并收回。', told('cylinder')),
  G07: gas('flat', '热水器烟道未伸出室外。', '烟道已改接至室外。', told('flue')),
  G08: gas('kitchen', '住户擅自移改燃气管道。', '燃气企业已恢复并检漏合格。', told('pipe')),
  G09: gas('kitchen', '膜式燃气表已超十年。', '已更换燃气表。', told('meter')),
  G10: gas('flat', '高层住户使用瓶装液化石油气。', '气瓶已清退。', told('cylinder')),
  G11: gas('shop', '餐饮商户未装可燃气体报警装置。', '已安装报警装置和切断阀。', told('alarm')),
  G12: gas('road', '埋地燃气管道上方堆土占压。', '占压物已清除，管位标识恢复。', told('buried-pipe')),
  G13: gas('kitchen', '逾期未入户安检。', '已完成入户安检并书面告知。', told('kitchen')),
  G14: gas('kitchen', '未装自闭阀。', '已加装自闭阀。', told('valve')),
  H01: fall('facade', '外墙面砖空鼓开裂，有脱落风险。', '已铲除空鼓部位并修补。', (prng) => ({
    ...high('facade', 0.03)(prng),
    areaM2: round(prng.between(0.3, 9)),
  })),
  H02: fall('facade', '墙体渗水，抹灰层起壳。', '渗水已处理，铲除松动抹灰。', high('wall')),
  H03: fall('facade', '空调外机支架锈蚀松动。', '支架已更换。', high('ac-bracket', 0.3)),
  H04: fall('facade', '窗扇铰链松脱。', '五金件已更换并紧固。', high('window', 0.3)),
  H05: fall('facade', '阳台外沿摆放花盆。', '花盆已移入室内。', high('ledge', 0.4)),
  H06: fall('shop', '店招固定件锈蚀，灯箱松动。', '店招已加固。', high('sign', 0.4)),
  H07: fall('roof', '太阳能热水器支架松动。', '支架已加固，线缆固定。', high('roof-fixture')),
  H08: fall('roof', '女儿墙压顶松动，落水管卡箍脱落。', '压顶已修复，管卡更换。', high('parapet', 0.3)),
  H09: fall('road', '行道树枯枝悬挂。', '枯枝已修剪。', (prng) => ({ part: 'tree', isOverWalkway: prng.chance(0.6) })),
  H10: fall('facade', '玻璃幕墙一块玻璃有裂纹。', '玻璃已更换，下方围挡撤除。', high('curtain-wall', 0.5)),
  H11: fall('facade', '外墙清洗无监护，地面未设警戒。', '已设警戒区和监护人后复工。', high('work-at-height', 0.6)),
  'H12/no-upward-camera': fall('road', '楼栋未设高空抛物监控。', '监控已安装并覆盖全部立面。', part('camera')),
  'H12/throwing': fall('road', '有人从楼上抛下生活垃圾。', '', (prng) => ({ part: 'thrown-object', storey: prng.int(3, 20) })),
  G15: gas('stairs', '楼道闻到明显燃气味。', '', told('pipe')),
  C01: confined('office', '无有限空间台账和位置图。', '台账和位置图已建立。', space()),
  C02: confined('well', '井盖松动，防坠网缺失。', '井盖更换，防坠网已装。', space('sewage-well')),
  C03: confined('well', '清掏作业未经审批进入。', '已停止作业，补办审批和方案。', space('septic-tank', true)),
  C04: confined('well', '进入前未强制通风。', '已配备风机，通风检测合格后作业。', space('septic-tank')),
  C05: confined('well', '未检测气体即下井。', '已配置检测仪并记录读数。', space('sewage-well')),
  C06: confined('well', '作业现场无监护人员。', '已安排专人监护。', space('septic-tank', true)),
  C07: confined('pump', '现场无呼吸器和救生绳。', '救援装备已配齐。', space('pump-pit')),
  C08: confined('office', '清掏单位无资质，未签安全协议。', '已更换有资质单位并签协议。', space('septic-tank')),
  C09: confined('well', '作业点旁吸烟。', '已制止并重新交底。', space('septic-tank')),
};
