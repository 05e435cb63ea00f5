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
  Record<'suspected' | 'reported' | 'assigned' | 'extension' | 'listed' | 'sealed' | 'submitted' | 'merged' | 'relapsed' | 'closed', string>
>;
const day = (ahead: number): string => new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
const plan = {
  responsibility: '项目经理何丽娟负责，工程部刘强落实。',
  measures: '清理楼道堆物，加装隔离设施，每日巡查两次。',
  funds: '企业自筹，预算 2,000 元。',
  contingency: '整改期间配备灭火器四具，出现险情立即疏散并报 119。',
};

export async function setStage(platform: Platform): Promise<Stage> {
  const report = async (itemCode: string, spot: string, more: object = {}, compoundId: string = exampleIds.compound): Promise<string> => {
    const id = v7();
    const body = { id, compoundId, itemCode, spot, foundAt: new Date().toISOString(), photos: [], ...more };
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
  const assignedOne = await assigned('F04', '2 号楼门厅灭火器箱');
  return { suspected, reported, assigned: assignedOne, extension, listed, sealed, submitted, merged, relapsed, closed };
}
