/**
 * The OpenID Connect provider as the gateway sees it. It is looked up when first needed and not at boot, so the gateway
 * starts without it. The embedded provider speaks under its public address but is reached by a port of its own: only the
 * transport is bent, every check of issuer and endpoints stays as it is.
 */
import { readFileSync } from 'node:fs';
import { problem } from '@anju/contracts/problems';
import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { CONFIG, type GatewayConfig } from './config.js';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
}

export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

const lifeMs = 10 * 60_000;

@Injectable()
export class IdentityProvider {
  private found: { configuration: oidc.Configuration; at: number } | undefined;

  constructor(@Inject(CONFIG) private readonly config: GatewayConfig) {}

  async signInUrl({ state, nonce, verifier }: PendingSignIn): Promise<string> {
    return oidc.buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: `${this.config.PUBLIC_URL}/auth/callback`,
      scope: 'openid profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    }).href;
  }

  newSignIn(): PendingSignIn {
    return { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() };
  }

  async exchange(query: string, { state, nonce, verifier }: PendingSignIn): Promise<Tokens> {
    const url = new URL(`${this.config.PUBLIC_URL}/auth/callback${query}`);
    return this.asked((configuration) =>
      oidc.authorizationCodeGrant(configuration, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      }),
    );
  }

  /** Throws `token-invalid` when the provider has ended the session, `unavailable` when it cannot be asked. */
  async refresh(refreshToken: string): Promise<Tokens> {
    const tokens = await this.asked((configuration) => oidc.refreshTokenGrant(configuration, refreshToken));
    return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
  }

  /** Tells the provider, as far as it can be reached, that the refresh token is over. */
  async revoke(refreshToken: string): Promise<void> {
    await oidc.tokenRevocation(await this.configuration(), refreshToken, { token_type_hint: 'refresh_token' });
  }

  async signOutUrl(): Promise<string> {
    const configuration = await this.configuration();
    if (!configuration.serverMetadata().end_session_endpoint) return `${this.config.PUBLIC_URL}/`;
    return oidc.buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${this.config.PUBLIC_URL}/` }).href;
  }

  private async asked(grant: (configuration: oidc.Configuration) => Promise<oidc.TokenEndpointResponse>): Promise<Tokens> {
    const configuration = await this.configuration();
    try {
      const { access_token: accessToken, refresh_token: refreshToken } = await grant(configuration);
      return { accessToken, refreshToken };
    } catch (cause) {
      const isRefused = cause instanceof oidc.ResponseBodyError && cause.error === 'invalid_grant';
      const isForeign =
        cause instanceof oidc.AuthorizationResponseError ||
        (cause instanceof oidc.ClientError && /INVALID_RESPONSE|JWT/.test(cause.code ?? ''));
      throw Object.assign(problem(isRefused || isForeign ? 'token-invalid' : 'unavailable'), { cause });
    }
  }

  private async configuration(): Promise<oidc.Configuration> {
    if (this.found && Date.now() - this.found.at < lifeMs) return this.found.configuration;
    const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET_FILE: secretFile } = this.config;
    try {
      const configuration = await oidc.discovery(
        new URL(issuer),
        id,
        undefined,
        oidc.ClientSecretBasic(readFileSync(secretFile, 'utf8').trim()),
        {
          ...(issuer.startsWith('http:') && { execute: [oidc.allowInsecureRequests] }),
          [oidc.customFetch]: this.transport(),
          timeout: 5,
        },
      );
      this.found = { configuration, at: Date.now() };
    } catch (cause) {
      if (!this.found) throw Object.assign(problem('unavailable'), { cause });
      this.found.at = Date.now();
    }
    return this.found.configuration;
  }

  private transport(): oidc.CustomFetch {
    const { IDENTITY_URL: inside, OIDC_ISSUER: issuer, PUBLIC_URL: own } = this.config;
    const isEmbedded = inside !== undefined && issuer.startsWith(`${own}/`);
    return (url, options) =>
      fetch(isEmbedded && url.startsWith(`${own}/`) ? new URL(url.slice(own.length), inside) : url, options as RequestInit);
  }
}
