/** Photos come as their bytes, not in an envelope; the limit here only bounds memory, the rule is a policy. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const mostBytes = 16_777_216;

export function acceptPhotos(app: NestFastifyApplication): void {
  const keep = (_request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body);
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(['image/jpeg', 'image/png', 'image/webp'], { parseAs: 'buffer', bodyLimit: mostBytes }, keep as never);
}
