/**
 * A gateway with a world around it for specs: a real NATS on which the command center's audit question is answered, a
 * service that says what it was sent, and secrets in a folder of their own.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@anju/embedded/ports';
import { startNats } from '@anju/embedded/nats';
import { connect, nkeyAuthenticator, type Subscription } from '@nats-io/transport-node';
import { readFileSync } from 'node:fs';
import { GatewayConfig } from './config.js';

export interface Listening {
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}
export async function listening(server: Server, port = 0): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export const aService = (handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>, port = 0): Promise<Listening> =>
  listening(
    createServer((request, response) => void handler(request, response).catch(() => response.destroy())),
    port,
  );

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function aBus() {
  const folder = join(await mkdtemp(join(tmpdir(), 'anju-gateway-')), 'nats');
  const nats = await startNats({ folder, port: await freePort(), monitorPort: await freePort() });
  const connection = await connect({
    servers: nats.url,
    authenticator: nkeyAuthenticator(() => new TextEncoder().encode(readFileSync(nats.nkeySeedFile, 'utf8').trim())),
  });
  const records: Record<string, unknown>[] = [];
  let answering: Subscription | undefined;
  const audit = {
    records,
    start: (answer: object = { ok: true, data: {} }): void => {
      answering = connection.subscribe('q.command-center.audit.record', {
        callback: (_, message) => {
          records.push(message.json());
          message.respond(JSON.stringify(answer));
        },
      });
    },
    stop: (): void => answering?.unsubscribe(),
  };
  audit.start();
  await connection.flush();
  return {
    nats,
    audit,
    flush: () => connection.flush(),
    close: async (): Promise<void> => {
      await connection.close();
      await nats.stop();
    },
  };
}

/** Valid by schema; the issuer is the gateway's own `/oidc` unless told otherwise. */
export async function aConfig(over: Record<string, string>): Promise<GatewayConfig> {
  const folder = await mkdtemp(join(tmpdir(), 'anju-gateway-'));
  const secretFile = join(folder, 'secret');
  await writeFile(secretFile, 'a text of at least thirty-two characters');
  const publicUrl = over['PUBLIC_URL'] ?? `http://127.0.0.1:${await freePort()}`;
  return GatewayConfig.parse({
    PORT: new URL(publicUrl).port,
    PUBLIC_URL: publicUrl,
    UPSTREAMS: '{}',
    OIDC_ISSUER: `${publicUrl}/oidc`,
    OIDC_CLIENT_SECRET_FILE: secretFile,
    SESSION_SECRET_FILE: secretFile,
    LOG_LEVEL: 'error',
    ...over,
  });
}
