/**
 * The platform under the histories: registry and hazards as real processes with a PostgreSQL and a broker of their own, and a
 * journal of every request with what came of it. The journal is what makes a refused request checkable: whatever is in the
 * event log afterwards and not in the journal as accepted left a trace that nobody asked for.
 */
import { freePort } from '@anju/embedded/ports';
import { removePostgres, startPostgres, type RunningPostgres } from '@anju/embedded/postgres';
import { aCity, type City } from '@anju/testing/city';
import type { Who } from '@anju/testing/realm';
import { chmodSync, createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { ask, until, type Answer } from './http.js';

export type Service = 'enterprise-registry' | 'safety-hazards';
export const services: readonly Service[] = ['enterprise-registry', 'safety-hazards'];

export interface Request {
  readonly service?: Service;
  readonly op: string;
  readonly path: string;
  readonly by: Who;
  readonly body?: unknown;
  readonly ifMatch?: number | '*' | undefined;
  /** What the request is about: the case, firm, compound, contract … */
  readonly id: string;
  /** Sent before, word for word. */
  readonly isRepeat?: boolean;
}
const dayMs = 86_400_000;
const eastMs = 8 * 3_600_000;
/** A token is good for an hour. */
const tokenMs = 40 * 60_000;
export const dayAfter = (day: string, days: number): string => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

export class Town {
  private aheadMs = 0;
  private readonly tokens = new Map<string, { readonly token: string; readonly at: number }>();
  sent = 0;
  readonly outcomes = new Map<string, number>();

  private constructor(
    readonly folder: string,
    private readonly city: City,
    readonly database: Pool,
    private readonly journal: WriteStream,
    private readonly postgres: RunningPostgres | undefined,
  ) {}

  /** `adminUrl`: a server that is there already, as specs have one. */
  static async start(folder: string, adminUrl?: string): Promise<Town> {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755); // PostgreSQL runs as another user when we are root
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200', shared_buffers: '256MB' };
    const postgres = adminUrl ? undefined : await startPostgres({ folder: join(folder, 'postgres'), port: await freePort(), settings });
    const admin = adminUrl ?? postgres!.adminUrl;
    const city = await aCity({ services, adminUrl: admin });
    const url = new URL(admin);
    url.pathname = `/${city.database}`;
    return new Town(
      folder,
      city,
      new Pool({ connectionString: url.href, max: 4 }),
      createWriteStream(join(folder, 'requests.jsonl')),
      postgres,
    );
  }

  now(): number {
    return Date.now() + this.aheadMs;
  }
  /** Shanghai day of business time, so many days from today. */
  day(days = 0): string {
    return new Date(this.now() + eastMs + days * dayMs).toISOString().slice(0, 10);
  }

  /** Business time jumps; it never goes back. The services end in good order, so that their leases are free at once. */
  async jumpTo(instant: number): Promise<void> {
    this.aheadMs = Math.max(this.aheadMs, Math.ceil((instant - Date.now()) / 1000) * 1000);
    const changed = { CLOCK_OFFSET: `PT${this.aheadMs / 1000}S` };
    await Promise.all(
      services.map(async (name) => {
        await this.city.services[name]!.stop('SIGTERM');
        await this.city.restart(name, changed);
      }),
    );
  }

  async read<Body = any>(service: Service, path: string, by: Who): Promise<Answer<Body>> {
    const { url } = this.city.services[service]!;
    return ask<Body>('GET', `${url}/api/${service}/v1/${path}`, { token: await this.token(by) });
  }

  async send<Body = any>({ service = 'safety-hazards', op, path, by, body, ifMatch, id, isRepeat }: Request): Promise<Answer<Body>> {
    const at = new Date(this.now()).toISOString();
    const { url } = this.city.services[service]!;
    const match = ifMatch === undefined ? undefined : ifMatch === '*' ? '*' : `"${ifMatch}"`;
    const answer = await ask<Body>('POST', `${url}/api/${service}/v1/${path}`, { token: await this.token(by), body, ifMatch: match });
    const { status, body: said } = answer as Answer;
    if (status !== 503 && (status === 0 || status >= 500))
      throw new Error(`${op} ${path} answers ${status} ${answer.cause ?? answer.text.slice(0, 500)}`);
    this.sent++;
    const outcome = status < 300 ? `${op} ${status}` : `${op} ${status} ${said?.code}`;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    const line = {
      op,
      service,
      id,
      by: by.sub,
      body,
      ifMatch,
      at,
      status,
      ...(isRepeat && { isRepeat }),
      answer: status < 300 ? shortOf(said) : said,
    };
    this.journal.write(`${JSON.stringify(line)}\n`);
    return answer;
  }

  /** What was recorded is published, copied, and every deadline that has come has acted; answers by when. */
  async settle(withinMs = 900_000): Promise<number> {
    const sql = `select (select count(*) from enterprise_registry.outbox_pending) + (select count(*) from safety_hazards.outbox_pending)
        + (select count(*) from enterprise_registry.timers where due_at <= $1) + (select count(*) from safety_hazards.timers where due_at <= $1)
        + (select count(*) from enterprise_registry.compounds r left join safety_hazards.compounds s using (id) where s.version is distinct from r.version)
        + (select count(*) from enterprise_registry.contracts r left join safety_hazards.contracts s using (id) where s.version is distinct from r.version)
        + (select count(*) from enterprise_registry.enterprises r left join safety_hazards.enterprises s using (id) where s.version is distinct from r.version)
        + (select count(*) from enterprise_registry.policies r left join safety_hazards.policies s using (id, version) where r.kind = 'holidays' and s.id is null) as left`;
    let at = 0;
    const left = async (): Promise<number> => {
      at = this.now();
      return Number((await this.database.query(sql, [new Date(at)])).rows[0].left);
    };
    const last = await until(left, (count) => count === 0, withinMs, 100);
    if (last > 0) throw new Error(`${last} events, copies or deadlines are still outstanding`);
    // A copy is forgotten right after its commit.
    await new Promise((resolve) => setTimeout(resolve, 100));
    return at;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.journal.end(resolve));
    await this.database.end();
    await this.city.stop();
    if (!this.postgres) return;
    await this.postgres.stop();
    removePostgres(join(this.folder, 'postgres'));
  }
  flushed(): Promise<void> {
    return new Promise((resolve, reject) => this.journal.write('', (error) => (error ? reject(error) : resolve())));
  }

  private async token(who: Who): Promise<string> {
    const known = this.tokens.get(who.sub);
    if (known && performance.now() - known.at < tokenMs) return known.token;
    const token = await this.city.token(who);
    this.tokens.set(who.sub, { token, at: performance.now() });
    return token;
  }
}

/** Of a case what its present state is made of; anything else is small and kept whole. */
function shortOf(said: any): unknown {
  if (said?.kind === 'incident' || said?.clocks === undefined) return said;
  const {
    id,
    version,
    number,
    state,
    class: hazardClass,
    riskLevel,
    escalationLevel,
    escalatedTo,
    responsibleEnterpriseId,
    assignee,
    clocks,
  } = said;
  return {
    id,
    version,
    number,
    state,
    class: hazardClass,
    riskLevel,
    escalationLevel,
    escalatedTo,
    responsibleEnterpriseId,
    assignee,
    clocks,
  };
}
