/**
 * The committed documents that are made from the code: an OpenAPI document per context and one AsyncAPI document. They lie
 * in git so that a change of the contract is a visible diff; `check` makes them again and compares.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownEnvironment, pinnedNode, progress, project } from './bootstrap.mjs';

const contexts = ['enterprise-registry', 'safety-hazards', 'command-center'];

/** Path in the project → what prints it. */
export const documents = {
  ...Object.fromEntries(contexts.map((context) => [`services/${context}/openapi.json`, [`services/${context}/dist/main.js`, '--openapi']])),
  'libs/contracts/asyncapi.json': ['libs/contracts/dist/asyncapi.js'],
};

async function made([script, ...args]) {
  const { stdout } = await promisify(execFile)(pinnedNode(), [join(project, script), ...args], {
    env: ownEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  });
  return `${JSON.stringify(JSON.parse(stdout), null, 2)}\n`;
}

export async function generate() {
  for (const [path, command] of Object.entries(documents)) {
    await writeFile(join(project, path), await made(command));
    progress(`wrote ${path}`);
  }
}

/** Documents that are not what the code says now. */
export async function stale() {
  const found = [];
  for (const [path, command] of Object.entries(documents)) {
    const kept = await readFile(join(project, path), 'utf8').catch(() => '');
    if (kept !== (await made(command))) found.push(path);
  }
  return found;
}
