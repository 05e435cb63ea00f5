/**
 * What the simulated people see: every open hazard of both counties, read as an operator reads the desk and kept up by
 * their own answers until the next reading. What people of flesh and blood have filed is left to them for a while, and so
 * is most of what the two demonstration firms hold: whoever tries the platform wants to play it through.
 */
import type { Snapshot } from '@anju/contracts/command-center';
import { exampleIds } from '@anju/contracts/examples';
import { isOpen, type HazardSummary, type Incident } from '@anju/contracts/hazards';
import type { CompoundRow } from '@anju/contracts/registry';
import { counties } from '../demo/geography.js';
import type { Api } from './api.js';
import { isSimulated, type Crew } from './crew.js';

const keptForPeopleMs = 20 * 60_000;
const readAgainMs = 60_000;

export class Board {
  readonly hazards = new Map<string, HazardSummary>();
  readonly incidents = new Map<string, Incident>();
  compounds: readonly CompoundRow[] = [];
  private readAtMs = 0;

  constructor(
    private readonly api: Api,
    private readonly crew: Crew,
  ) {}

  /** Reads the desk when it is time to. */
  async refresh(): Promise<void> {
    if (Date.now() - this.readAtMs < readAgainMs) return;
    const hazards: HazardSummary[] = [];
    const incidents: Incident[] = [];
    for (const county of Object.values(counties)) {
      const { status, body } = await this.api.get<Snapshot>(this.crew.operator(county), 'command-center/v1/snapshot?limit=20000');
      if (status !== 200) return;
      hazards.push(...body.hazards);
      incidents.push(...body.incidents);
    }
    if (this.compounds.length === 0) this.compounds = await this.readCompounds();
    this.hazards.clear();
    this.incidents.clear();
    for (const hazard of hazards) this.hazards.set(hazard.id, hazard);
    for (const incident of incidents) this.incidents.set(incident.id, incident);
    this.readAtMs = Date.now();
  }
  /** Somebody was quicker: look again soon. */
  readSoon = (): void => void (this.readAtMs = Math.min(this.readAtMs, Date.now() - readAgainMs + 5_000));

  keep(hazard: HazardSummary): void {
    if (isOpen(hazard)) this.hazards.set(hazard.id, hazard);
    else this.hazards.delete(hazard.id);
  }

  /** Those that the simulated people may take up. */
  free(fits: (hazard: HazardSummary) => boolean): HazardSummary[] {
    return [...this.hazards.values()].filter((hazard) => fits(hazard) && !isLeftToPeople(hazard));
  }

  private async readCompounds(): Promise<CompoundRow[]> {
    const all: CompoundRow[] = [];
    for (const county of Object.values(counties)) {
      let cursor = '';
      do {
        const path = `enterprise-registry/v1/compounds?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
        const { body } = await this.api.get<{ items: CompoundRow[]; nextCursor?: string }>(this.crew.operator(county), path);
        all.push(...body.items);
        cursor = body.nextCursor ?? '';
        await new Promise((resolve) => setTimeout(resolve, 50));
      } while (cursor);
    }
    return all;
  }
}

const demoFirms: readonly (string | undefined)[] = [exampleIds.enterprise, exampleIds.rival];
/** Three of four, the same ones each time. */
const isMostly = (id: string): boolean => parseInt(id.slice(-2), 16) % 4 !== 0;
export function isLeftToPeople({ reportedBy, recordedAt, responsibleEnterpriseId, id }: HazardSummary): boolean {
  const isPersons = !isSimulated(reportedBy) && Date.now() - Date.parse(recordedAt) < keptForPeopleMs;
  return isPersons || (demoFirms.includes(responsibleEnterpriseId) && isMostly(id));
}
