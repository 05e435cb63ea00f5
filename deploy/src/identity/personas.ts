/**
 * The people of the demonstration realm, read from a file that may change while we run: the next sign-in and the next
 * refreshed token already carry what the file says then. Wrong passwords are slowed down per login, because even a
 * demonstration is put on the open network by somebody.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Department, Role } from '@anju/contracts/actors';
import { DivisionCode } from '@anju/contracts/place';
import { Id, Words } from '@anju/contracts/schema';
import { z } from 'zod';

export const Persona = z.object({
  login: z.string().min(1),
  password: z.string().min(1),
  sub: z.string().min(1),
  name: z.string(),
  role: Role,
  divisions: z.array(DivisionCode),
  department: Department.nullish(),
  enterpriseId: Id.nullish(),
  authzVersion: z.number().int().min(0).default(0),
  /** What the picker says under the name; the division codes where absent. */
  note: Words.optional(),
});
export type Persona = z.infer<typeof Persona>;

const triesPerMinute = 5;
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export class Personas {
  private people: Persona[] = [];
  private readAt = 0;
  private readonly failures = new Map<string, { count: number; since: number }>();

  constructor(private readonly file: string) {
    this.all();
  }

  all(): readonly Persona[] {
    const { mtimeMs } = statSync(this.file);
    if (mtimeMs !== this.readAt) {
      this.people = z.array(Persona).parse(JSON.parse(readFileSync(this.file, 'utf8')));
      this.readAt = mtimeMs;
    }
    return this.people;
  }

  bySub(sub: string): Persona | undefined {
    return this.all().find((person) => person.sub === sub);
  }

  byLogin(login: string): Persona | undefined {
    return this.all().find((person) => person.login === login);
  }

  /** The person, or why not. */
  check(login: string, password: string): Persona | 'wrong' | 'wait' {
    const now = Date.now();
    const failure = this.failures.get(login);
    if (failure && now - failure.since < 60_000 && failure.count >= triesPerMinute) return 'wait';
    const person = this.byLogin(login);
    if (timingSafeEqual(digest(password), digest(person?.password ?? '')) && person) {
      this.failures.delete(login);
      return person;
    }
    if (this.failures.size > 1_000) this.failures.clear();
    this.failures.set(login, failure && now - failure.since < 60_000 ? { ...failure, count: failure.count + 1 } : { count: 1, since: now });
    return 'wrong';
  }
}

/** What an access token says of a person beyond the registered claims. */
export const claimsOf = ({ name, role, divisions, department, enterpriseId, authzVersion }: Persona) => ({
  name,
  role,
  divisions,
  authzVersion,
  ...(department && { department }),
  ...(enterpriseId && { enterpriseId }),
});
