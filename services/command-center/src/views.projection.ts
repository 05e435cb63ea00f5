/** The one list of views. A new screen's numbers are a file `*.projection.ts`, its tables in a migration, and a line here. */
import { compoundStates } from './compound-states.projection.js';
import { dayCounts } from './day-counts.projection.js';
import { divisions } from './divisions.projection.js';
import { dutyReports } from './duty-reports.projection.js';
import { figureSpans } from './figure-spans.projection.js';
import { hourActivity } from './hour-activity.projection.js';
import { householdDays } from './household-days.projection.js';
import { listedHazards } from './listed-hazards.projection.js';
import { openHazards } from './open-hazards.projection.js';
import { openIncidents } from './open-incidents.projection.js';
import { permitsInForce } from './permits-in-force.projection.js';
import { waitingTasks } from './tasks.projection.js';
import { unitDays } from './unit-days.projection.js';
import type { View } from './view.js';

export const views: readonly View[] = [
  openHazards,
  openIncidents,
  listedHazards,
  permitsInForce,
  dutyReports,
  dayCounts,
  hourActivity,
  figureSpans,
  waitingTasks,
  unitDays,
  compoundStates,
  householdDays,
  divisions,
];
export const viewNamed = (name: string): View | undefined => views.find((view) => view.name === name);
