/**
 * One history of a hazard: reported by somebody, then one step after the other by whoever may and sometimes by whoever may
 * not, with the version it has, an old one or none, until it is over or left lying. What is possible is only guessed here
 * from the last answer; the platform decides, and a refusal is part of the history.
 */
import { Department } from '@anju/contracts/actors';
import type { Hazard } from '@anju/contracts/hazards';
import type { Who } from '@anju/testing/realm';
import { v7 } from 'uuid';
import type { Dice } from './histories-dice.js';
import { covers, managersOf, officials, ofRole } from './histories-people.js';
import { dayAfter, type Town } from './histories-town.js';

export interface Home {
  readonly id: string;
  readonly division: string;
  /** Once it was under contract with: whoever manages it. */
  readonly firms: Set<string>;
}
export interface HazardWorld {
  readonly town: Town;
  readonly homes: readonly Home[];
  readonly firms: readonly string[];
  /** Cases of a compound, to merge into. */
  readonly casesAt: Map<string, string[]>;
  readonly incidents: string[];
}
type Step = readonly [action: string, body: Record<string, unknown>, by: Who];

const items = [
  [
    'F01',
    'F02',
    'F03',
    'F06',
    'F10',
    'F12',
    'F13',
    'F16',
    'F20',
    'E01',
    'E02',
    'E03',
    'E04',
    'E09',
    'G01',
    'G02',
    'G04',
    'G09',
    'G11',
    'G14',
  ],
  ['H01', 'H02', 'H03', 'H05', 'H06', 'H07', 'H09', 'H10', 'H11', 'C01', 'C02', 'C03', 'C05', 'C09'],
].flat();
const facts: Readonly<Record<string, (dice: Dice) => unknown>> = {
  F01: (dice) => ({ family: 'fire', part: 'passage', isWholeStairLost: dice.chance(0.2) }),
  F03: (dice) => ({ family: 'fire', part: 'hydrant', isSystemDead: dice.chance(0.3) }),
  H01: (dice) => ({ family: 'fall', part: 'facade', isOverWalkway: dice.chance(0.3) }),
};
const finding = { criteriaVersion: 'GB 35181-2025', clauses: ['6.1'] };
const patience = 5;

export class HazardHistory {
  private hazard: Hazard | undefined;
  private stepsLeft: number;
  private refused = 0;
  private isResting = false;
  isOver = false;

  constructor(
    private readonly world: HazardWorld,
    private readonly dice: Dice,
  ) {
    this.stepsLeft = dice.int(3, 16);
  }

  /** Goes on until it rests for a while or for ever. */
  async walk(): Promise<void> {
    for (let tries = 0; tries < 3 && !this.hazard && !this.isOver; tries++) await this.report();
    // Deadlines may have acted meanwhile; whoever acts without looking again is refused.
    if (this.hazard && this.isResting && this.dice.chance(0.85)) await this.look(this.hazard);
    this.isResting = false;
    if (!this.hazard) this.isOver = true;
    while (!this.isOver && this.hazard) {
      if (this.stepsLeft-- <= 0 || this.refused > patience) this.isOver = true;
      else if (this.dice.chance(0.14)) return void (this.isResting = true);
      else await this.act(this.hazard);
    }
  }

  private async report(): Promise<void> {
    const { dice, world } = this;
    const home = dice.pick(world.homes);
    const by = this.reporter(home);
    const itemCode = dice.chance(0.02) ? 'G15' : dice.chance(0.02) ? 'H12' : dice.pick(items);
    const body = {
      id: v7(),
      compoundId: home.id,
      itemCode,
      ...(itemCode === 'H12' && dice.chance(0.6) && { subtype: dice.pick(['throwing', 'no-upward-camera', 'unknown-kind']) }),
      ...(dice.chance(0.18) && { isSuspectedMajor: true }),
      spot: `${dice.int(1, 30)} 号楼`,
      description: `第 ${dice.int(1, 9999)} 条记录`,
      ...(facts[itemCode] && { facts: dice.chance(0.02) ? { family: 'gas', part: 'hose' } : facts[itemCode](dice) }),
      foundAt: new Date(world.town.now() - dice.int(0, 7_200_000)).toISOString(),
      ...(by.role === 'source' && { sourceKey: `${home.id.slice(-6)}-${dice.int(1, 3)}` }),
    };
    const sent = { op: 'reportHazard', path: 'hazards', by, body, id: body.id };
    const { status, body: said } = await world.town.send(sent);
    if (status === 201 && dice.chance(0.05)) await world.town.send({ ...sent, isRepeat: true });
    if (status !== 201) return;
    if (said.kind === 'incident') {
      world.incidents.push(said.id);
      this.isOver = true;
      return;
    }
    this.hazard = said;
    world.casesAt.set(home.id, [...(world.casesAt.get(home.id) ?? []), said.id]);
  }

  private reporter(home: Home): Who {
    const { dice, world } = this;
    const role = dice.weighed([
      [40, 'inspector'],
      [12, 'subdistrict-officer'],
      [10, 'operator'],
      [10, 'department-officer'],
      [12, 'enterprise-manager'],
      [14, 'source'],
      [2, 'auditor'],
    ] as const);
    if (role === 'enterprise-manager')
      return dice.pick(managersOf(dice.chance(0.9) && home.firms.size > 0 ? dice.pick([...home.firms]) : dice.pick(world.firms)));
    return dice.pick(ofRole(role, dice.chance(0.97) ? home.division : undefined));
  }

  /** One step and what it was answered. */
  private async act(hazard: Hazard): Promise<void> {
    const { dice, world } = this;
    const [action, body, proper] = this.step(hazard);
    const by = dice.chance(0.06) ? dice.pick(officials) : proper;
    const mayBeAny = action === 'acknowledge' || action === 'urge';
    const ifMatch = dice.weighed<number | '*' | undefined>([
      [93, hazard.version],
      [mayBeAny ? 40 : 1.5, '*'],
      [1.5, undefined],
      [3, Math.max(1, hazard.version - 1)],
      [1, hazard.version + 1],
    ]);
    const sent = {
      op: action,
      path: `hazards/${hazard.id}/${action}`,
      by,
      body: dice.chance(0.015) ? { ...body, extra: 1 } : body,
      ifMatch,
      id: hazard.id,
    };
    const rival = dice.chance(0.04) ? this.step(hazard) : undefined;
    const [answer] = await Promise.all([
      world.town.send<Hazard>(sent),
      rival &&
        world.town.send({
          op: rival[0],
          path: `hazards/${hazard.id}/${rival[0]}`,
          by: rival[2],
          body: rival[1],
          ifMatch: hazard.version,
          id: hazard.id,
        }),
    ]);
    if (answer.status === 200 && dice.chance(0.03)) await world.town.send({ ...sent, isRepeat: true });
    if (answer.status === 200 && !rival) {
      this.hazard = answer.body;
      this.refused = 0;
      if (answer.body.relapsedAs) world.casesAt.get(hazard.compoundId)?.push(answer.body.relapsedAs.id);
    } else {
      this.refused++;
      await this.look(hazard);
    }
  }

  /** As whoever sees everything: a deadline or another person may have been quicker. */
  private async look({ id, division }: Hazard): Promise<void> {
    const { status, body } = await this.world.town.read<Hazard>(
      'safety-hazards',
      `hazards/${id}`,
      this.dice.pick(ofRole('auditor', division)),
    );
    if (status !== 200) throw new Error(`hazard ${id} answers ${status}`);
    this.hazard = body;
  }

  private step(hazard: Hazard): Step {
    const { dice } = this;
    const { division, departments } = hazard;
    const one = (role: Parameters<typeof ofRole>[0]): Who => dice.pick(ofRole(role, division));
    const department = (names: readonly string[] = departments): Who => {
      const those = ofRole('department-officer', division).filter(({ department: own }) => own && names.includes(own));
      return those.length > 0 ? dice.pick(those) : one('department-officer');
    };
    const county = dice.pick(
      ofRole('operator', division).filter(({ divisions = [] }) => divisions.some((code) => code.length <= 6 || dice.chance(0.05))),
    );
    const holder = this.holder(hazard, one, department);
    const { day } = this.world.town;
    const today = day.call(this.world.town);
    const due = hazard.clocks.find(({ duty }) => duty === 'rectify')?.dueAt.slice(0, 10) ?? today;
    const photos: unknown[] = [];
    const reason = `原因 ${dice.int(1, 999)}`;
    const isOpen = !['CLOSED', 'MERGED', 'VOID'].includes(hazard.state);
    const isListed = hazard.listing !== undefined;
    const isMajor = hazard.class === 'MAJOR';

    const plan = (): Step => [
      'plan',
      {
        responsibility: '项目经理',
        measures: '整改',
        funds: '自筹',
        contingency: '值守',
        finishOn: isMajor
          ? dayAfter(today, dice.int(-1, dice.chance(0.2) ? 380 : 60))
          : dayAfter(dice.chance(0.5) ? today : due, dice.int(-1, 2)),
      },
      holder,
    ];
    const anywhere: (readonly [number, () => Step])[] = [
      [
        5,
        () => [
          'grade',
          dice.chance(0.4) ? { class: 'SUSPECTED_MAJOR', reason } : { riskLevel: dice.pick(['RED', 'ORANGE', 'YELLOW', 'BLUE']), reason },
          one(dice.chance(0.5) ? 'operator' : 'subdistrict-officer'),
        ],
      ],
      [
        hazard.class === 'SUSPECTED_MAJOR' ? 26 : 1,
        () => (dice.chance(0.6) ? ['confirm-major', finding, department()] : ['refute-major', { ...finding, reason }, department()]),
      ],
      [4, () => ['control', { measures: '围挡', photos }, dice.chance(0.5) ? one('inspector') : holder]],
      [5, () => ['acknowledge', dice.chance(0.5) ? {} : { note: reason }, one('operator')]],
      [5, () => ['urge', {}, one(dice.chance(0.5) ? 'operator' : 'subdistrict-officer')]],
      [3, () => ['supervise', { reason }, county]],
      [
        isMajor && !isListed ? 22 : 0.4,
        () => ['list', { limitOn: dayAfter(today, dice.chance(0.6) ? dice.int(0, 20) : dice.int(-2, 370)), reason }, county],
      ],
      [
        isListed ? 10 : 0.3,
        () => [
          'record-listing',
          {
            step: dice.pick(['published', 'filed-with-city']),
            on: dayAfter(
              today,
              dice.weighed([
                [10, 0],
                [2, -1],
                [1, 1],
                [1, -9],
              ]),
            ),
          },
          county,
        ],
      ],
      [
        3,
        () => [
          'transfer',
          { department: dice.chance(0.5) ? dice.pick(departments) : dice.pick(Department.options), reason },
          one('subdistrict-officer'),
        ],
      ],
      [2.5, () => ['suspend-place', { extent: '地下一层', reason }, department()]],
      [
        hazard.suspension ? 30 : 0.3,
        () => [
          'resume-place',
          { reason },
          hazard.suspension && dice.chance(0.85) ? department([hazard.suspension.department]) : department(),
        ],
      ],
      [5, () => ['merge', { into: this.target(hazard), reason }, one(dice.chance(0.5) ? 'operator' : 'subdistrict-officer')]],
      [1, () => ['void', { reason }, one('subdistrict-officer')]],
    ];
    const assign = (): Step => [
      'assign',
      { ...this.assignee(hazard), ...(dice.chance(0.8) && { reason }) },
      dice.chance(0.4) ? county : one('subdistrict-officer'),
    ];
    const byState: Readonly<Record<string, (readonly [number, () => Step])[]>> = {
      REPORTED: [
        [70, assign],
        [4, () => ['void', { reason }, one('subdistrict-officer')]],
      ],
      ASSIGNED: [
        [70, () => ['accept', {}, holder]],
        [10, () => ['return', { reason }, holder]],
        [4, assign],
      ],
      ACCEPTED: [
        [isMajor ? 60 : 14, plan],
        [50, () => ['submit', { note: '已整改', photos }, holder]],
        [4, assign],
      ],
      RECTIFYING: [
        [6, plan],
        [55, () => ['submit', { note: '已整改', photos }, holder]],
        [3, assign],
      ],
      SUBMITTED: [[90, () => ['recheck', { passed: dice.chance(0.72), photos }, one('inspector')]]],
      CLOSED: [
        [26, () => ['look-back', { outcome: 'true', photos }, one('inspector')]],
        [16, () => ['look-back', { outcome: 'relapsed', photos, relapse: { id: v7(), description: '又出现' } }, one('inspector')]],
        [isListed ? 60 : 1, () => ['delist', { reason }, county]],
      ],
      MERGED: [[3, assign]],
      VOID: [[3, assign]],
    };
    const extending: (readonly [number, () => Step])[] = [
      [
        hazard.extension ? 3 : 16,
        () => ['request-extension', { until: dayAfter(due, dice.int(0, dice.chance(0.1) ? 400 : 25)), reason }, holder],
      ],
      [
        hazard.extension ? 40 : 0.5,
        () => [
          'decide-extension',
          {
            isGranted: dice.chance(0.7),
            ...(dice.chance(0.2) && { until: dayAfter(due, dice.int(0, 20)) }),
            ...(dice.chance(0.8) && { reason }),
          },
          isMajor ? department() : one('subdistrict-officer'),
        ],
      ],
    ];
    const isRectifying = hazard.state === 'ACCEPTED' || hazard.state === 'RECTIFYING';
    const share = isOpen || dice.chance(0.3) ? anywhere : anywhere.filter(([weight]) => weight >= 9);
    const step = dice.weighed([...byState[hazard.state]!, ...share, ...(isRectifying ? extending : [])]);
    if (!isOpen && dice.chance(0.35)) this.isOver = true;
    return step();
  }

  private holder(
    { assignee }: Hazard,
    one: (role: 'subdistrict-officer' | 'department-officer') => Who,
    department: (names: readonly string[]) => Who,
  ): Who {
    if (assignee?.kind === 'enterprise') return this.dice.pick(managersOf(assignee.enterpriseId));
    if (assignee?.kind === 'department') return department([assignee.department]);
    return one('subdistrict-officer');
  }

  private assignee({ departments }: Hazard): Record<string, unknown> {
    const { dice, world } = this;
    return dice.weighed<Record<string, unknown>>([
      [60, {}],
      [16, { to: { kind: 'subdistrict' } }],
      [10, { to: { kind: 'department', department: dice.chance(0.8) ? dice.pick(departments) : dice.pick(Department.options) } }],
      [12, { to: { kind: 'enterprise', enterpriseId: dice.pick(world.firms) } }],
      [1, { to: { kind: 'enterprise', enterpriseId: v7() } }],
    ]);
  }

  /** Mostly another case of the compound. */
  private target({ id, compoundId }: Hazard): string {
    const { dice, world } = this;
    const others = (world.casesAt.get(compoundId) ?? []).slice(-12).filter((other) => other !== id || dice.chance(0.03));
    if (others.length > 0 && dice.chance(0.93)) return dice.pick(others);
    const elsewhere = world.casesAt.get(dice.pick(world.homes).id);
    return elsewhere ? dice.pick(elsewhere) : v7();
  }
}

/** Hands over an incident that was recorded; twice is refused. */
export async function handOver({ town, incidents }: HazardWorld, dice: Dice): Promise<void> {
  const id = dice.pick(incidents);
  const by = ofRole('operator').find((who) => covers(who, '310115'))!;
  const { status, body } = await town.read('safety-hazards', 'incidents?limit=200', by);
  const version = status === 200 ? body.items.find((one: { id: string }) => one.id === id)?.version : undefined;
  await town.send({ op: 'hand-over', path: `incidents/${id}/hand-over`, by, body: { to: '燃气抢修' }, ifMatch: version ?? 1, id });
}
