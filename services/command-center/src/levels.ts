/**
 * What counts as standing open, and since which event: the figures that have a value at the end of every day. A thing counts
 * for its present scope from the event that brought it there, so a case that moves to another firm begins anew. Escalation
 * is counted once per level, each level holding the wider ones too: "to the county or above" is then a single number.
 */
import { isOverdue } from '@anju/contracts/hazard-life';
import { isOpen, type HazardSummary } from '@anju/contracts/hazards';
import { isInForcePermit, type Permit } from '@anju/contracts/permits';
import { DivisionLevel, levelOf } from '@anju/contracts/place';
import type { RiskLevel } from '@anju/contracts/policies';

export const reachFigures = [
  'escalatedProvince',
  'escalatedPrefecture',
  'escalatedCounty',
  'escalatedTownship',
  'escalatedCommunity',
] as const;
export type ReachFigure = (typeof reachFigures)[number];
const hazardFigures = [
  ...(['open', 'overdue', 'suspectedMajor', 'unacknowledged', 'major', 'listed'] as const),
  ...(['ordinaryRed', 'ordinaryOrange', 'ordinaryYellow', 'ordinaryBlue'] as const),
  ...reachFigures,
] as const;
export const levelFigures = [...hazardFigures, 'permits'] as const;
export type LevelFigure = (typeof levelFigures)[number];
/** Column of a figure's counter: `suspected_major`. */
export const columnOf = (figure: LevelFigure): string => figure.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const levelColumns: readonly string[] = levelFigures.map(columnOf);

/** Since which event a thing counts in a figure. */
export interface Span {
  readonly version: number;
  readonly day: string;
  readonly eventId: string;
}
export type Spans = Readonly<Partial<Record<LevelFigure, Span>>>;

/** "To the territory of this level or above": what reaches a desk of that level. */
export const reachOf = (division: string): ReachFigure =>
  reachFigures[DivisionLevel.options.indexOf(levelOf(division) ?? 'community')] ?? 'escalatedCommunity';

const isOrdinary =
  (level: RiskLevel) =>
  (hazard: HazardSummary): boolean =>
    isOpen(hazard) && hazard.class === 'ORDINARY' && hazard.riskLevel === level;
const reaches =
  (figure: ReachFigure) =>
  (hazard: HazardSummary): boolean =>
    isOpen(hazard) && hazard.escalatedTo !== undefined && reachFigures.indexOf(reachOf(hazard.escalatedTo)) <= reachFigures.indexOf(figure);

const counts: Readonly<Record<(typeof hazardFigures)[number], (hazard: HazardSummary) => boolean>> = {
  open: isOpen,
  overdue: (hazard) => isOpen(hazard) && isOverdue(hazard),
  suspectedMajor: (hazard) => isOpen(hazard) && hazard.class === 'SUSPECTED_MAJOR',
  unacknowledged: (hazard) => isOpen(hazard) && hazard.acknowledgedAt === undefined,
  major: (hazard) => isOpen(hazard) && hazard.class === 'MAJOR',
  listed: ({ listing }) => listing !== undefined && listing.delisted === undefined,
  ordinaryRed: isOrdinary('RED'),
  ordinaryOrange: isOrdinary('ORANGE'),
  ordinaryYellow: isOrdinary('YELLOW'),
  ordinaryBlue: isOrdinary('BLUE'),
  escalatedProvince: reaches('escalatedProvince'),
  escalatedPrefecture: reaches('escalatedPrefecture'),
  escalatedCounty: reaches('escalatedCounty'),
  escalatedTownship: reaches('escalatedTownship'),
  escalatedCommunity: reaches('escalatedCommunity'),
};
export const figuresOf = (hazard: HazardSummary): LevelFigure[] => hazardFigures.filter((figure) => counts[figure](hazard));
export const figuresOfPermit = (permit: Permit): LevelFigure[] => (isInForcePermit(permit) ? ['permits'] : []);

/** Spans that went on keep their beginning; `before` is undefined where the thing came to another scope. */
export const spansOf = (figures: readonly LevelFigure[], before: Spans | undefined, began: Span): Spans =>
  Object.fromEntries(figures.map((figure) => [figure, before?.[figure] ?? began]));
