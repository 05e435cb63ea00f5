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
interface Firm {
  readonly id: string;
  readonly name: string;
}
const remembered = 20_000;

@Injectable()
export class Places {
  private readonly known = new Map<string, Known>();
  private readonly names = new Map<string, string>();
  private readonly firms = new Map<string, Firm>();

  constructor(
    private readonly em: EntityManager,
    private readonly watermark: CopyWatermark,
  ) {}

  forget(compoundId?: string): void {
    if (compoundId) return void this.known.delete(compoundId);
    this.names.clear();
    this.firms.clear();
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
    const firm =
      contract && ((await this.enterprise(contract.enterpriseId)) ?? { id: contract.enterpriseId, name: contract.enterpriseName });
    const isOwn = by.role === 'enterprise-manager' ? firm?.id === by.enterpriseId : isWithinAny(compound.division, by.divisions);
    if (!isOwn) throw problem('place-unknown');
    const { lng, lat, formerNames, startsOn, endsOn } = compound;
    if (endsOn && endsOn < day) throw problem('place-ended', { endsOn, successors: await this.named(compound.successors ?? []) });
    if (!existsOn({ startsOn: startsOn ?? undefined }, day)) throw problem('place-unknown');
    return {
      compoundId,
      compoundName: nameOn({ name: compound.name, formerNames: formerNames ?? undefined }, day),
      division: compound.division,
      point: { lng, lat },
      enterpriseId: firm?.id,
      enterpriseName: firm?.name,
    };
  }

  private async named(ids: readonly string[]): Promise<{ id: string; name?: string }[]> {
    const found = await Promise.all(ids.map((id) => this.read(id)));
    return ids.map((id, index) => ({ id, ...(found[index] && { name: found[index].compound.name }) }));
  }

  /**
   * Whose duty it is when a firm answers for a place: a branch is no legal person, so its duties are those of the firm whose
   * accepted filing bears the code that it names as its parent's; without such a filing they are its own. Inside a transaction
   * its `em` is given: whoever holds a connection and waits for a second one can stop all the others that do the same.
   */
  async enterprise(id: string, em: EntityManager = this.em.fork()): Promise<Firm | undefined> {
    const known = this.firms.get(id);
    if (known) return known;
    const own = await em.findOne(EnterpriseCopy, { id });
    const parent = own?.parentUscc && (await em.findOne(EnterpriseCopy, { uscc: own.parentUscc, status: 'ACCEPTED' }));
    const found = parent || own;
    if (!found) return undefined;
    const firm = { id: found.id, name: found.name };
    this.firms.set(id, firm);
    return firm;
  }

  /** The subdistrict of a division with its name; the division itself where it ends above that level. */
  async subdistrict(division: string, em?: EntityManager): Promise<{ division: string; name: string }> {
    const code = levelAt(division, 'township') ?? division;
    return { division: code, name: (await this.nameOf(code, em)) ?? `${levelOf(code) ?? ''} ${code}`.trim() };
  }

  private async nameOf(code: string, em: EntityManager = this.em.fork()): Promise<string | undefined> {
    if (!this.names.has(code)) {
      const row = await em.findOne(DivisionCopy, { code });
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
