/**
 * Cases in every state that a page can show, made through the API by the people whose turn it is: a suspicion that nobody has
 * acknowledged, a listed major, a sealed place, a plea for more time, a merged one, a relapse. Screens and accessibility
 * are judged on these, because a page without its difficult states proves little.
 */
import { v7 } from 'uuid';
import { exampleIds } from '@anju/contracts/examples';
import type { Hazard } from '@anju/contracts/hazards';
import type { Platform } from './platform.fixtures.ts';

export type Stage = Readonly<
  Record<
    | 'permit'
    | 'evacuated'
    | 'late'
    | 'suspected'
    | 'reported'
    | 'assigned'
    | 'extension'
    | 'listed'
    | 'sealed'
    | 'submitted'
    | 'merged'
    | 'relapsed'
    | 'closed',
    string
  >
>;
const day = (ahead: number): string => new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const plan = {
  responsibility: '项目经理何丽娟负责，工程部刘强落实。',
  measures: '清理楼道堆物，加装隔离设施，每日巡查两次。',
  funds: '企业自筹，预算 2,000 元。',
  contingency: '整改期间配备灭火器四具，出现险情立即疏散并报 119。',
};

export async function setStage(platform: Platform): Promise<Stage> {
  const report = async (itemCode: string, spot: string, more: object = {}, compoundId: string = exampleIds.compound): Promise<string> => {
    const id = v7();
    const point = { lng: 121.507 + Math.random() / 500, lat: 31.236 + Math.random() / 500, crs: 'WGS84' };
    const body = { id, compoundId, itemCode, spot, point, foundAt: new Date().toISOString(), photos: [], ...more };
    await platform.post('safety-hazards/v1/hazards', body, 'inspector-1');
    return id;
  };
  const act = async (id: string, login: string, operation: string, body: object = {}): Promise<Hazard> => {
    const { version } = await platform.get<Hazard>(`safety-hazards/v1/hazards/${id}`, login);
    return platform.post<Hazard>(`safety-hazards/v1/hazards/${id}/${operation}`, body, login, version);
  };
  const assigned = async (...about: Parameters<typeof report>): Promise<string> => {
    const id = await report(...about);
    await act(id, 'officer-005', 'assign');
    return id;
  };
  const accepted = async (...about: Parameters<typeof report>): Promise<string> => {
    const id = await assigned(...about);
    await act(id, 'manager-1', 'accept', { note: '已安排工程部处理。' });
    return id;
  };
  const confirm = (id: string): Promise<Hazard> =>
    act(id, 'fire', 'confirm-major', { criteriaVersion: 'GB 35181-2025', clauses: ['6.1', '6.3'], reason: '疏散通道不能使用。' });

  const suspected = await report('F01', '3 号楼 2 单元楼道', { isSuspectedMajor: true, description: '堆物占满平台，仅容一人侧身通过。' });
  const reported = await report('E01', '地下车库 B1 充电区');
  const returned = await assigned('F03', '1 号楼消火栓');
  await act(returned, 'manager-1', 'return', { reason: '该处消火栓由市政管理，不属于本企业服务范围。' });

  const extension = await accepted('F02', '5 号楼北侧消防车通道');
  await act(extension, 'manager-1', 'control', { measures: '已设锥桶，安保值守至 18:00。', photos: [] });
  const { clocks } = await act(extension, 'officer-005', 'urge', { note: '请尽快落实。' });
  const due = clocks.find(({ duty }) => duty === 'rectify')!.dueAt;
  const until = new Date(Date.parse(due) + 8 * 3_600_000 + 3 * 86_400_000).toISOString().slice(0, 10);
  await act(extension, 'manager-1', 'request-extension', { until, reason: '隔离桩到货延迟，供应商承诺三日内送达。' });

  const listed = await report('F01', '7 号楼避难层', { isSuspectedMajor: true });
  await confirm(listed);
  await act(listed, 'operator', 'acknowledge');
  await act(listed, 'officer-005', 'assign');
  await act(listed, 'manager-1', 'accept');
  await act(listed, 'manager-1', 'plan', { ...plan, finishOn: day(10) });
  await act(listed, 'operator', 'list', { limitOn: day(20), reason: '涉及避难层，区级挂牌督办。', documentNo: '浦应急督〔2026〕12 号' });
  await act(listed, 'operator', 'record-listing', { step: 'published', on: day(0), medium: '区政府门户网站' });
  await act(listed, 'officer-005', 'transfer', { department: 'urban-management', reason: '违法搭建，移送执法。' });

  const sealed = await report('F01', '地下一层充电区', { isSuspectedMajor: true });
  await act(sealed, 'operator', 'acknowledge');
  await act(sealed, 'fire', 'suspend-place', { extent: '3 号楼地下一层充电区', reason: '存在严重火灾危险，临时查封。' });

  const submitted = await accepted('F09', '9 号楼疏散指示灯');
  await act(submitted, 'manager-1', 'submit', { note: '已更换疏散指示灯 4 具，现场测试正常。', photos: [] });

  const merged = await report('E01', '地下车库 B1 充电区东侧');
  await act(merged, 'officer-005', 'merge', { into: reported, reason: '同一处飞线充电，重复上报。' });

  const close = async (spot: string): Promise<string> => {
    const id = await accepted('F05', spot);
    await act(id, 'manager-1', 'submit', { note: '已更换闭门器。', photos: [] });
    await act(id, 'inspector-2', 'recheck', { passed: true, note: '防火门可自行关闭。', photos: [] });
    return id;
  };
  const closed = await close('11 号楼防火门');
  const relapsed = await close('12 号楼防火门');
  const relapse = { id: v7(), description: '防火门再次被砖块顶开。' };
  await act(relapsed, 'inspector-3', 'look-back', { outcome: 'relapsed', note: '与整改前相同。', photos: [], relapse });
  const instrument = { id: 'QT-4-0231', calibratedOn: day(-90) };
  const air = (oxygen: number) =>
    (['upper', 'middle', 'lower'] as const).flatMap((depth) =>
      (
        [
          ['oxygen', oxygen, '%'],
          ['combustible', 0, '%LEL'],
          ['hydrogen-sulfide', 1, 'mg/m³'],
          ['carbon-monoxide', 2, 'mg/m³'],
        ] as const
      ).map(([gas, value, unit]) => ({ gas, value, unit, depth, at: ago(1), instrument })),
    );
  const permitted = async (name: string): Promise<string> => {
    const id = v7();
    await platform.post(
      'safety-hazards/v1/permits',
      {
        id,
        compoundId: exampleIds.compound,
        space: { kind: 'septic-tank', name, depthM: 3.2 },
        task: '清掏化粪池，更换液位浮球。',
        contractor: '示例洁城环境服务部',
        approver: '何丽娟',
        guards: ['刘强'],
        entrants: ['孙伟', '马超'],
        gear: ['ventilator', 'detector', 'breathing-apparatus', 'harness', 'tripod', 'radio'],
        ventilatedFrom: ago(45),
        startsAt: ago(1),
        endsAt: ago(-150),
        readings: air(20.8),
      },
      'manager-1',
    );
    return id;
  };
  const permit = await permitted('3 号楼北侧化粪池');
  const evacuated = await permitted('5 号楼南侧污水井');
  await platform.post(`safety-hazards/v1/permits/${evacuated}/readings`, { readings: air(18.1) }, 'manager-1', 1);
  const reportLate = async (what: string, hours: number): Promise<string> => {
    const id = v7();
    const body = {
      id,
      compoundId: exampleIds.compound,
      spot: '5 号楼 301 室',
      what,
      dissuaded: '现场劝阻两次，书面告知并张贴整改通知，业主拒绝停工。',
      reportedTo: ['owners-committee', 'subdistrict'],
      photos: [],
      foundAt: ago(hours * 60),
    };
    await platform.post('safety-hazards/v1/duty-reports', body, 'manager-1');
    return id;
  };
  await reportLate('租户在阳台私拉电线给电动自行车充电，劝阻无效。', 3);
  const late = await reportLate('业主擅自拆改承重墙，劝阻无效。', 40);
  const assignedOne = await assigned('F04', '2 号楼门厅灭火器箱');
  return {
    permit,
    evacuated,
    late,
    suspected,
    reported,
    assigned: assignedOne,
    extension,
    listed,
    sealed,
    submitted,
    merged,
    relapsed,
    closed,
  };
}
