/**
 * Answers, from the local copy and a memory of it, where a compound lies and which firm answered for it on a day. How far
 * the copy has followed the registry decides what an unknown compound means: a fresh copy can say that there is none, an
 * old one has to ask the caller to come back.
 */
import type { Actor } from '@anju/access/actor';
import { dayOf } from '@anju/contracts/day';
import { levelOf, at as levelAt, isWithinAny } from '@anju/contracts/place';
import { existsOn, nameOn } from '@anju/contracts/compound-history';
import { isInForce } from '@anju/contracts/registry';
import { problem } from '@anju/contracts/problems';
import { CopyWatermark } from '@anju/events/copy-watermark';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { CompoundCopy, ContractCopy, DivisionCopy, EnterpriseCopy } from './compound.entity.js';
import type { Place } from './hazard.js';

interface Known {
  readonly compound: CompoundCopy;
  readonly contracts: ContractCopy[];
}
const remembered = 20_000;

@Injectable()
export class Places {
  private readonly known = new Map<string, Known>();
  private readonly names = new Map<string, string>();

  constructor(
    private readonly em: EntityManager,
    private readonly watermark: CopyWatermark,
  ) {}

  forget(compoundId?: string): void {
    if (compoundId) this.known.delete(compoundId);
    else this.names.clear();
  }

  /** Throws `place-ended`, naming what took over, for what was merged or split; `place-unknown` for what is not there and for what is not the actor's: nobody learns the difference. */
  async placeFor(compoundId: string, by: Actor, at: string): Promise<Place> {
    const { compound, contracts } = (await this.read(compoundId)) ?? {};
    if (!compound)
      throw this.watermark.isOlderThan('enterprise-registry', 60_000)
        ? problem('place-not-known-yet', { retryAfterS: 5 })
        : problem('place-unknown');
    const day = dayOf(at);
    const contract = contracts?.find((one) =>
      isInForce({ startsOn: one.startsOn, endsOn: one.endsOn, endedOn: one.endedOn ?? undefined }, day),
    );
    const isOwn =
      by.role === 'enterprise-manager' ? contract?.enterpriseId === by.enterpriseId : isWithinAny(compound.division, by.divisions);
    if (!isOwn) throw problem('place-unknown');
    const { lng, lat, formerNames, startsOn, endsOn } = compound;
    if (endsOn && endsOn < day) throw problem('place-ended', { endsOn, successors: await this.named(compound.successors ?? []) });
    if (!existsOn({ startsOn: startsOn ?? undefined }, day)) throw problem('place-unknown');
    return {
      compoundId,
      compoundName: nameOn({ name: compound.name, formerNames: formerNames ?? undefined }, day),
      division: compound.division,
      point: { lng, lat },
      enterpriseId: contract?.enterpriseId,
      enterpriseName: contract?.enterpriseName,
    };
  }

  private async named(ids: readonly string[]): Promise<{ id: string; name?: string }[]> {
    const found = await Promise.all(ids.map((id) => this.read(id)));
    return ids.map((id, index) => ({ id, ...(found[index] && { name: found[index].compound.name }) }));
  }

  async enterprise(id: string): Promise<{ id: string; name: string } | undefined> {
    const row = await this.em.fork().findOne(EnterpriseCopy, { id });
    return row ? { id, name: row.name } : undefined;
  }

  /** The subdistrict of a division with its name; the division itself where it ends above that level. */
  async subdistrict(division: string): Promise<{ division: string; name: string }> {
    const code = levelAt(division, 'township') ?? division;
    return { division: code, name: (await this.nameOf(code)) ?? `${levelOf(code) ?? ''} ${code}`.trim() };
  }

  private async nameOf(code: string): Promise<string | undefined> {
    if (!this.names.has(code)) {
      const row = await this.em.fork().findOne(DivisionCopy, { code });
      if (row) this.names.set(code, row.name);
    }
    return this.names.get(code);
  }

  private async read(id: string): Promise<Known | undefined> {
    const hit = this.known.get(id);
    if (hit) return hit;
    const em = this.em.fork();
    const compound = await em.findOne(CompoundCopy, { id });
    if (!compound) return undefined;
    const contracts = await em.find(ContractCopy, { compoundId: id }, { orderBy: { startsOn: 'desc' } });
    if (this.known.size >= remembered) this.known.delete(this.known.keys().next().value!);
    const found = { compound, contracts };
    this.known.set(id, found);
    return found;
  }
}
