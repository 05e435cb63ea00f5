/**
 * What is asked on site beside the item, one small form per family (requirement HAZ1). Choices, fields and their wording
 * are data: the console renders `factFields`, so that a new choice is a line here and never a form of its own. The map's
 * type makes it impossible to add a field without its label; names of true/false fields are what a catalogue row may list
 * in `suspectedWhen`.
 */
import { z } from 'zod';
import type { HazardFamily } from './policies.js';
import { Instant, named, text, type Words } from './schema.js';

type Choices = Readonly<Record<string, Words>>;
const w = (zh: string, en: string): Words => ({ zh, en });
const choice = <C extends Choices>(choices: C) => z.enum(Object.keys(choices) as [keyof C & string, ...(keyof C & string)[]]);

const firePart = {
  passage: w('疏散通道、楼道、安全出口', 'escape route, stairwell or exit'),
  'fire-lane': w('消防车通道、登高操作场地', 'fire lane or aerial-ladder area'),
  hydrant: w('消火栓', 'hydrant'),
  extinguisher: w('灭火器', 'extinguisher'),
  'fire-door': w('防火门、防火卷帘', 'fire door or shutter'),
  alarm: w('火灾自动报警系统', 'fire alarm system'),
  'control-room': w('消防控制室', 'fire control room'),
  pump: w('消防水泵、阀门、水箱', 'fire pump, valve or tank'),
  lighting: w('应急照明、疏散指示', 'emergency lights, exit signs'),
  'smoke-exhaust': w('防烟排烟设施', 'smoke control'),
  shaft: w('管道井、电缆井', 'pipe or cable shaft'),
  insulation: w('外墙外保温', 'external insulation'),
  basement: w('地下室、半地下室', 'basement'),
  'hot-work': w('动火作业', 'hot work'),
  records: w('消防档案、制度、检测记录', 'fire file, rules, test records'),
} as const satisfies Choices;

const ebikeLocation = {
  lobby: w('门厅', 'lobby'),
  corridor: w('走道', 'corridor'),
  stairwell: w('楼梯间', 'stairwell'),
  exit: w('安全出口', 'exit'),
  lift: w('电梯轿厢', 'lift car'),
  home: w('户内', 'inside a flat'),
  'open-ground-floor': w('架空层', 'open ground floor'),
  basement: w('地下室、地下车库', 'basement or garage'),
  shed: w('集中停放充电场所', 'shed or charging area'),
  'fire-lane': w('消防车通道', 'fire lane'),
  outdoors: w('室外其他地点', 'elsewhere outdoors'),
} as const satisfies Choices;

const gasPart = {
  hose: w('连接软管', 'hose'),
  pipe: w('户内管道', 'indoor pipe'),
  riser: w('立管', 'riser'),
  meter: w('燃气表', 'meter'),
  stove: w('灶具', 'stove'),
  heater: w('热水器、壁挂炉', 'water heater or boiler'),
  flue: w('排烟管', 'flue'),
  cylinder: w('液化石油气瓶、调压器', 'LPG cylinder or regulator'),
  valve: w('阀门、自闭阀', 'valve'),
  alarm: w('可燃气体报警器', 'gas alarm'),
  kitchen: w('用气房间', 'room with gas'),
  'buried-pipe': w('埋地管道', 'buried pipe'),
} as const satisfies Choices;

const fallPart = {
  facade: w('外墙饰面、保温层', 'façade: tile, render, insulation'),
  wall: w('墙体、屋面渗水部位', 'water-stained wall or roof'),
  window: w('窗扇、窗框、玻璃', 'window sash, frame or glass'),
  'curtain-wall': w('玻璃幕墙', 'curtain wall'),
  'ac-bracket': w('空调外机支架', 'air-conditioner bracket'),
  ledge: w('窗台、阳台搁置物', 'objects on a ledge or balcony'),
  sign: w('广告牌、店招、灯箱', 'billboard, sign or light box'),
  'roof-fixture': w('太阳能、天线、避雷装置、线缆', 'solar heater, antenna, lightning rod or cable'),
  parapet: w('女儿墙压顶、檐口、落水管', 'parapet cap, eaves or downpipe'),
  tree: w('树木', 'tree'),
  'work-at-height': w('高处作业', 'work at height'),
  'thrown-object': w('抛掷物', 'thrown object'),
  camera: w('高空抛物监控', 'upward camera'),
} as const satisfies Choices;

const spaceKind = {
  'septic-tank': w('化粪池', 'septic tank'),
  'sewage-well': w('污水井', 'sewage well'),
  'pump-pit': w('泵坑、集水井', 'pump pit'),
  'water-tank': w('水箱、水池', 'water tank'),
  'cable-trench': w('电缆沟、电缆井', 'cable trench'),
  'lift-pit': w('电梯底坑', 'lift pit'),
} as const satisfies Choices;

const gas = {
  O2: w('氧气', 'oxygen'),
  H2S: w('硫化氢', 'hydrogen sulphide'),
  EX: w('可燃气体', 'combustibles'),
  CO: w('一氧化碳', 'carbon monoxide'),
} as const;
const gasUnit = { '%': w('%', '%'), '%LEL': w('%LEL', '%LEL'), 'mg/m3': w('mg/m³', 'mg/m³'), ppm: w('ppm', 'ppm') } as const;
const depth = { upper: w('上部', 'upper'), middle: w('中部', 'middle'), lower: w('下部', 'lower') } as const;
const unitsOf: Readonly<Record<keyof typeof gas, readonly (keyof typeof gasUnit)[]>> = {
  O2: ['%'],
  EX: ['%LEL'],
  H2S: ['mg/m3', 'ppm'],
  CO: ['mg/m3', 'ppm'],
};

/** One gas, measured at one depth. Oxygen in % by volume, combustibles in % LEL, poisons in mg/m³ or ppm. */
export const GasReading = named(
  'GasReading',
  z
    .strictObject({
      gas: choice(gas),
      value: z.number().min(0).max(100_000),
      unit: choice(gasUnit),
      depth: choice(depth),
      at: Instant,
      instrumentId: text(60).optional(),
    })
    .refine((reading) => unitsOf[reading.gas].includes(reading.unit), { message: 'this gas is not measured in this unit', path: ['unit'] }),
);
export type GasReading = z.infer<typeof GasReading>;

const flag = z.boolean().optional();
const FireFacts = named(
  'FireFacts',
  z.strictObject({
    family: z.literal('fire'),
    part: choice(firePart),
    widthM: z.number().min(0).max(100).optional(),
    pressureMPa: z.number().min(0).max(10).optional(),
    isWholeStairLost: flag,
    isSystemDead: flag,
  }),
);
const EbikeFacts = named(
  'EbikeFacts',
  z.strictObject({
    family: z.literal('ebike'),
    location: choice(ebikeLocation),
    count: z.number().int().min(1).max(10_000).optional(),
    isCharging: flag,
    isBatteryIndoors: flag,
    isHighRise: flag,
  }),
);
const GasFacts = named(
  'GasFacts',
  z.strictObject({ family: z.literal('gas'), part: choice(gasPart), ticketNo: text(60).optional(), isOperatorNotified: flag }),
);
const FallFacts = named(
  'FallFacts',
  z.strictObject({
    family: z.literal('fall'),
    part: choice(fallPart),
    storey: z.number().int().min(-5).max(200).optional(),
    areaM2: z.number().min(0).max(100_000).optional(),
    isOverWalkway: flag,
  }),
);
const ConfinedFacts = named(
  'ConfinedFacts',
  z.strictObject({
    family: z.literal('confined'),
    spaceKind: choice(spaceKind),
    spaceName: text(60).optional(),
    permitNo: text(60).optional(),
    hasGuard: flag,
    readings: z.array(GasReading).max(30).optional(),
  }),
);
export const HazardFacts = named(
  'HazardFacts',
  z.discriminatedUnion('family', [FireFacts, EbikeFacts, GasFacts, FallFacts, ConfinedFacts]),
);
export type HazardFacts = z.infer<typeof HazardFacts>;

/** A field of a form. `readings` is a table whose columns are `readingFields`. */
export interface FactField {
  readonly label: Words;
  readonly input: 'choice' | 'yes-no' | 'number' | 'text' | 'instant' | 'readings';
  readonly isRequired?: boolean;
  readonly unit?: string;
  readonly choices?: Choices;
}
type FieldsOf<T> = Readonly<Record<Exclude<keyof T, 'family'> & string, FactField>>;
const pick = (zh: string, en: string, choices: Choices): FactField => ({ label: w(zh, en), input: 'choice', isRequired: true, choices });
const yesNo = (zh: string, en: string): FactField => ({ label: w(zh, en), input: 'yes-no' });
const number = (zh: string, en: string, unit?: string): FactField => ({ label: w(zh, en), input: 'number', ...(unit && { unit }) });
const line = (zh: string, en: string): FactField => ({ label: w(zh, en), input: 'text' });

/** The forms, fields in the order in which they are asked. */
export const factFields: { readonly [F in HazardFamily]: FieldsOf<Extract<HazardFacts, { family: F }>> } = {
  fire: {
    part: pick('部位', 'What is affected', firePart),
    widthM: number('净宽', 'Clear width', 'm'),
    pressureMPa: number('压力', 'Pressure', 'MPa'),
    isWholeStairLost: yesNo('整部楼梯无法疏散', 'The whole stair is lost'),
    isSystemDead: yesNo('系统整体失效', 'The whole system is dead'),
  },
  ebike: {
    location: pick('停放或充电位置', 'Where it stands', ebikeLocation),
    count: number('车辆数', 'Number of bikes'),
    isCharging: yesNo('正在充电', 'It is charging'),
    isBatteryIndoors: yesNo('电池在室内', 'A battery is indoors'),
    isHighRise: yesNo('高层建筑', 'High-rise building'),
  },
  gas: {
    part: pick('部位', 'What is affected', gasPart),
    isOperatorNotified: yesNo('已告知燃气企业', 'The gas operator has been told'),
    ticketNo: line('燃气企业工单号', 'Ticket number of the gas operator'),
  },
  fall: {
    part: pick('部位', 'What may fall', fallPart),
    storey: number('所在楼层', 'Storey'),
    areaM2: number('面积', 'Area', 'm²'),
    isOverWalkway: yesNo('下方为人行通道', 'People walk below'),
  },
  confined: {
    spaceKind: pick('有限空间类型', 'Kind of space', spaceKind),
    spaceName: line('名称或编号', 'Name or number of the space'),
    permitNo: line('作业审批单号', 'Number of the work permit'),
    hasGuard: yesNo('有监护人员', 'A guard is present'),
    readings: { label: w('气体检测', 'Gas readings'), input: 'readings' },
  },
};
/** Columns of a gas reading. */
export const readingFields: FieldsOf<GasReading> = {
  gas: pick('气体', 'Gas', gas),
  value: { ...number('数值', 'Value'), isRequired: true },
  unit: pick('单位', 'Unit', gasUnit),
  depth: pick('位置', 'Depth', depth),
  at: { label: w('检测时间', 'Measured at'), input: 'instant', isRequired: true },
  instrumentId: line('仪器编号', 'Instrument'),
};
