/**
 * How a command reaches the running copy: addresses from `run.json`, questions over NATS (`q.<service>.<question>`), answers
 * `{ok:true,data}` or `{ok:false,problem}`. A copy that is not there and one that does not answer are two different sentences.
 */
import { readJson } from '@anju/embedded/files';
import { SetupProblem } from '@anju/embedded/problem';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFile } from '../run-file.js';

/** Adds the commands of one noun. */
export type Commands = (program: Command, stateDir: () => string) => void;

export function runOf(stateDir: string): RunFile {
  const run = readJson<RunFile>(join(stateDir, 'run.json'));
  if (run) return run;
  throw new SetupProblem(
    'notRunning',
    `No copy of Anju runs on ${stateDir}.`,
    'Start one with `npm start`, or name its folder with --state-dir.',
  );
}

export interface Answer {
  ok: boolean;
  data?: unknown;
  problem?: { title?: string; detail?: string; code?: string };
}

export interface Running {
  run: RunFile;
  nats: NatsConnection;
  /** The answer's data; throws what the service refused with, or that nobody answered. */
  ask<T>(service: string, question: string, body?: unknown, timeoutMs?: number): Promise<T>;
}

export async function withRunning<T>(stateDir: string, work: (running: Running) => Promise<T>): Promise<T> {
  const run = runOf(stateDir);
  const seed = new TextEncoder().encode(readFileSync(run.nats.nkeySeedFile, 'utf8').trim());
  const nats = await connect({
    servers: run.nats.url,
    name: 'anju-cli',
    authenticator: nkeyAuthenticator(seed),
    timeout: 3_000,
    maxReconnectAttempts: 3,
  }).catch(() => {
    throw new SetupProblem(
      'notRunning',
      `NATS does not answer at ${run.nats.url}.`,
      'See whether `npm start` still runs; it starts a broken part again by itself.',
    );
  });
  try {
    return await work({
      run,
      nats,
      ask: async <T>(service: string, question: string, body: unknown = {}, timeoutMs = 10_000): Promise<T> => {
        const answer = await reply(nats, `q.${service}.${question}`, body, timeoutMs);
        if (answer.ok) return answer.data as T;
        const { title, detail, code } = answer.problem ?? {};
        throw new Error(
          `${service} refuses: ${[title, detail].filter(Boolean).join('. ') || 'no reason given'}${code ? ` (${code})` : ''}`,
        );
      },
    });
  } finally {
    await nats.close();
  }
}

async function reply(nats: NatsConnection, subject: string, body: unknown, timeout: number): Promise<Answer> {
  try {
    return (await nats.request(subject, JSON.stringify(body), { timeout })).json<Answer>();
  } catch (error) {
    const service = subject.split('.')[1];
    throw new SetupProblem(
      'notRunning',
      `${service} does not answer (${(error as Error).message}).`,
      'It may be starting again; `anju status` shows what runs. Ask once more in a moment.',
    );
  }
}

export const print = (value: unknown): void => void process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);

/** Columns as wide as their widest cell; for people. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
