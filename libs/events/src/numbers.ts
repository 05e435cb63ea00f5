/**
 * Numbers shown to people: `HZ-310115-2026-000417`, from a sequence per prefix, county and year. They are fetched in
 * blocks, so that a filing pays no round trip for its number; a restart leaves a gap, which the contract allows.
 */
import { at } from '@anju/contracts/place';
import type { Names } from './tables.js';

/** Draws `count` numbers; makes the sequence on first use, which the app role itself may not. */
export const numbersSql = ({ app, schema }: Names): string => `
create function next_numbers(prefix text, place text, year int, count int) returns bigint
language plpgsql security definer set search_path = ${schema} as $$
declare
  name text := format('number_%s_%s_%s', lower(prefix), place, year);
  last bigint;
begin
  -- A block is nobody else's: whoever draws one keeps single draws away meanwhile.
  if count > 1 then perform pg_advisory_xact_lock(hashtext(name)); else perform pg_advisory_xact_lock_shared(hashtext(name)); end if;
  if prefix !~ '^[A-Z]{2}$' or place !~ '^[0-9]{2,12}$' then raise exception 'bad number'; end if;
  begin
    last := nextval(name::regclass);
  exception when undefined_table then
    perform pg_advisory_xact_lock(hashtext(name || ' made'));
    execute format('create sequence if not exists %I', name);
    last := nextval(name::regclass);
  end;
  if count > 1 then last := setval(name::regclass, last + count - 1); end if;
  return last - count + 1;
end $$;
revoke all on function next_numbers from public;
grant execute on function next_numbers to ${app};
`;

export interface Querying {
  query(query: { text: string; values: unknown[] }): Promise<{ rows: Record<string, unknown>[] }>;
}

/** The pool beneath the ORM, for statements that are prepared under a name. */
export const poolOf = (em: { getConnection(): unknown }): Promise<Querying> =>
  (em.getConnection() as { getNativeClient(): Promise<Querying> }).getNativeClient();

export class Numbers {
  private readonly blocks = new Map<string, { next: number; left: number }>();
  private readonly fetching = new Map<string, Promise<void>>();

  constructor(
    private readonly prefix: string,
    private readonly database: () => Promise<Querying>,
    private readonly blockSize = 1,
  ) {}

  async next(division: string, day: string): Promise<string> {
    const place = at(division, 'county') ?? division;
    const year = day.slice(0, 4);
    const key = `${place}-${year}`;
    for (;;) {
      const block = this.blocks.get(key);
      if (block && block.left > 0) {
        block.left -= 1;
        return `${this.prefix}-${key}-${String(block.next++).padStart(6, '0')}`;
      }
      let fetch = this.fetching.get(key);
      if (!fetch) this.fetching.set(key, (fetch = this.fetch(key, place, Number(year)).finally(() => this.fetching.delete(key))));
      await fetch;
    }
  }

  private async fetch(key: string, place: string, year: number): Promise<void> {
    const database = await this.database();
    const text = 'select next_numbers($1, $2, $3, $4) as first';
    const { rows } = await database.query({ text, values: [this.prefix, place, year, this.blockSize] });
    this.blocks.set(key, { next: Number(rows[0]!['first']), left: this.blockSize });
  }
}
