/**
 * What simulated people do, one call each: file what they found, hand it on, sign for it, fix it, check it, decide it. The
 * API decides whether they may; a refusal is looked at again from the next reading of the desk.
 */
import type { Department } from '@anju/contracts/actors';
import { dueAt, isOverdue } from '@anju/contracts/hazard-life';
import type { Hazard, HazardSummary, Incident, Report } from '@anju/contracts/hazards';
import { itemFor, type HazardItem, type PolicyOf } from '@anju/contracts/policies';
import type { CompoundRow } from '@anju/contracts/registry';
import { v7 } from 'uuid';
import { counties } from '../demo/geography.js';
import { Prng } from '../demo/prng.js';
import { itemAt } from '../demo/rhythm.js';
import { scenes, spotOf } from '../demo/scenes.js';
import type { Answer, Api } from './api.js';
import type { Board } from './board.js';
import { isSimulated, type Crew, type Simulated } from './crew.js';

/** What was done in a few words, or nothing where there was nothing to do. */
export type Done = string | undefined;
const base = 'safety-hazards/v1';
/** At most so many undecided suspicions of the simulator's own at a time. */
const mostUndecided = 4;
const keptOverdue = 60;

export class Moves {
  private readonly prng = new Prng(`simulator ${Date.now()}`);
  private items: readonly HazardItem[] = [];

  constructor(
    private readonly api: Api,
    private readonly crew: Crew,
    private readonly board: Board,
    private readonly businessNow: () => number,
  ) {}

  /** Something ordinary, somewhere. */
  async file(): Promise<Done> {
    const item = itemAt(this.prng, await this.catalogue(), this.businessNow(), false);
    return this.report(item, item.code === 'H12' ? 'no-upward-camera' : undefined, false);
  }

  /** Something that looks major, as happens now and then. */
  async suspect(): Promise<Done> {
    const waiting = this.board.free(({ class: hazardClass, reportedBy }) => hazardClass === 'SUSPECTED_MAJOR' && isSimulated(reportedBy));
    if (waiting.length >= mostUndecided) return this.decide();
    const those = (await this.catalogue()).filter(({ kind, mayBeSuspected }) => kind === 'hazard' && mayBeSuspected);
    return this.report(this.prng.pick(those), undefined, true);
  }

  /** A smell of gas, or something thrown. */
  async alarm(): Promise<Done> {
    const items = await this.catalogue();
    const isGas = this.prng.chance(0.6);
    return this.report(
      items.find(({ code }) => code === (isGas ? 'G15' : 'H12'))!,
      isGas ? undefined : 'throwing',
      false,
    );
  }

  assign = (): Promise<Done> =>
    this.change(
      (hazard) => hazard.state === 'REPORTED',
      'assign',
      async (hazard) => {
        const isUrgent = hazard.class !== 'ORDINARY' || this.prng.chance(0.2);
        return [isUrgent ? this.crew.operator(hazard.division) : this.crew.officer(hazard.division), {}];
      },
    );

  accept = (): Promise<Done> =>
    this.change(
      (hazard) => hazard.state === 'ASSIGNED',
      'accept',
      async (hazard) => [this.holder(hazard), {}],
    );

  /** What is major or takes long is planned before it is fixed. */
  plan = (): Promise<Done> =>
    this.change(needsPlan, 'plan', async (hazard) => [
      this.holder(hazard),
      {
        responsibility: '项目负责人牵头，工程部落实，专人跟踪。',
        measures: sceneOf(hazard)?.fixed || '更换损坏部件，恢复使用功能。',
        funds: '由责任单位自筹，列入本月维修支出。',
        finishOn: new Date(this.businessNow() + 5 * 86_400_000).toISOString().slice(0, 10),
        contingency: '整改期间每日巡查，现场设警示标识，配备应急器材。',
      },
    ]);

  /** Some stay overdue, as they do in a city; otherwise whatever is due first. */
  submit = (): Promise<Done> => {
    const overdue = this.board.free(isOverdue).length;
    return this.change(
      (hazard) =>
        (hazard.state === 'ACCEPTED' || hazard.state === 'RECTIFYING') &&
        !needsPlan(hazard) &&
        (overdue > keptOverdue || !isOverdue(hazard)),
      'submit',
      async (hazard) => [this.holder(hazard), { note: sceneOf(hazard)?.fixed || '已整改完成，请复查。', photos: [] }],
      mostUrgent,
    );
  };

  recheck = (): Promise<Done> =>
    this.change(
      (hazard) => hazard.state === 'SUBMITTED' && hazard.class !== 'SUSPECTED_MAJOR',
      'recheck',
      async (hazard) => {
        const inspector = await this.checker(hazard);
        const passed = this.prng.chance(0.92);
        return inspector && [inspector, { passed, note: passed ? '现场复核，已整改到位。' : '整改不到位，请继续整改。', photos: [] }];
      },
      mostUrgent,
    );

  acknowledge = (): Promise<Done> =>
    this.change(
      (hazard) =>
        !hazard.acknowledgedAt &&
        hazard.riskLevel === 'RED' &&
        isSimulated(hazard.reportedBy) &&
        Date.now() - Date.parse(hazard.recordedAt) > 40_000,
      'acknowledge',
      async (hazard) => [this.crew.operator(hazard.division), {}],
    );

  urge = (): Promise<Done> =>
    this.change(
      (hazard) => isOverdue(hazard) && hazard.urgedCount < 3,
      'urge',
      async (hazard) => [this.crew.officer(hazard.division), { note: '已超期，请立即处置并反馈。' }],
    );

  /** The department looks at what was suspected, the oldest first. */
  decide = (): Promise<Done> => {
    const isConfirmed = this.prng.chance(0.4);
    return this.change(
      (hazard) => hazard.class === 'SUSPECTED_MAJOR' && isSimulated(hazard.reportedBy),
      isConfirmed ? 'confirm-major' : 'refute-major',
      async (hazard) => {
        const [criteriaVersion, clause] = criteria[hazard.departments[0]!] ?? (['平台示例判定标准', '第一条'] as const);
        const officer = this.crew.department(hazard.division, hazard.departments[0]!);
        return [
          officer,
          isConfirmed ? { criteriaVersion, clauses: [clause] } : { criteriaVersion, clauses: [], reason: '现场核查，不符合判定条款。' },
        ];
      },
      (hazards) => hazards.sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))[0],
    );
  };

  async handOver(): Promise<Done> {
    const incident = [...this.board.incidents.values()].find(
      ({ recordedAt, reportedBy }) => Date.now() - Date.parse(recordedAt) > (isSimulated(reportedBy) ? 60_000 : 1_200_000),
    );
    if (!incident) return undefined;
    this.board.incidents.delete(incident.id);
    const to = incident.itemCode === 'G15' ? '燃气抢修' : '属地派出所';
    const { status } = await this.api.post<Incident>(
      this.crew.operator(incident.division),
      `${base}/incidents/${incident.id}/hand-over`,
      { to },
      incident.version,
    );
    return status === 200 ? `${incident.number} hand-over` : undefined;
  }

  private async report(item: HazardItem, subtype: string | undefined, isSuspectedMajor: boolean): Promise<Done> {
    const compound = this.prng.pick(this.board.compounds);
    if (!compound) return undefined;
    const scene = scenes[subtype ? `${item.code}/${subtype}` : item.code]!;
    const now = this.businessNow();
    const body = {
      id: v7(),
      compoundId: compound.id,
      itemCode: item.code,
      ...(subtype && { subtype }),
      isSuspectedMajor,
      spot: spotOf(scene, this.prng),
      description: scene.seen,
      facts: scene.facts(this.prng),
      photos: [],
      foundAt: new Date(now - this.prng.int(20, 400) * 1_000).toISOString(),
    };
    const { status, body: report } = await this.api.post<Report>(this.finder(compound), `${base}/hazards`, body);
    if (status !== 201) return undefined;
    if (report.kind === 'incident') this.board.incidents.set(report.id, report);
    else this.board.keep(report);
    return `${report.number} report${isSuspectedMajor ? ', looks major' : ''}`;
  }

  private finder({ division, enterpriseId }: CompoundRow): Simulated {
    if (enterpriseId && this.prng.chance(0.2)) return this.crew.manager(enterpriseId, division);
    return this.prng.chance(0.1) ? this.crew.officer(division) : this.prng.pick(this.crew.inspectors(division));
  }

  private holder({ assignee, division }: HazardSummary): Simulated {
    if (assignee?.kind === 'enterprise') return this.crew.manager(assignee.enterpriseId, division);
    return assignee?.kind === 'department' ? this.crew.department(division, assignee.department) : this.crew.officer(division);
  }

  /** An inspector who neither rectified it nor, for a major, reported or signed it. */
  private async checker({ id, division, class: hazardClass, reportedBy }: HazardSummary): Promise<Simulated | undefined> {
    const inspectors = this.crew.inspectors(division);
    if (hazardClass !== 'MAJOR') return this.prng.pick(inspectors);
    const { status, body } = await this.api.get<Hazard>(this.crew.operator(division), `${base}/hazards/${id}`);
    if (status !== 200) return undefined;
    const taken = new Set([reportedBy.sub, ...(body.rechecks ?? []).filter(({ isVoid }) => !isVoid).map(({ by }) => by.sub)]);
    return inspectors.find(({ sub }) => !taken.has(sub));
  }

  private async change(
    fits: (hazard: HazardSummary) => boolean,
    what: string,
    how: (hazard: HazardSummary) => Promise<[Simulated, unknown] | undefined>,
    choose: (hazards: HazardSummary[]) => HazardSummary | undefined = (hazards) =>
      hazards.length > 0 ? this.prng.pick(hazards) : undefined,
  ): Promise<Done> {
    const hazard = choose(this.board.free(fits));
    const asked = hazard && (await how(hazard));
    if (!hazard || !asked) return undefined;
    const [person, body] = asked;
    const answer: Answer<Hazard> = await this.api.post<Hazard>(person, `${base}/hazards/${hazard.id}/${what}`, body, hazard.version);
    if (answer.status === 200) this.board.keep(answer.body);
    else {
      this.board.hazards.delete(hazard.id);
      this.board.readSoon();
    }
    return answer.status === 200 ? `${hazard.number} ${what}` : undefined;
  }

  private async catalogue(): Promise<readonly HazardItem[]> {
    if (this.items.length === 0) {
      const { body } = await this.api.get<PolicyOf<'hazard-catalogue'>>(
        this.crew.operator(counties.pudong),
        `${base}/policies/hazard-catalogue`,
      );
      this.items = body.content.items
        .map((item) => (item.code === 'H12' ? { ...item, ...itemFor(item, 'no-upward-camera'), code: item.code } : item))
        .filter(({ kind, code }) => kind === 'hazard' || code === 'G15');
    }
    return this.items;
  }
}

/** Signed for and not planned yet; the API decides what really needs a plan, by the rule of the place. */
const needsPlan = ({ state, class: hazardClass, clocks }: HazardSummary): boolean =>
  state === 'ACCEPTED' &&
  (hazardClass === 'MAJOR' ||
    clocks.some(({ duty, startedAt, dueAt: due }) => duty === 'rectify' && Date.parse(due) - Date.parse(startedAt) > 14 * 86_400_000));

const sceneOf = ({ itemCode, subtype }: HazardSummary) => scenes[subtype ? `${itemCode}/${subtype}` : itemCode];
/** Among the twenty that are due first, so that few become overdue and the order is not that of a machine. */
const mostUrgent = (hazards: HazardSummary[]): HazardSummary | undefined =>
  hazards.sort((a, b) => ((dueAt(a) ?? '9') < (dueAt(b) ?? '9') ? -1 : 1))[Math.floor(Math.random() * Math.min(20, hazards.length))];
const criteria: Partial<Record<Department, readonly [version: string, clause: string]>> = {
  fire: ['GB 35181-2025', '6.1'],
  gas: ['城镇燃气经营安全重大隐患判定标准', '第六条'],
  housing: ['房屋市政工程生产安全重大事故隐患判定标准（2024版）', '第十二条'],
  emergency: ['工贸企业重大事故隐患判定标准', '第十三条'],
};
