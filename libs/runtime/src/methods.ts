/** A known address asked in an unknown way is 405 with `Allow`, not 404; Fastify leaves that to us. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export function allowMethods(app: NestFastifyApplication): void {
  const routes: { pattern: RegExp; methods: Set<string> }[] = [];
  const byUrl = new Map<string, Set<string>>();
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRoute', ({ method, url }: { method: string | string[]; url: string }) => {
    if (url.includes('*')) return;
    let methods = byUrl.get(url);
    if (!methods) {
      byUrl.set(url, (methods = new Set()));
      routes.push({ pattern: new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}$`), methods });
    }
    for (const one of [method].flat()) methods.add(one);
  });
  fastify.addHook('onRequest', (request: { url: string; method: string; allow?: string }, _reply: unknown, done: () => void) => {
    const path = request.url.split('?')[0]!;
    const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => [...route.methods]);
    if (methods.length > 0 && !methods.includes(request.method)) request.allow = [...new Set(methods)].join(', ');
    done();
  });
}
