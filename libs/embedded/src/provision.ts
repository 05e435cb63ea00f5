/**
 * Databases, schemas and roles before any service starts: per service an owner (migrations), an app role (requests, under
 * row-level security) and a relay role, members of nothing. Roles belong to the whole cluster while specs make many
 * databases in it at once, so all of it happens under one advisory lock of the database `postgres`; repeating it changes nothing.
 * A role's password is derived from the cluster's own secret: every caller comes to the same one and no file holds it.
 */
import { createHmac } from 'node:crypto';
import { Client } from 'pg';

export interface ServiceUrls {
  owner: string;
  app: string;
  relay: string;
}

export interface Provisioned {
  services: Record<string, ServiceUrls>;
  /** Sees all rows and changes none. */
  reader?: string;
}

export interface ProvisionOptions {
  /** Superuser's address of the cluster. */
  adminUrl: string;
  services: readonly string[];
  database?: string;
  /** Makes `anju_reader`; only for demonstrations. */
  reader?: boolean;
}

const kinds = ['owner', 'app', 'relay'] as const;
const advisoryKey = 7_238_104;

export async function provision({ adminUrl, services, database = 'anju', reader = false }: ProvisionOptions): Promise<Provisioned> {
  const secret = decodeURIComponent(new URL(adminUrl).password);
  const passwordOf = (role: string) => createHmac('sha256', secret).update(role).digest('base64url');
  const schemas = services.map((service) => service.replaceAll('-', '_'));

  await connected(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [advisoryKey]);
    const roles = (await admin.query<{ rolname: string }>(`select rolname from pg_roles`)).rows.map((row) => row.rolname);
    const role = async (name: string, options: string, path?: string) => {
      if (roles.includes(name)) return;
      await admin.query(`create role ${name} login noinherit ${options} password '${passwordOf(name)}'`);
      if (path) await admin.query(`alter role ${name} set search_path = ${path}`);
    };
    for (const schema of schemas) for (const kind of kinds) await role(`${schema}_${kind}`, 'nobypassrls', schema);
    if (reader) {
      await role('anju_reader', 'bypassrls connection limit 10');
      await admin.query('alter role anju_reader set default_transaction_read_only = on');
    }
    const exists = await admin.query('select 1 from pg_database where datname = $1', [database]);
    if (exists.rowCount === 0) await admin.query(`create database ${admin.escapeIdentifier(database)}`);
    // Still under the lock: two callers may name the same database.
    await connected(urlOf(adminUrl, database), (inside) => schemasOf(inside, database, schemas, reader));
  });

  const as = (role: string) => urlOf(adminUrl, database, role, passwordOf(role));
  return {
    services: Object.fromEntries(
      services.map((service, index) => {
        const schema = schemas[index]!;
        return [service, { owner: as(`${schema}_owner`), app: as(`${schema}_app`), relay: as(`${schema}_relay`) }];
      }),
    ),
    ...(reader && { reader: as('anju_reader') }),
  };
}

async function schemasOf(inside: Client, database: string, schemas: readonly string[], reader: boolean): Promise<void> {
  await inside.query(`revoke all on database ${inside.escapeIdentifier(database)} from public`);
  for (const schema of schemas) {
    await inside.query(
      `grant connect, temporary on database ${inside.escapeIdentifier(database)} to ${kinds.map((kind) => `${schema}_${kind}`).join(', ')}`,
    );
    await inside.query(`create schema if not exists ${schema} authorization ${schema}_owner`);
    await inside.query(`grant usage on schema ${schema} to ${schema}_app, ${schema}_relay`);
    if (!reader) continue;
    await inside.query(`grant usage on schema ${schema} to anju_reader`);
    await inside.query(`grant select on all tables in schema ${schema} to anju_reader`);
    await inside.query(`alter default privileges for role ${schema}_owner in schema ${schema} grant select on tables to anju_reader`);
  }
  if (reader) await inside.query(`grant connect on database ${inside.escapeIdentifier(database)} to anju_reader`);
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(adminUrl: string, database: string, user?: string, password?: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (user) url.username = user;
  if (password) url.password = password;
  return url.toString();
}
