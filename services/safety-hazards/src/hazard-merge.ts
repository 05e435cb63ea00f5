/**
 * The same thing told twice, told wrongly, or come back: merged without losing who reported it, counted again when a machine
 * repeats itself, declared void, looked back at. A relapse is a new hazard that names the old one, because its deadlines,
 * its firm and its signatures are those of the new day.
 */
import { personOf, type Actor } from '@anju/access/actor';
import type { Fact } from '@anju/contracts/event';
import { HazardJoined, HazardLookedBack, HazardMerged, HazardRepeated, HazardVoided } from '@anju/contracts/hazard-events';
import type { CaseRef, Photo } from '@anju/contracts/hazard-records';
import type { LookBackHazard, MergeHazard, ReportHazard, VoidHazard } from '@anju/contracts/hazard-requests';
import { isOpen, type Hazard } from '@anju/contracts/hazards';
import { HazardClass } from '@anju/contracts/policies';
import { problem } from '@anju/contracts/problems';
import type { Rules } from './hazard-clock.js';
import { mustBePossible, step } from './hazard-may.js';

const caseRef = ({ id, number }: Hazard): CaseRef => ({ id, number });
const weight = (hazard: Hazard): number => HazardClass.options.indexOf(hazard.class);

export interface Merged {
  readonly source: Fact[];
  readonly target: Fact[];
}

/** What happens to the one that ends and to the one that goes on for both; `target` is undefined where the caller may not see it. */
export function merge(hazard: Hazard, target: Hazard | undefined, { into, reason }: MergeHazard, by: Actor, rules: Rules): Merged {
  mustBePossible('mergeHazard', hazard, by.role);
  const refuse = (code: string): never => {
    throw problem('merge-not-possible', { errors: [{ pointer: '/into', code, message: into }] });
  };
  if (!target) return refuse('unknown');
  if (target.id === hazard.id) return refuse('itself');
  if (!isOpen(target)) return refuse('not-open');
  if (target.compoundId !== hazard.compoundId) return refuse('other-compound');
  if (weight(target) < weight(hazard)) return refuse('lower-class');
  if (hazard.class === 'MAJOR') return refuse('is-major');
  if (hazard.listing || hazard.transferredTo?.length || hazard.suspension) return refuse('is-supervised');
  const { reportedBy, foundAt, recordedAt, description, reporters = [], photos, sourceKeys = [] } = hazard;
  const first = { by: reportedBy, foundAt, at: recordedAt, description, from: caseRef(hazard) };
  return {
    source: [HazardMerged.of({ ...step(by, rules), into: caseRef(target), reason, clocks: [] })],
    target: [
      HazardJoined.of({
        ...step(by, rules),
        from: caseRef(hazard),
        reporters: [first, ...reporters.map((one) => ({ ...one, from: one.from ?? caseRef(hazard) }))],
        photos,
        sourceKeys,
        clocks: target.clocks,
      }),
    ],
  };
}

/** A machine reports again what is still open. */
export function repeat(hazard: Hazard, input: ReportHazard, photos: Photo[], sourceKey: string, by: Actor, rules: Rules): Fact[] {
  const { foundAt, description } = input;
  return [HazardRepeated.of({ ...step(by, rules), foundAt, description, photos, sourceKey, clocks: hazard.clocks })];
}

export function declareVoid(hazard: Hazard, { reason }: VoidHazard, by: Actor, rules: Rules): Fact[] {
  mustBePossible('voidHazard', hazard, by.role);
  return [HazardVoided.of({ ...step(by, rules), reason, clocks: [] })];
}

/** `relapsedAs`: the new hazard, already numbered. */
export function lookBack(
  hazard: Hazard,
  { outcome, note }: LookBackHazard,
  photos: Photo[],
  relapsedAs: CaseRef | undefined,
  by: Actor,
  rules: Rules,
): Fact[] {
  if (hazard.rechecks?.some((recheck) => recheck.by.sub === personOf(by).sub)) throw problem('not-yours-to-do');
  mustBePossible('lookBackHazard', hazard, by.role);
  if (hazard.relapsedAs) throw problem('already-relapsed', { relapsedAs: hazard.relapsedAs });
  return [HazardLookedBack.of({ ...step(by, rules), outcome, note, photos, relapsedAs, clocks: hazard.clocks })];
}
