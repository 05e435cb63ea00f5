/**
 * The verifier against forgers. Each row is one way in which a token that looks right is not; every one is refused with
 * the same answer, so that a forger learns nothing. The first test is the control: the same fixture signs a good one.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { aRealm, issuer } from './access.fixtures.js';
import { bearerOf, tokenVerifier, type TokenVerifier } from './token.js';

type Realm = Awaited<ReturnType<typeof aRealm>>;
let realm: Realm;
let verifier: TokenVerifier;
let stranger: CryptoKey;

beforeAll(async () => {
  realm = await aRealm();
  verifier = tokenVerifier({ issuer, jwks: { file: realm.jwksFile } });
  stranger = (await generateKeyPair('ES256')).privateKey;
});

const b64 = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const withPart = async (index: 0 | 1 | 2, change: (part: string) => string): Promise<string> => {
  const parts = (await realm.sign()).split('.');
  parts[index] = change(parts[index]!);
  return parts.join('.');
};
const decoded = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

const forgeries: Record<string, () => Promise<string> | string> = {
  'no signature, alg none': () => `${b64({ alg: 'none', typ: 'at+jwt' })}.${b64(realm.claims())}.`,
  'alg NoNe': () => `${b64({ alg: 'NoNe', typ: 'at+jwt', kid: 'k1' })}.${b64(realm.claims())}.`,
  'signature cut off': () => withPart(2, () => ''),
  'one bit of the signature flipped': () => withPart(2, (part) => (part.startsWith('A') ? 'B' : 'A') + part.slice(1)),
  'claims changed after signing': () => withPart(1, (part) => b64({ ...decoded(part), divisions: ['31'] })),
  'role raised after signing': () => withPart(1, (part) => b64({ ...decoded(part), role: 'security-admin' })),
  'HS256 with the public key as secret': () => {
    const body = `${b64({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })}.${b64(realm.claims())}`;
    return `${body}.${createHmac('sha256', JSON.stringify(realm.keys[0])).update(body).digest('base64url')}`;
  },
  'signed by a stranger under our key id': () => realm.sign({}, {}, stranger),
  'signed by a stranger under an unknown key id': () => realm.sign({}, { kid: 'k2' }, stranger),
  'key id as a path': () => realm.sign({}, { kid: '../../../../dev/null' }, stranger),
  'key id as SQL': () => realm.sign({}, { kid: "k1' or '1'='1" }, stranger),
  'own key in the jwk header': async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    return realm.sign({}, { kid: 'mine', jwk: await exportJWK(pair.publicKey) }, pair.privateKey);
  },
  'own key set in the jku header': () => realm.sign({}, { kid: 'mine', jku: 'http://127.0.0.1:9/jwks' }, stranger),
  'own certificate in the x5u header': () => realm.sign({}, { kid: 'mine', x5u: 'http://127.0.0.1:9/cert' }, stranger),
  'RS256 by a stranger': () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return new SignJWT(realm.claims()).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'k1' }).sign(privateKey);
  },
  'an ID token (typ JWT)': () => realm.sign({}, { typ: 'JWT' }),
  'no typ': () => realm.sign({}, { typ: undefined }),
  'an unknown critical header': async () => {
    const [, body, signature] = (await realm.sign()).split('.');
    return `${b64({ alg: 'ES256', typ: 'at+jwt', kid: 'k1', crit: ['exp'], exp: 1 })}.${body}.${signature}`;
  },
  'no exp': () => realm.sign({ exp: undefined }),
  'expired a minute ago': () => realm.sign({ exp: realm.now() - 60 }),
  'issued two hours ago with a long life': () => realm.sign({ iat: realm.now() - 7_200, exp: realm.now() + 7_200 }),
  'issued in the future': () => realm.sign({ iat: realm.now() + 120, exp: realm.now() + 400 }),
  'not valid yet': () => realm.sign({ nbf: realm.now() + 120 }),
  'exp as text': () => realm.sign({ exp: '9999999999' as unknown as number }),
  'no iat': () => realm.sign({ iat: undefined }),
  'no sub': () => realm.sign({ sub: undefined }),
  'empty sub': () => realm.sign({ sub: '' }),
  'no jti': () => realm.sign({ jti: undefined }),
  'no audience': () => realm.sign({ aud: undefined }),
  'for another audience': () => realm.sign({ aud: 'anju-console' }),
  'another issuer': () => realm.sign({ iss: 'https://evil.test/oidc' }),
  'the issuer with a slash more': () => realm.sign({ iss: `${issuer}/` }),
  'no role': () => realm.sign({ role: undefined }),
  'an unknown role': () => realm.sign({ role: 'root' }),
  'two roles': () => realm.sign({ role: ['operator', 'auditor'] }),
  'the role of the platform itself': () => realm.sign({ role: 'platform' }),
  'a division that is a wildcard': () => realm.sign({ divisions: [''] }),
  'a division of one digit': () => realm.sign({ divisions: ['3'] }),
  'a division with a comma': () => realm.sign({ divisions: ['310115,31'] }),
  'divisions as text': () => realm.sign({ divisions: '310115' }),
  'an enterprise manager of no enterprise': () => realm.sign({ role: 'enterprise-manager' }),
  'an enterprise that is no id': () => realm.sign({ role: 'enterprise-manager', enterpriseId: "' or true --" }),
  'a department officer of no department': () => realm.sign({ role: 'department-officer' }),
  'a negative authz version': () => realm.sign({ authzVersion: -1 }),
  'two parts': () => `${b64({ alg: 'ES256' })}.${b64(realm.claims())}`,
  'five parts': () => 'a.b.c.d.e',
  garbage: () => 'garbage',
  'nine kilobytes': () => realm.sign({ pad: 'x'.repeat(9_000) }),
};

describe('an access token', () => {
  it('of the realm says who is acting', async () => {
    const actor = await verifier.verify(await realm.sign({ divisions: ['310115005', '310115'], authzVersion: 2 }));
    expect(actor).toMatchObject({ iss: issuer, sub: 'u-operator', role: 'operator', divisions: ['310115'], authzVersion: 2 });
  });

  it.each(Object.entries(forgeries))('is refused: %s', async (_, forge) => {
    await expect(verifier.verify(await forge())).rejects.toMatchObject({ code: 'token-invalid', details: {} });
  });

  it('that is absent is called missing, not invalid', async () => {
    await expect(verifier.verify(undefined)).rejects.toMatchObject({ code: 'token-missing' });
    expect(bearerOf('Basic abc')).toBeUndefined();
    expect(bearerOf('Bearer a, Bearer b')).toBeUndefined();
    expect(bearerOf('bearer abc')).toBe('abc');
  });

  it('is remembered only while it is valid', async () => {
    const jwt = await realm.sign({ exp: realm.now() - 29 });
    await verifier.verify(jwt);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await expect(verifier.verify(jwt)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('is checked anew after its person’s access has changed', async () => {
    const own = await aRealm();
    const tokens = tokenVerifier({ issuer, jwks: { file: own.jwksFile }, cooldownMs: 0 });
    const jwt = await own.sign();
    const first = await tokens.verify(jwt);
    expect(await tokens.verify(jwt)).toBe(first);
    tokens.forget('someone-else');
    expect(await tokens.verify(jwt)).toBe(first);
    tokens.forget('u-operator');
    expect(await tokens.verify(jwt)).not.toBe(first);
  });
});

describe('the realm’s keys', () => {
  it('are read again when a new key appears, but not within the cool-down', async () => {
    const own = await aRealm();
    const eager = tokenVerifier({ issuer, jwks: { file: own.jwksFile }, cooldownMs: 0 });
    const patient = tokenVerifier({ issuer, jwks: { file: own.jwksFile }, cooldownMs: 60_000 });
    await Promise.all([eager.verify(await own.sign()), patient.verify(await own.sign())]);
    const next = await own.addKey('k2');
    const jwt = await own.sign({}, { kid: 'k2' }, next);
    await expect(eager.verify(jwt)).resolves.toMatchObject({ sub: 'u-operator' });
    await expect(patient.verify(jwt)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('stay in use when their source is damaged', async () => {
    const own = await aRealm();
    const tokens = tokenVerifier({ issuer, jwks: { file: own.jwksFile }, cooldownMs: 0 });
    await tokens.verify(await own.sign());
    await writeFile(own.jwksFile, '{');
    await expect(tokens.verify(await own.sign({}, { kid: 'k9' }, stranger))).rejects.toMatchObject({ code: 'token-invalid' });
    await expect(tokens.verify(await own.sign())).resolves.toMatchObject({ sub: 'u-operator' });
  });

  it('that were never there are our fault, not the caller’s', async () => {
    const tokens = tokenVerifier({ issuer, jwks: { file: '/nonexistent/jwks.json' } });
    await expect(tokens.verify(await realm.sign())).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('come from an address too, asked once for many callers, and never by redirect', async () => {
    let asked = 0;
    const server: Server = createServer((request, response) => {
      asked++;
      if (request.url === '/moved') response.writeHead(302, { location: '/jwks' }).end();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: realm.keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const tokens = tokenVerifier({ issuer, jwks: { url: `${url}/jwks` } });
    await Promise.all(Array.from({ length: 20 }, async () => tokens.verify(await realm.sign())));
    expect(asked).toBe(1);
    await expect(tokenVerifier({ issuer, jwks: { url: `${url}/moved` } }).verify(await realm.sign())).rejects.toMatchObject({
      code: 'unavailable',
    });
    await new Promise((resolve) => server.close(resolve));
  });
});
