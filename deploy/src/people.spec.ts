/** Whom the demo realm knows, what their tokens say, and how a log line reads. */
import { tokenVerifier } from '@anju/access/token';
import { readJson } from '@anju/embedded/files';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JSONWebKeySet } from 'jose';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ttlSeconds } from './command/token.js';
import { subjectFilter } from './command/events.js';
import { shortLine } from './log.js';
import { keptPersonas } from './personas.js';
import { keptRealm, signToken } from './realm.js';

describe('the demo realm', () => {
  let stateDir: string;
  beforeAll(() => void (stateDir = mkdtempSync(join(tmpdir(), 'anju-realm-'))));
  afterAll(() => rmSync(stateDir, { recursive: true }));

  it('has the same people in every folder, with passwords of their own that only the owner reads', () => {
    const [here, there] = ['here.json', 'there.json'].map((name) => keptPersonas(join(stateDir, name)));
    expect(here!.map(({ sub }) => sub)).toEqual(there!.map(({ sub }) => sub));
    expect(here![0]!.password).not.toBe(there![0]!.password);
    expect(keptPersonas(join(stateDir, 'here.json'))).toEqual(here);
    expect(statSync(join(stateDir, 'here.json')).mode & 0o777).toBe(0o600);
  });

  it('signs tokens that a service accepts by the public key alone', async () => {
    const { jwksFile } = await keptRealm(stateDir);
    const fire = keptPersonas(join(stateDir, 'here.json')).find(({ login }) => login === 'fire')!;
    const token = await signToken(stateDir, 'http://127.0.0.1:8600', fire, 300);
    const jwks = readJson<JSONWebKeySet>(jwksFile)!;
    expect(jwks.keys[0]).not.toHaveProperty('d');
    const verifier = tokenVerifier({ issuer: 'http://127.0.0.1:8600/oidc', jwks: { file: jwksFile } });
    expect(await verifier.verify(token)).toMatchObject({ sub: fire.sub, role: 'department-officer', department: 'fire' });
  });

  it('gives tokens of an hour at most', () => {
    expect(ttlSeconds('5m')).toBe(300);
    expect(() => ttlSeconds('2h')).toThrow(/an hour is the longest/);
  });
});

describe('the streams of a copy', () => {
  it('show a service’s JSON as one line for people and leave other lines alone', () => {
    expect(shortLine('{"level":40,"msg":"relay waits","context":"relay"}')).toBe('warn relay: relay waits');
    expect(shortLine('{"level":50,"msg":"no","err":{"message":"why","stack":"Error: why\\n    at f (a.ts:1:2)"}}')).toBe(
      'ERROR no: why at f (a.ts:1:2)',
    );
    expect(shortLine('FATAL:  out of memory')).toBe('FATAL:  out of memory');
  });

  it('are narrowed by type and context on the broker’s side', () => {
    expect(subjectFilter({})).toBe('ev.>');
    expect(subjectFilter({ type: 'hazard.reported.v1' })).toBe('ev.*.hazard-reported.v1.>');
    expect(subjectFilter({ context: 'safety-hazards' })).toBe('ev.safety-hazards.>');
  });
});
