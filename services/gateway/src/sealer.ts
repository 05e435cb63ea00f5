/**
 * Seals what a browser keeps for us: encrypted and authenticated (JWE, A256GCM), so that it can be neither read nor made.
 * The purpose is part of what is authenticated, because a half-finished sign-in must never pass for a session.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { EncryptJWT, jwtDecrypt } from 'jose';
import type { z } from 'zod';
import { CONFIG, type GatewayConfig } from './config.js';

@Injectable()
export class Sealer {
  private readonly key: Uint8Array;

  constructor(@Inject(CONFIG) config: GatewayConfig) {
    const secret = readFileSync(config.SESSION_SECRET_FILE, 'utf8').trim();
    if (secret.length < 32) throw new Error('SESSION_SECRET_FILE holds fewer than 32 characters; put a longer random text there');
    this.key = createHash('sha256').update(`anju session ${secret}`).digest();
  }

  close(purpose: string, content: Record<string, unknown>, lifeS: number): Promise<string> {
    return new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(purpose)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifeS)
      .encrypt(this.key);
  }

  /** Undefined for whatever is not ours, not for this purpose, or over. */
  async open<S extends z.ZodType>(purpose: string, schema: S, sealed: string | undefined): Promise<z.infer<S> | undefined> {
    if (!sealed || sealed.length > 4_096) return undefined;
    try {
      const { payload } = await jwtDecrypt(sealed, this.key, {
        audience: purpose,
        requiredClaims: ['exp'],
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return schema.parse(payload);
    } catch {
      return undefined;
    }
  }
}
