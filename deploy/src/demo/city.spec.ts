/** The invented city, looked at without any database: what it is made of, and that its history keeps the rules. */
import { describe, expect, it } from '@jest/globals';
import { exampleIds, exampleUsccs } from '@anju/contracts/examples';
import type { HazardEvent, IncidentEvent } from '@anju/contracts/hazard-events';
import { dutyOf, evolve, evolveIncident } from '@anju/contracts/hazard-life';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import { Hazard, Incident, isOpen } from '@anju/contracts/hazards';
import { ReportHazard } from '@anju/contracts/hazard-requests';
import type { Operation } from '@anju/contracts/operations';
import { existsOn } from '@anju/contracts/compound-history';
import { CoverageGap } from '@anju/contracts/coverage';
import { dayOf } from '@anju/contracts/day';
import { ConcludeContract, FileEnterprise, lastDayOf, RefreshFiling, RegisterCompound } from '@anju/contracts/registry';
import { isInside } from '@anju/enterprise-registry/areas';
import { gapsKnownOn, gapsOf } from '@anju/enterprise-registry/coverage';
import { isVoid } from '@anju/enterprise-registry/gap';
import { verdictOn } from '@anju/enterprise-registry/uscc';
import { createHash } from 'node:crypto';
import { makeCity, type City } from './city.js';
import { contractFacts, firmFiling, gapFiling, hazardFiling, homeFiling, tenureFiling } from './filings.js';
import { loadGeography } from './geography.js';
import { nameParts } from './names.js';
import { compoundOf, isAccepted } from './registry.js';
import { smallCity } from './size.js';

const endMs = Date.parse('2026-11-24T15:00:00+08:00');
const size = { ...smallCity, compounds: 120, enterprises: 30, hazards: 400 };
const city = makeCity({ seed: 7, endMs, size });
const lives = city.hazards.map(city.live);
const incidents = city.incidents.map(city.liveIncident);
const tenures = city.registry.homes.flatMap((home) => home.tenures.map((tenure) => ({ home, tenure })));

const digestOf = ({ registry, hazards, incidents: alarms, live, liveIncident }: City): string => {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(registry));
  for (const plan of hazards) hash.update(JSON.stringify(live(plan).steps));
  for (const plan of alarms) hash.update(JSON.stringify(liveIncident(plan).steps));
  return hash.digest('hex');
};

describe('a city', () => {
  it('is the same for the same seed and another for another', () => {
    const small = (seed: number) => digestOf(makeCity({ seed, endMs, size: smallCity }));
    expect(small(1)).toBe(small(1));
    expect(small(1)).not.toBe(small(2));
  });

  it('has credit codes with both checks good, of districts that do not exist, none twice', () => {
    const codes = city.registry.firms.map(({ input }) => input.uscc);
    expect(codes.filter((code) => verdictOn(code) !== 'good')).toEqual([]);
    expect(codes.filter((code) => !/^91(310199|510199)/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('has names that only its own syllables make', () => {
    const of = (parts: readonly string[]) => `(${parts.join('|')})`;
    const { first, second, homes, oldHomes, brand, trade } = nameParts;
    const compound = new RegExp(`^(示例)?${of(first)}${of(second)}${of([...homes, ...oldHomes])}(东区|西区)?$`);
    const firm = new RegExp(`^(${of(brand)}${of(first)}${of(brand)}|示例..(家园)?)${of(trade)}((浦东|旌阳)分公司)?$`);
    expect(city.registry.homes.map(({ input }) => input.name).filter((name) => !compound.test(name))).toEqual([]);
    expect(city.registry.firms.map(({ input }) => input.name).filter((name) => !firm.test(name))).toEqual([]);
  });

  it('contains what the examples of the API name', () => {
    const { homes, firms } = city.registry;
    const servedBy = (id: string) =>
      homes.find(({ input }) => input.id === id)!.tenures.map(({ input }) => [input.enterpriseId, input.startsOn, lastDayOf(input)]);
    expect(servedBy(exampleIds.compound)).toEqual([[exampleIds.enterprise, '2024-01-01', '2027-12-31']]);
    expect(servedBy(exampleIds.rivalCompound)).toEqual([[exampleIds.rival, '2024-01-01', '2027-12-31']]);
    expect(servedBy(exampleIds.orphanCompound)).toEqual([[expect.any(String), '2023-09-01', '2026-08-31']]);
    const codeOf = (id: string) => firms.find(({ input }) => input.id === id)?.input.uscc;
    expect([exampleIds.enterprise, exampleIds.rival, exampleIds.filedEnterprise].map(codeOf)).toEqual([
      exampleUsccs.enterprise,
      exampleUsccs.rival,
      exampleUsccs.filedEnterprise,
    ]);
    expect(firms.filter((firm) => !firm.decision).map(({ input }) => input.id)).toContain(exampleIds.filedEnterprise);
    expect(tenures.map(({ tenure }) => tenure.input.id)).toContain(exampleIds.contract);
  });

  it('lies in real communities, inside the cell of the township', () => {
    const { pudong, jingyang } = loadGeography();
    const cells = new Map([...pudong, ...jingyang].map((township) => [township.code, township]));
    for (const { input } of city.registry.homes) {
      const township = cells.get(input.division.slice(0, 9))!;
      expect(township.communities.map(({ code }) => code)).toContain(input.division);
      expect(isInside(township.cell.ring, input.point!)).toBe(true);
    }
  });

  it('is filed in requests that the registry would take', () => {
    for (const { input } of city.registry.firms) FileEnterprise.parse(input);
    for (const { input } of city.registry.homes) RegisterCompound.parse(input);
    for (const { tenure } of tenures) ConcludeContract.parse(tenure.input);
    for (const firm of city.registry.firms)
      expect(firmFiling(firm, city.book).entries).toHaveLength(1 + [firm.decision, firm.refresh, firm.exit].filter(Boolean).length);
    for (const home of city.registry.homes) expect(homeFiling(home, city.ledger(home)).entries).toHaveLength(home.facts.length);
    for (const { home, tenure } of tenures) expect(tenureFiling(home, tenure).entries).toHaveLength(tenure.end ? 2 : 1);
  });

  it('has one firm at a time in a compound, of an accepted filing, with gaps in between', () => {
    for (const { tenures: chain } of city.registry.homes) {
      const spans = chain.map(({ input, end }) => [input.startsOn, lastDayOf({ endsOn: input.endsOn, endedOn: end?.endedOn })] as const);
      for (const [index, [from]] of spans.entries()) if (index > 0) expect(from > spans[index - 1]![1]).toBe(true);
      for (const { firm, at } of chain) expect(isAccepted(firm) && firm.decision!.at < at).toBe(true);
    }
    expect(city.registry.homes.some(({ tenures: chain }) => chain.length === 0)).toBe(true);
  });
});

describe('its register', () => {
  const { firms, homes } = city.registry;

  it('shows what happens to firms and compounds in a year', () => {
    const happened = homes.flatMap(({ facts }) => facts.map(({ type }) => type));
    expect([...new Set(happened)].sort()).toEqual([
      'compound.merged.v1',
      'compound.registered.v1',
      'compound.renamed.v1',
      'compound.split.v1',
    ]);
    const causes = new Set(tenures.map(({ tenure }) => tenure.end?.cause));
    expect([...causes]).toEqual(expect.arrayContaining([undefined, 'firm-exited', 'merged', 'split']));
    expect(firms.filter(({ exit }) => exit).length).toBeGreaterThan(1);
    expect(firms.filter(({ input }) => input.parentUscc).length).toBeGreaterThan(0);
    const refreshed = firms.filter(({ refresh }) => refresh).length;
    expect(refreshed).toBeGreaterThan(firms.length / 2);
    expect(refreshed).toBeLessThan(firms.filter(isAccepted).length);
    for (const { refresh } of firms) if (refresh) RefreshFiling.parse(refresh.input);
  });

  it('has the gaps that follow from its contracts, told forward in time, some of them planned', () => {
    const today = dayOf(new Date(endMs));
    const all: CoverageGap[] = [];
    for (const home of homes) {
      const { lives: gaps, timers } = city.ledger(home);
      const contracts = home.tenures.map((tenure) => contractFacts(home, tenure).at(-1)!.data.contract);
      const known = gapsKnownOn(gapsOf(compoundOf(home), contracts), today);
      const standing = gaps.map(({ gap }) => gap).filter((gap) => !isVoid(gap));
      expect(standing.map(({ openedOn, closedOn, reason }) => ({ openedOn, closedOn, reason })).sort(byFirst)).toEqual(
        known.map(({ from, until, reason }) => ({ openedOn: from, closedOn: until, reason })),
      );
      for (const life of gaps) {
        const times = life.steps.map(({ fact }) => fact.data.at);
        expect(times).toEqual([...times].sort());
        expect(gapFiling(life).row['gap']).toEqual(CoverageGap.parse(life.gap));
      }
      expect(timers.filter(({ dueAt }) => Date.parse(dueAt) <= endMs)).toEqual([]);
      all.push(...standing);
    }
    const open = all.filter(({ status }) => status === 'OPEN');
    expect(new Set(open.map(({ reason }) => reason)).size).toBeGreaterThan(2);
    expect(open.some(({ plan }) => plan) && open.some(({ plan }) => !plan)).toBe(true);
    expect(all.some(({ closedBy }) => closedBy === 'contract')).toBe(true);
  });

  it('sends nobody to a compound that was merged or split before', () => {
    const known = new Map(homes.map((home) => [home.input.id, compoundOf(home)]));
    for (const { input, atMs } of city.hazards) expect(existsOn(known.get(input.compoundId)!, dayOf(new Date(atMs)))).toBe(true);
  });
});
const byFirst = (a: { openedOn: string }, b: { openedOn: string }): number => (a.openedOn < b.openedOn ? -1 : 1);

describe('its history', () => {
  const eventsOf = (operation: Operation): readonly string[] => operation.events ?? [];
  const allowed = Object.values(hazardOperations as Record<string, Operation>);

  it('obeys the table of states', () => {
    for (const { steps } of lives) {
      for (const [index, { fact, hazard }] of steps.entries()) {
        if (
          fact.type === 'hazard.overdue.v1' ||
          (fact.type === 'hazard.escalated.v1' && (fact.data as { cause: string }).cause === 'clock')
        )
          continue;
        const before = steps[index - 1]?.hazard.state;
        const fits = allowed.some(
          (operation) =>
            eventsOf(operation).includes(fact.type) &&
            (before === undefined || operation.from!.includes(before)) &&
            (operation.to!.includes(hazard.state) || (operation.to!.includes('same') && before === hazard.state)),
        );
        expect([fact.type, before, hazard.state, fits]).toEqual([fact.type, before, hazard.state, true]);
      }
    }
  });

  it('folds to the rows that are stored, versions without a gap', () => {
    for (const life of lives) {
      const { row, entries } = hazardFiling(life, city.book);
      const folded = entries.reduce<Hazard | undefined>(
        (hazard, { fact, version }) => evolve(hazard, fact as HazardEvent, version),
        undefined,
      )!;
      expect(entries.map(({ version }) => version)).toEqual(entries.map((_, index) => index + 1));
      expect(row['hazard']).toEqual(folded);
      expect(row['version']).toBe(entries.length);
      Hazard.parse(folded);
    }
    for (const { steps, incident } of incidents) {
      expect(
        steps.reduce<Incident | undefined>((known, { fact, version }) => evolveIncident(known, fact as IncidentEvent, version), undefined),
      ).toEqual(incident);
      Incident.parse(incident);
    }
  });

  it('was reported in requests that the service would take', () => {
    for (const { plan } of lives) ReportHazard.parse(plan.input);
  });

  it('runs forward and ends in time, with no deadline left behind', () => {
    for (const life of lives) {
      const times = life.steps.map(({ at }) => Date.parse(at));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.at(-1)).toBeLessThanOrEqual(endMs);
      const { timers } = hazardFiling(life, city.book);
      expect(timers.filter(({ dueAt }) => Date.parse(dueAt) <= endMs)).toEqual([]);
      if (!isOpen(life.hazard)) expect(timers).toEqual([]);
      else if (life.hazard.class === 'ORDINARY') expect(life.hazard.clocks.map(({ duty }) => duty)).toContain(dutyOf[life.hazard.state]);
    }
  });

  it('has every kind of thing that happens, and suspected majors that nobody has decided', () => {
    const happened = new Set(lives.flatMap(({ steps }) => steps.map(({ fact }) => fact.type)));
    expect([...happened].sort()).toEqual(
      expect.arrayContaining([
        'hazard.acknowledged.v1',
        'hazard.closed.v1',
        'hazard.escalated.v1',
        'hazard.major-refuted.v1',
        'hazard.overdue.v1',
        'hazard.recheck-failed.v1',
        'hazard.urged.v1',
      ]),
    );
    const open = lives.filter(({ hazard }) => isOpen(hazard));
    expect(open.filter(({ hazard }) => hazard.class === 'SUSPECTED_MAJOR')).toHaveLength(size.undecided);
    expect(incidents.filter(({ incident }) => !incident.handedOver)).toHaveLength(1);
  });

  it('numbers its hazards in the order of time, from where the series stands', () => {
    const again = makeCity({ seed: 7, endMs, size });
    again.numberFrom({ 'HZ-310115-2026': 41 });
    const numbers = again.hazards.filter(({ series }) => series === 'HZ-310115-2026').map((plan) => again.live(plan).hazard.number);
    expect(numbers).toEqual(numbers.map((_, index) => `HZ-310115-2026-${String(41 + index).padStart(6, '0')}`));
  });

  it('is checked by somebody else, and a major by two', () => {
    for (const { hazard } of lives) {
      const rectifiers = (hazard.rectifications ?? []).map(({ by }) => by.sub);
      for (const { by } of hazard.rechecks ?? []) expect(rectifiers).not.toContain(by.sub);
      if (hazard.class !== 'MAJOR' || hazard.state !== 'CLOSED') continue;
      const signers = hazard.rechecks!.filter(({ passed, isVoid }) => passed && !isVoid).map(({ by }) => by.sub);
      expect(new Set(signers).size).toBe(2);
      expect(signers).not.toContain(hazard.reportedBy.sub);
    }
  });
});
