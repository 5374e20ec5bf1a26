import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWTPayload } from 'jose';
import { describe, expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { AgentsConfig } from '../config/config.js';
import { gatewayConfigSchema } from '../config/schema.js';
import type { RotatedSecret } from '../config/secrets.js';
import type { ChangeableSettings } from '../config/settings.js';
import { createSettings } from '../config/settings.js';
import type { Authenticate } from './authenticate.js';
import { createAuthenticate } from './authenticate.js';

const now = Date.UTC(2026, 0, 5, 9);
const secret = { current: 'current-secret-of-thirty-two-characters', previous: 'previous-secret-of-thirty-two-characters' };
const claims = { sub: 'ana', name: 'Ana', role: 'agent', tenant: 'default', iss: 'https://login.example', aud: 'takeover', exp: now / 1000 + 600 };
const bots = [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://bank.test/' }];
const agents: AgentsConfig = { issuer: 'https://login.example', audience: 'takeover', algorithms: ['HS256', 'ES256'], reasons: [], capacity: null, mask: [] };

function settingsOf(of: AgentsConfig, agent: RotatedSecret): ChangeableSettings {
  return createSettings({ ...gatewayConfigSchema.parse({ bots }), agents: of }, { signing: agent, agent });
}

function authenticate(config: Partial<AgentsConfig> = {}): Authenticate {
  return createAuthenticate({ settings: settingsOf({ ...agents, ...config }, secret), runtime: createFakeRuntime(now) });
}

function sign(payload: JWTPayload, key = secret.current): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));
}

test('a good token names the agent, their scope and its end', async () => {
  expect(await authenticate()(await sign({ ...claims, bots: ['shop', 'bank'] }))).toMatchObject({
    ok: true,
    identity: { agent: { id: 'ana', name: 'Ana', role: 'agent' }, scope: { tenant: 'default', bots: ['bank', 'shop'] }, expiresAt: claims.exp * 1000 },
  });
});

test('role and tenant may be left out', async () => {
  const { role: _role, tenant: _tenant, ...rest } = claims;
  expect(await authenticate()(await sign(rest))).toMatchObject({ ok: true, identity: { agent: { role: 'agent' }, scope: { tenant: 'default', bots: 'all' } } });
});

test('a token may say how many conversations its agent may hold', async () => {
  expect(await authenticate()(await sign({ ...claims, capacity: 4 }))).toMatchObject({ ok: true, identity: { capacity: 4 } });
  for (const capacity of [0, 1.5, '4', -1]) expect(await authenticate()(await sign({ ...claims, capacity }))).toMatchObject({ ok: false, error: { code: 'unauthorized', message: expect.stringContaining('"capacity"') as string } });
});

test('after a rotation the previous secret is still accepted', async () => {
  expect((await authenticate()(await sign(claims, secret.previous))).ok).toBe(true);
});

describe('a token is refused', () => {
  const unsigned = (payload: object): string => `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(payload))}.`.replace(/=/g, '');
  const rows: readonly [string, () => Promise<string>, string, RegExp][] = [
    ['that is none', async () => 'nonsense', 'unauthorized', /token/],
    ['that is unsigned', async () => unsigned(claims), 'unauthorized', /./],
    ['of another secret', () => sign(claims, 'another-secret-of-thirty-two-characters!'), 'unauthorized', /not valid/],
    ['of another issuer', () => sign({ ...claims, iss: 'https://evil.example' }), 'unauthorized', /"iss"/],
    ['for another audience', () => sign({ ...claims, aud: 'mail' }), 'unauthorized', /"aud"/],
    ['that has expired', () => sign({ ...claims, exp: now / 1000 - 10 }), 'token-expired', /Fetch a new one/],
    ['that never expires', () => sign({ ...claims, exp: undefined as unknown as number }), 'unauthorized', /"exp"/],
    ['without a name', () => sign({ ...claims, name: undefined }), 'unauthorized', /"name"/],
    ['with an unknown role', () => sign({ ...claims, role: 'king' }), 'unauthorized', /"role"/],
    ['with bots that are no list', () => sign({ ...claims, bots: 'bank' }), 'unauthorized', /"bots"/],
  ];
  test.each(rows)('%s', async (_title, make, code, message) => {
    const result = await authenticate()(await make());
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(result.ok ? '' : result.error.message).toMatch(message);
  });

  test('of an algorithm that is not configured', async () => {
    expect(await authenticate({ algorithms: ['ES256'] })(await sign(claims))).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });
});

describe('published keys', () => {
  const jwksUrl = 'https://login.example/keys';
  async function setUp(isThere = true) {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const runtime = createFakeRuntime(now);
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    const asked: string[] = [];
    runtime.answerRequests(async (request) => {
      asked.push(request.url);
      if (!isThere) throw new TypeError('fetch failed');
      return Response.json({ keys: [jwk] });
    });
    const check = createAuthenticate({ settings: settingsOf({ ...agents, jwksUrl }, secret), runtime });
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey);
    return { check, token, asked, publicKey: JSON.stringify(jwk) };
  }

  test('are fetched through the runtime, and verify', async () => {
    const { check, token, asked } = await setUp();
    expect((await check(token)).ok).toBe(true);
    expect(asked).toEqual([jwksUrl]);
  });

  test('that cannot be fetched are worth another try', async () => {
    const { check, token } = await setUp(false);
    expect(await check(token)).toMatchObject({ ok: false, error: { code: 'unauthorized', retry: true } });
  });

  test('are never taken for a shared secret', async () => {
    const { check, publicKey } = await setUp();
    expect((await check(await sign(claims, publicKey))).ok).toBe(false);
  });

  test('that are not configured verify nothing', async () => {
    const { token } = await setUp();
    expect(await authenticate()(token)).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  });
});
