/** The one list of views. A new screen's numbers are a file `*.projection.ts`, its tables in a migration, and a line here. */
import { compoundStates } from './compound-states.projection.js';
import { dayCounts } from './day-counts.projection.js';
import { divisions } from './divisions.projection.js';
import { figureSpans } from './figure-spans.projection.js';
import { hourActivity } from './hour-activity.projection.js';
import { openHazards } from './open-hazards.projection.js';
import { openIncidents } from './open-incidents.projection.js';
import type { View } from './view.js';

export const views: readonly View[] = [openHazards, openIncidents, dayCounts, hourActivity, figureSpans, compoundStates, divisions];
export const viewNamed = (name: string): View | undefined => views.find((view) => view.name === name);
