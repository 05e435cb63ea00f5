/**
 * How large a demo city is. The full one is what `npm start` loads; the small one has everything the full one has, fewer
 * of each, so that a specification can generate and load it in seconds.
 */
export interface CitySize {
  readonly compounds: number;
  readonly enterprises: number;
  readonly hazards: number;
  readonly incidents: number;
  readonly dutyReports: number;
  readonly permits: number;
  /** Suspected majors that wait for a decision. */
  readonly undecided: number;
  /** Share of compounds and firms that lie in Pudong; the rest lies in Jingyang. */
  readonly pudongShare: number;
}

export const fullCity: CitySize = {
  compounds: 3_000,
  enterprises: 700,
  hazards: 20_000,
  incidents: 260,
  dutyReports: 140,
  permits: 90,
  undecided: 5,
  pudongShare: 2_750 / 3_000,
};
export const smallCity: CitySize = {
  compounds: 60,
  enterprises: 12,
  hazards: 200,
  incidents: 6,
  dutyReports: 6,
  permits: 5,
  undecided: 3,
  pudongShare: 0.9,
};
