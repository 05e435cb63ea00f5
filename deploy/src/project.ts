/** Where the project lies and which release it is; the built launcher runs from deploy/dist. */
import { readJson } from '@anju/embedded/files';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const release = readJson<{ version: string }>(resolve(projectFolder, 'package.json'))?.version ?? '0.0.0';
