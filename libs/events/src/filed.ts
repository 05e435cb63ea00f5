/**
 * Files through a lane and answers as the contract wants: what was filed now, or the filing as it was recorded at version 1
 * when the same person sends the same content again. A unique or exclusion constraint may be hit by the very same filing
 * arriving twice at once, before its primary key is seen; so after a violation the id is looked up before anything is refused.
 */
import type { Actor } from '@anju/access/actor';
import type { Fact } from '@anju/contracts/event';
import { problem, type ProblemCode } from '@anju/contracts/problems';
import type { EntityManager } from '@mikro-orm/postgresql';
import { FilingLane, type Filing } from './filing.js';
import { poolOf, type Querying } from './numbers.js';
import type { Names } from './tables.js';
import type { Wake } from './wake.js';

/** By kind of aggregate: the table it is filed in, and the table's columns. */
export type FiledTables = Readonly<Record<string, readonly [table: string, columns: readonly string[]]>>;

const functionOf = (kind: string): string => `filed_${kind.replaceAll('-', '_')}`;
/** Answers version 1 of a filing, and whether it was filed with this content; for the migration. */
export const filedSql = ({ schema, app }: Names, kind: string, table: string): string => `
create function ${functionOf(kind)}(filing uuid, hash text) returns table (is_same boolean, payload json)
language sql stable security definer set search_path = ${schema} as $$
  select t.content_hash = hash, case when t.content_hash = hash then e.payload end from ${table} t
  left join event_log e on e.aggregate_type = '${kind}' and e.aggregate_id = filing and e.aggregate_version = 1 where t.id = filing $$;
revoke all on function ${functionOf(kind)} from public;
grant execute on function ${functionOf(kind)} to ${app};
`;

export class FiledOnce<Tables extends FiledTables> {
  private readonly lanes = new Map<keyof Tables, FilingLane>();

  constructor(
    private readonly em: EntityManager,
    private readonly wake: Wake,
    private readonly tables: Tables,
    /** Constraints that stand for a refusal. */
    private readonly refusals: Readonly<Record<string, ProblemCode>> = {},
  ) {}

  readonly database = (): Promise<Querying> => poolOf(this.em);

  /** What version 1 of a filing recorded, if this content was filed under the id; undefined if nothing was. */
  async recorded<F extends Fact>(kind: keyof Tables & string, id: string, contentHash: string): Promise<F['data'] | undefined> {
    const { rows } = await (await this.database()).query({ text: `select * from ${functionOf(kind)}($1, $2)`, values: [id, contentHash] });
    const [found] = rows as unknown as { is_same: boolean; payload: F['data'] }[];
    if (found && !found.is_same) throw problem('already-filed-differently');
    return found?.payload;
  }

  async file<F extends Fact>(kind: keyof Tables & string, filing: Filing, by: Actor): Promise<F['data']> {
    try {
      const [outcome] = await this.laneOf(kind).file([filing], by);
      if (outcome === 'new') return filing.entries[0]!.fact.data as F['data'];
    } catch (error) {
      const refusal = this.refusals[(error as { constraint?: string }).constraint ?? ''];
      if (!refusal) throw error;
      const recorded = await this.recorded<F>(kind, filing.id, filing.contentHash);
      if (!recorded) throw problem(refusal);
      return recorded;
    }
    const recorded = await this.recorded<F>(kind, filing.id, filing.contentHash);
    if (!recorded) throw problem('already-filed-differently');
    return recorded;
  }

  private laneOf(kind: keyof Tables): FilingLane {
    const known = this.lanes.get(kind);
    if (known) return known;
    const [table, columns] = this.tables[kind]!;
    const lane = new FilingLane(table, columns, this.database, this.wake);
    this.lanes.set(kind, lane);
    return lane;
  }
}
