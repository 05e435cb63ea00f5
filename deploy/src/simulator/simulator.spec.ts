/** How the simulated people behave towards the platform and towards real people; what they do is seen in a running copy. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { exampleIds } from '@anju/contracts/examples';
import type { HazardSummary } from '@anju/contracts/hazards';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptRealm } from '../realm.js';
import { Api, type NotNow } from './api.js';
import { isLeftToPeople } from './board.js';
import { Crew, isSimulated } from './crew.js';

let server: Server | undefined;
afterEach(() => void server?.close());

/** A platform that always answers the same. */
async function aPlatform(status: number, headers: Record<string, string> = {}) {
  const seen: (string | undefined)[] = [];
  server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{}');
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stateDir = mkdtempSync(join(tmpdir(), 'anju-simulator-'));
  await keptRealm(stateDir);
  const crew = new Crew(stateDir, url);
  return { api: new Api(url, crew), crew, seen };
}
const waitOf = (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => 0,
    (error: NotNow) => error.waitMs,
  );

describe('towards the platform', () => {
  it.each([429, 503])('%s is heard: nobody calls before the time that was named', async (status) => {
    const { api, crew } = await aPlatform(status, { 'retry-after': '7' });
    expect(await waitOf(api.get(crew.officer('310115005001'), 'x'))).toBeGreaterThanOrEqual(7_000);
  });
  it('a platform that says nothing is left alone longer each time, a minute at most', async () => {
    const { api, crew } = await aPlatform(500);
    const waits: number[] = [];
    for (let i = 0; i < 9; i += 1) waits.push(await waitOf(api.get(crew.officer('310115005001'), 'x')));
    expect(waits[0]).toBeGreaterThanOrEqual(1_000);
    expect(waits[3]).toBeGreaterThan(waits[0]!);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
  });
  it('a token is made once and used until it runs out', async () => {
    const { api, crew, seen } = await aPlatform(200);
    const [officer] = [crew.officer('310115005001')];
    await api.get(officer, 'x');
    await api.get(officer, 'x');
    expect(seen[0]).toMatch(/^Bearer ey/);
    expect(seen[1]).toBe(seen[0]);
  });
});

describe('simulated people', () => {
  it('say so in name and subject, and have the scope of their role', () => {
    const crew = new Crew('', '');
    const [inspector] = crew.inspectors('310115005001');
    expect(inspector).toMatchObject({ role: 'inspector', divisions: ['310115005'] });
    expect(inspector!.name.startsWith('模拟') && isSimulated(inspector!)).toBe(true);
    expect(crew.manager(exampleIds.rival, '310115005001')).toMatchObject({ role: 'enterprise-manager', enterpriseId: exampleIds.rival });
    expect(new Set(crew.inspectors('310115005001').map(({ sub }) => sub)).size).toBe(3);
  });
  it('leave to people what people have just filed, and most of what the demonstration firms hold', () => {
    const hazard = (over: object) =>
      ({
        id: `${exampleIds.compound.slice(0, -2)}a4`,
        reportedBy: { sub: 'demo-1' },
        recordedAt: new Date().toISOString(),
        ...over,
      }) as unknown as HazardSummary;
    const long = new Date(Date.now() - 3_600_000).toISOString();
    expect(isLeftToPeople(hazard({}))).toBe(true);
    expect(isLeftToPeople(hazard({ recordedAt: long }))).toBe(false);
    expect(isLeftToPeople(hazard({ reportedBy: { sub: 'simulated-x' } }))).toBe(false);
    expect(isLeftToPeople(hazard({ recordedAt: long, id: exampleIds.compound, responsibleEnterpriseId: exampleIds.enterprise }))).toBe(
      true,
    );
  });
});
