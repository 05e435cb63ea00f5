/**
 * Ports on the loopback interface. Ports once given to a part are kept in the state folder, so that addresses written down
 * (a NATS url in somebody's script) stay true over restarts; a kept port that somebody else took meanwhile is replaced.
 * Nothing reserves a port between asking and listening, so whoever listens still has to cope with a busy one.
 */
import { createServer } from 'node:net';
import { readJson, writeJson } from './files.js';

const listen = (port: number, host: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });

export const isFree = async (port: number, host = '127.0.0.1'): Promise<boolean> => (await listen(port, host)) !== undefined;

export async function freePort(): Promise<number> {
  const port = await listen(0, '127.0.0.1');
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}

/** The ports of `names`, read from and written to `file`; `taken` are never given out. */
export async function keptPorts<Name extends string>(
  file: string,
  names: readonly Name[],
  taken: readonly number[] = [],
): Promise<Record<Name, number>> {
  const kept = readJson<Record<string, number>>(file) ?? {};
  const used = new Set(taken);
  const ports: Record<string, number> = {};
  for (const name of names) {
    let port = kept[name];
    if (port === undefined || used.has(port) || !(await isFree(port))) {
      do port = await freePort();
      while (used.has(port) || Object.values(kept).includes(port));
    }
    used.add(port);
    ports[name] = port;
  }
  writeJson(file, ports);
  return ports;
}
