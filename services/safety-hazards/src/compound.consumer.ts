/** The only way in which the registry's data gets here. An event that repeats or comes late changes nothing. */
import { Successions } from '@anju/access/successions';
import { successorsOf } from '@anju/contracts/compound-history';
import {
  CompoundChanged,
  CompoundMerged,
  CompoundRegistered,
  CompoundRenamed,
  CompoundSplit,
  ContractConcluded,
  ContractEnded,
  EnterpriseExited,
  EnterpriseFiled,
  FilingAccepted,
  FilingRefreshed,
  FilingReturned,
} from '@anju/contracts/registry';
import { DivisionRecorded } from '@anju/contracts/divisions';
import { evolve as evolveEnterprise, type EnterpriseEvent } from '@anju/contracts/enterprise-life';
import { versionOf, type CloudEvent } from '@anju/contracts/event';
import type { Compound, Contract } from '@anju/contracts/registry';
import type { Division } from '@anju/contracts/divisions';
import { On } from '@anju/events/on';
import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, type OnModuleInit } from '@nestjs/common';
import { EnterpriseCopy } from './compound.entity.js';
import { Places } from './place.service.js';

@Controller()
export class CompoundConsumer implements OnModuleInit {
  constructor(
    private readonly em: EntityManager,
    private readonly places: Places,
    private readonly successions: Successions,
  ) {}

  async onModuleInit(): Promise<void> {
    const sql = 'select code, successors from divisions where successors is not null';
    for (const row of await this.em.fork().getConnection().execute<Division[]>(sql)) this.successions.learn(row);
  }

  @On(CompoundRegistered)
  registered(event: CloudEvent<{ compound: Compound }>) {
    return this.keepCompound(event);
  }
  @On(CompoundChanged)
  changed(event: CloudEvent<{ compound: Compound }>) {
    return this.keepCompound(event);
  }
  @On(CompoundRenamed)
  renamed(event: CloudEvent<{ compound: Compound }>) {
    return this.keepCompound(event);
  }
  @On(CompoundMerged)
  merged(event: CloudEvent<{ compound: Compound }>) {
    return this.keepCompound(event);
  }
  @On(CompoundSplit)
  split(event: CloudEvent<{ compound: Compound }>) {
    return this.keepCompound(event);
  }
  @On(ContractConcluded)
  concluded(event: CloudEvent<{ contract: Contract }>) {
    return this.keepContract(event);
  }
  @On(ContractEnded)
  ended(event: CloudEvent<{ contract: Contract }>) {
    return this.keepContract(event);
  }
  @On(EnterpriseFiled)
  filed(event: CloudEvent) {
    return this.keepEnterprise(event);
  }
  @On(FilingAccepted)
  accepted(event: CloudEvent) {
    return this.keepEnterprise(event);
  }
  @On(FilingReturned)
  returned(event: CloudEvent) {
    return this.keepEnterprise(event);
  }
  @On(FilingRefreshed)
  refreshed(event: CloudEvent) {
    return this.keepEnterprise(event);
  }
  @On(EnterpriseExited)
  exited(event: CloudEvent) {
    return this.keepEnterprise(event);
  }
  @On(DivisionRecorded)
  async division(event: CloudEvent<Division>) {
    const { code, name, successors = null } = event.data;
    await this.keep('divisions', 'code', { code, version: versionOf(event), name, successors });
    this.successions.learn(event.data);
    this.places.forget();
  }

  /** Events of an enterprise carry what changed, so the copy is folded as the registry folds it. */
  private async keepEnterprise(event: CloudEvent) {
    const version = versionOf(event);
    const row = await this.em.fork().findOne(EnterpriseCopy, { id: event.subject });
    if (row && row.version >= version) return;
    const enterprise = evolveEnterprise(row?.enterprise, event as CloudEvent & EnterpriseEvent, version);
    const { id, name, uscc, parentUscc = null, status } = enterprise;
    await this.keep('enterprises', 'id', { id, version, name, uscc, parent_uscc: parentUscc, status, enterprise });
    this.places.forget();
  }

  private async keepCompound(event: CloudEvent<{ compound: Compound }>) {
    const { compound } = event.data;
    const { id, division, name, point, formerNames = null, startsOn = null, endsOn = null } = compound;
    await this.keep('compounds', 'id', {
      id,
      version: versionOf(event),
      division,
      name,
      former_names: formerNames,
      lng: point.lng,
      lat: point.lat,
      starts_on: startsOn,
      ends_on: endsOn,
      successors: successorsOf(compound).map((successor) => successor.id),
    });
    this.places.forget(id);
  }

  private async keepContract(event: CloudEvent<{ contract: Contract }>) {
    const { id, compoundId, enterpriseId, enterpriseName, startsOn, endsOn, endedOn } = event.data.contract;
    await this.keep('contracts', 'id', {
      id,
      version: versionOf(event),
      compound_id: compoundId,
      enterprise_id: enterpriseId,
      enterprise_name: enterpriseName,
      starts_on: startsOn,
      ends_on: endsOn,
      ended_on: endedOn ?? null,
    });
    this.places.forget(compoundId);
  }

  private keep(table: string, key: string, row: Record<string, unknown>) {
    const columns = Object.keys(row);
    const sets = columns.filter((column) => column !== key).map((column) => `${column} = excluded.${column}`);
    const sql = `insert into ${table} (${columns.join(', ')}) select ${columns.map((column) => `r.${column}`).join(', ')}
      from json_populate_record(null::${table}, ?::json) r on conflict (${key}) do update set ${sets.join(', ')} where ${table}.version < excluded.version`;
    return this.em.getConnection().execute(sql, [JSON.stringify(row)]);
  }
}
