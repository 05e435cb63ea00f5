/**
 * The OpenID Connect provider of the demonstration realm: one confidential client (the gateway), no consent screen, and
 * access tokens as JWTs for the audience `anju`. oidc-provider makes tokens opaque unless they are for a resource server,
 * so one is assumed when a request names none. Cookies carry the port in their names: a browser shares cookies between
 * the ports of a host, and two installations side by side must not log each other out.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Provider, type Configuration, type JWK, type KoaContextWithOIDC } from 'oidc-provider';
import type { IdentityConfig } from './config.js';
import { messagePage, signOutPage } from './pages.js';
import { claimsOf, type Personas } from './personas.js';
import { adapterOver, type Store } from './store.js';

const resource = 'urn:anju:api';
const day = 86_400;

function cookieKeys(file: string): string[] {
  if (!existsSync(file)) writeFileSync(file, JSON.stringify([randomBytes(32).toString('base64url')]), { mode: 0o600 });
  return JSON.parse(readFileSync(file, 'utf8')) as string[];
}

async function grantWithoutAsking(ctx: KoaContextWithOIDC) {
  const { provider, client, session } = ctx.oidc;
  const known = session?.grantIdFor(client!.clientId);
  const kept = known ? await provider.Grant.find(known) : undefined;
  if (kept) return kept;
  const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
  grant.addOIDCScope('openid profile offline_access');
  await grant.save();
  return grant;
}

export function identityProvider(config: IdentityConfig, personas: Personas, store: Store): Provider {
  const console = new URL(config.issuer);
  const origin = console.origin;
  const suffix = console.port || '443';
  const configuration: Configuration = {
    adapter: adapterOver(store),
    jwks: { keys: [JSON.parse(readFileSync(config.privateKeyFile, 'utf8')) as JWK] },
    clients: [
      {
        client_id: config.clientId,
        client_secret: readFileSync(config.clientSecretFile, 'utf8').trim(),
        redirect_uris: [`${origin}/auth/callback`],
        post_logout_redirect_uris: [`${origin}/`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    cookies: {
      keys: cookieKeys(config.cookieKeysFile),
      names: { session: `anju_oidc_${suffix}`, interaction: `anju_oidc_in_${suffix}`, resume: `anju_oidc_on_${suffix}` },
      long: { signed: true, httpOnly: true, sameSite: 'lax', path: console.pathname },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: async (_, sub) => {
      const person = personas.bySub(sub);
      return person && { accountId: sub, claims: async () => ({ sub, name: person.name }) };
    },
    extraTokenClaims: async (_, token) => {
      const person = 'accountId' in token && token.accountId ? personas.bySub(token.accountId) : undefined;
      return person && claimsOf(person);
    },
    issueRefreshToken: async () => true,
    loadExistingGrant: grantWithoutAsking,
    interactions: { url: (_, interaction) => `${console.pathname}/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      IdToken: 300,
      Interaction: 3_600,
      RefreshToken: 14 * day,
      Grant: 14 * day,
      Session: 14 * day,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      userinfo: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: 'anju',
          accessTokenTTL: 300,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => void (ctx.body = signOutPage(form)),
        postLogoutSuccessSource: (ctx) => void (ctx.body = messagePage('已退出登录', 'You are signed out', origin)),
      },
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = messagePage('登录没有完成', 'The sign-in was not completed', origin, out.error_description ?? out.error);
    },
  };
  const provider = new Provider(config.issuer, configuration);
  provider.proxy = true;
  return provider;
}
