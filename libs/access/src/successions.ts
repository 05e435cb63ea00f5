/**
 * Divisions that took over the area of others. Whoever is responsible for one sees what was recorded under the codes before
 * it, or a merged county would lose its past on the day of the merger. Held in memory, for every request asks; fed from a
 * table at boot and from `division.recorded.v1` afterwards. A division that was split is seen by all that took a part of it.
 */
import { isWithinAny } from '@anju/contracts/place';
import type { Division } from '@anju/contracts/divisions';
import { Injectable } from '@nestjs/common';

@Injectable()
export class Successions {
  private readonly successorsOf = new Map<string, readonly string[]>();

  learn({ code, successors }: Pick<Division, 'code' | 'successors'>): void {
    if (successors && successors.length > 0) this.successorsOf.set(code, successors);
    else this.successorsOf.delete(code);
  }

  /** The divisions with all that they, or what lies in them, took over, also in several steps. */
  reach(divisions: readonly string[]): readonly string[] {
    const reached = [...divisions];
    for (let isGrowing = this.successorsOf.size > 0; isGrowing;) {
      const before = reached.length;
      for (const [code, successors] of this.successorsOf)
        if (!isWithinAny(code, reached) && successors.some((successor) => isWithinAny(successor, reached))) reached.push(code);
      isGrowing = reached.length > before;
    }
    return reached.length === divisions.length ? divisions : reached;
  }
}
