/**
 * Which processes make up a running copy, and what each is told. Everything a process knows of the others stands in its
 * environment and nowhere else, so the same processes run on a cluster with other values.
 */
import type { ServiceUrls } from '@anju/embedded/provision';
import { join } from 'node:path';
import type { NodeProcess } from './node-process.js';
import type { Realm } from './realm.js';

/** About 70 MB are in use; on a machine with much memory a heap would grow to five times that before it is cleaned. */
const bounded = ['--max-semi-space-size=8', '--max-old-space-size=256'];

/** Services with a database, in no order. A new service is one line here. */
export const services = ['enterprise-registry', 'safety-hazards', 'command-center'] as const;
export type Service = (typeof services)[number];
export const loopbackPorts = ['postgres', 'nats', 'nats-monitor', 'identity', ...services] as const;
export type Ports = Record<(typeof loopbackPorts)[number], number>;

export interface Surroundings {
  projectFolder: string;
  stateDir: string;
  publicUrl: string;
  port: number;
  ports: Ports;
  issuer: string;
  realm: Realm;
  personasFile: string;
  databases: Record<string, ServiceUrls>;
  nats: { url: string; nkeySeedFile: string; maxBytes?: number };
  clockOffset: string;
  release: string;
  logLevel: string;
  seed: number;
  /** Screens and the exchange say that the city is invented. */
  isDemo: boolean;
  onLine: (part: string, line: string) => void;
}

const local = (port: number) => `http://127.0.0.1:${port}`;

function common(at: Surroundings, name: string): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    STATE_DIR: join(at.stateDir, name),
    PUBLIC_URL: at.publicUrl,
    OIDC_ISSUER: at.issuer,
    ...(process.env['OIDC_JWKS_URL'] ? { OIDC_JWKS_URL: process.env['OIDC_JWKS_URL'] } : { OIDC_JWKS_FILE: at.realm.jwksFile }),
    NATS_URL: at.nats.url,
    NATS_NKEY_SEED_FILE: at.nats.nkeySeedFile,
    CLOCK_OFFSET: at.clockOffset,
    LOG_LEVEL: at.logLevel,
    RELEASE: at.release,
    IS_DEMO: String(at.isDemo),
    ...(at.nats.maxBytes !== undefined && { STREAM_MAX_BYTES: String(at.nats.maxBytes) }),
  };
}

export function serviceProcess(at: Surroundings, name: Service): NodeProcess {
  const { owner, app, relay } = at.databases[name]!;
  return {
    name,
    script: join(at.projectFolder, 'services', name, 'dist', 'main.js'),
    env: { ...common(at, name), PORT: String(at.ports[name]), DATABASE_URL: app, OWNER_DATABASE_URL: owner, RELAY_DATABASE_URL: relay },
    nodeFlags: ['--enable-source-maps', ...bounded],
    readyUrl: `${local(at.ports[name])}/readyz`,
    onLine: (line) => at.onLine(name, line),
  };
}

export function gatewayProcess(at: Surroundings): NodeProcess {
  return {
    name: 'gateway',
    script: join(at.projectFolder, 'services', 'gateway', 'dist', 'main.js'),
    env: {
      ...common(at, 'gateway'),
      PORT: String(at.port),
      SESSION_SECRET_FILE: join(at.stateDir, 'gateway', 'session-secret'),
      OIDC_CLIENT_ID: process.env['OIDC_CLIENT_ID'] ?? 'anju-console',
      OIDC_CLIENT_SECRET_FILE: process.env['OIDC_CLIENT_SECRET_FILE'] ?? at.realm.clientSecretFile,
      CONSOLE_DIR: join(at.projectFolder, 'services', 'web-console', 'dist'),
      UPSTREAMS: JSON.stringify(Object.fromEntries(services.map((name) => [name, local(at.ports[name])]))),
      IDENTITY_URL: local(at.ports.identity),
    },
    nodeFlags: ['--enable-source-maps', ...bounded],
    readyUrl: `${local(at.port)}/readyz`,
    onLine: (line) => at.onLine('gateway', line),
  };
}

export function identityProcess(at: Surroundings): NodeProcess {
  return {
    name: 'identity',
    script: join(at.projectFolder, 'deploy', 'dist', 'identity', 'main.js'),
    env: {
      HOST: '127.0.0.1',
      PORT: String(at.ports.identity),
      ISSUER: at.issuer,
      PUBLIC_URL: at.publicUrl,
      STATE_DIR: at.stateDir,
      PERSONAS_FILE: at.personasFile,
      OIDC_CLIENT_ID: 'anju-console',
      OIDC_CLIENT_SECRET_FILE: at.realm.clientSecretFile,
      LOG_LEVEL: at.logLevel,
    },
    nodeFlags: ['--max-semi-space-size=2'],
    readyUrl: `${local(at.ports.identity)}/oidc/.well-known/openid-configuration`,
    onLine: (line) => at.onLine('identity', line),
  };
}

/** The demo city's loader and the simulator act beside the services; `SERVICES` holds the databases by service. */
export function demoProcess(at: Surroundings, name: 'demo' | 'simulator', onLine: (line: string) => void): NodeProcess {
  return {
    name,
    script: join(at.projectFolder, 'deploy', 'dist', name, 'main.js'),
    env: {
      ...common(at, name),
      SEED: String(at.seed),
      PERSONAS_FILE: at.personasFile,
      REALM_DIR: join(at.stateDir, 'realm'),
      ...(name === 'demo' && { SERVICES: JSON.stringify(at.databases) }),
    },
    nodeFlags: ['--enable-source-maps', name === 'demo' ? '--max-semi-space-size=32' : '--max-semi-space-size=2'],
    onLine,
  };
}
