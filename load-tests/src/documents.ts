/**
 * `npm run prove:documents`: what the running platform says about itself is true. Every document passes the linter, and
 * every operation is sent what no honest client sends: the answer has to be one the document names, with a code of the
 * catalogue in the asked language, and never a 500.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Api } from './api.js';
import { flagsOf } from './arguments.js';
import { Fuzz } from './fuzz.js';
import { ask } from './http.js';
import { projectFolder, say, type Platform } from './platform.js';
import { prove } from './prove.js';
import { Tokens } from './tokens.js';
import { Verdicts } from './verdicts.js';

const flags = flagsOf({ run: '', keep: false });

async function lint(name: string, document: unknown, verdicts: Verdicts): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'anju-document-'));
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(document));
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const cli = join(projectFolder, 'node_modules/@redocly/cli/bin/cli.js');
  const found = await promisify(execFile)(process.execPath, [cli, 'lint', file, '--extends=spec', '--format=json'], {
    env,
    maxBuffer: 2 ** 26,
  }).then(
    () => [],
    ({ stdout, message }: { stdout?: string; message: string }) => problemsIn(stdout) ?? [message],
  );
  rmSync(folder, { recursive: true });
  verdicts.none(`${name}: lint`, found);
}

function problemsIn(stdout = ''): string[] | undefined {
  try {
    const { problems } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      problems: { message: string; ruleId: string; location?: { pointer?: string }[] }[];
    };
    return problems.map(({ message, ruleId, location }) => `${ruleId} ${location?.[0]?.pointer ?? ''}: ${message}`);
  } catch {
    return undefined;
  }
}

async function main({ run }: Platform): Promise<boolean> {
  const api = await Api.load(run);
  const verdicts = new Verdicts();
  const asyncapi = await ask('GET', run.asyncapi);
  verdicts.same('asyncapi document is served', [asyncapi.status, String(asyncapi.body?.asyncapi).slice(0, 2)], [200, '3.']);
  if (asyncapi.body) await lint('asyncapi', asyncapi.body, verdicts);
  for (const [context, document] of api.documents) {
    verdicts.check(`${context}: OpenAPI version`, String(document.openapi), '3.1', String(document.openapi).startsWith('3.1'));
    await lint(context, document, verdicts);
  }
  const fuzz = await Fuzz.prepare(api, new Tokens(run));
  const causes = new Map<string, string[]>();
  for (const operation of api.operations) {
    const { sent, wrong } = await fuzz.operation(operation);
    const name = `${operation.operationId} (${operation.context})`;
    verdicts.check(`${name}: ${sent} requests`, wrong.length, '0', wrong.length === 0);
    for (const line of wrong) causes.set(line, [...(causes.get(line) ?? []), name]);
  }
  for (const [line, operations] of causes)
    verdicts.evidence.push(`${line} [${operations.length > 3 ? `${operations.length} operations` : operations.join(', ')}]`);
  verdicts.print('documents');
  say(`${fuzz.sent} requests`);
  return verdicts.passed;
}

await prove(flags.run, flags.keep, main);
