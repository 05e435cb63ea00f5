/**
 * Serves the console. Files with a hash in their name never change and are kept by browsers for a year; the page itself is
 * never kept, or people would run last month's console. Every address that is no file and asks for a page gets the page,
 * for the console routes in the browser. Nothing may be loaded from elsewhere: the platform works without the internet.
 */
import { stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import fastifyStatic from '@fastify/static';
import { problem } from '@anju/contracts/problems';
import type { FastifyInstance, FastifyReply } from 'fastify';

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'self'",
    "worker-src blob: 'self'",
    "img-src 'self' blob: data:",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(self), microphone=()',
};

const hashed = /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;
const keep = (file: string): string =>
  file === 'index.html' ? 'no-store' : file.startsWith('assets/') && hashed.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache';

export async function registerConsole(fastify: FastifyInstance, folder: string | undefined, asyncapiFile: string): Promise<void> {
  await fastify.register(fastifyStatic, {
    root: folder ?? join(asyncapiFile, '..'),
    serve: false,
    preCompressed: true,
    cacheControl: false,
  });

  const isFile = (file: string): Promise<boolean> =>
    stat(join(folder!, file)).then(
      (found) => found.isFile(),
      () => false,
    );
  const sendPage = (reply: FastifyReply, file: string): FastifyReply =>
    reply.headers(pageHeaders).header('cache-control', keep(file)).sendFile(file);

  fastify.get('/asyncapi.json', async (_, reply) => {
    if (!(await stat(asyncapiFile).catch(() => undefined))) throw problem('not-found');
    return reply.header('cache-control', 'no-cache').sendFile(asyncapiFile.split('/').at(-1)!, join(asyncapiFile, '..'));
  });

  fastify.get('/*', async (request, reply) => {
    if (!folder) throw problem('not-found');
    const path = (request.params as { '*': string })['*'];
    const file = normalize(path).replace(/^\/+/, '');
    if (file.startsWith('..') || file.includes('\0')) throw problem('not-found');
    if (file && file !== '.' && (await isFile(file))) return sendPage(reply, file);
    if (!/\.[a-z0-9]+$/i.test(file) && request.headers.accept?.includes('text/html')) return sendPage(reply, 'index.html');
    if (file === '.' || file === '') return sendPage(reply, 'index.html');
    throw problem('not-found');
  });
}
