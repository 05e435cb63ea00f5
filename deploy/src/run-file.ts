/**
 * What a script needs to know about a running copy: printed as one line when everything is ready, and kept in `run.json`
 * for whoever comes later. It holds passwords and is readable by its owner alone.
 */
import { writeJson } from '@anju/embedded/files';
import type { Persona } from './personas.js';
import { services } from './parts.js';

export interface RunFile {
  ready: true;
  url: string;
  stateDir: string;
  live: string;
  openapi: Record<string, string>;
  asyncapi: string;
  nats: { url: string; nkeySeedFile: string; stream: 'EVENTS'; store: string };
  postgres: { url: string; store: string };
  processes: Record<string, number>;
  personas: Omit<Persona, 'sub' | 'name' | 'authzVersion'>[];
}

export interface Known {
  publicUrl: string;
  stateDir: string;
  nats: { url: string; nkeySeedFile: string; store: string };
  postgres: { url: string; store: string };
  personas: readonly Persona[];
}

export function runFile({ publicUrl, stateDir, nats, postgres, personas }: Known, processes: Record<string, number>): RunFile {
  return {
    ready: true,
    url: publicUrl,
    stateDir,
    live: `${publicUrl}/api/command-center/v1/live`,
    openapi: Object.fromEntries(services.map((context) => [context, `${publicUrl}/api/${context}/v1/openapi.json`])),
    asyncapi: `${publicUrl}/asyncapi.json`,
    nats: { url: nats.url, nkeySeedFile: nats.nkeySeedFile, stream: 'EVENTS', store: nats.store },
    postgres,
    processes,
    personas: personas.map(({ sub: _sub, name: _name, authzVersion: _authzVersion, ...persona }) => persona),
  };
}

export const writeRunFile = (file: string, run: RunFile): void => writeJson(file, run);
