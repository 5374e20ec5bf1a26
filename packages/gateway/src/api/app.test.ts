import { decodeJwt } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];
const origin = 'https://crm.example';

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture({ config: { origins: [origin] }, ...options });
  fixtures.push(fixture);
  return fixture;
}

function call(fixture: GatewayFixture, path: string, init: RequestInit = {}, remoteAddress = '127.0.0.1'): Promise<Response> {
  return fixture.gateway.fetch(new Request(`http://127.0.0.1:8787${path}`, init), { remoteAddress });
}

async function post(fixture: GatewayFixture, command: unknown, headers: Readonly<Record<string, string>> = {}): Promise<readonly [number, unknown]> {
  const authorization = `Bearer ${await fixture.token('ana')}`;
  const body = typeof command === 'string' ? command : JSON.stringify(command);
  const response = await call(fixture, '/v1/commands', { method: 'POST', headers: { authorization, ...headers }, body });
  return [response.status, await response.json()];
}

describe('POST /v1/commands', () => {
  test('has the same arbiter as the socket, and gives the first result to a command sent again', async () => {
    const fixture = await setUp();
    const { conversationId } = await fixture.write('t', 'Hello');
    const take = { id: 'k', name: 'take-over', conversationId, seenTerm: 0 };
    expect(await post(fixture, take)).toEqual([200, { ok: true, seq: 4 }]);
    expect(await post(fixture, take)).toEqual([200, { ok: true, seq: 4 }]);
    const ben = await fixture.connect('ben');
    ben.say({ type: 'command', command: { id: 'k2', name: 'take-over', conversationId, seenTerm: 0 } });
    await ben.until(() => ben.of('result')[0]);
    expect(ben.of('result')).toMatchObject([{ error: { code: 'already-taken', holder: 'Ana' } }]);
  });

  const rows: readonly [string, unknown, Readonly<Record<string, string>>, number, string][] = [
    ['no token', {}, { authorization: '' }, 401, 'unauthorized'],
    ['a token that is none', {}, { authorization: 'Bearer x' }, 401, 'unauthorized'],
    ['no JSON', 'oops', {}, 400, 'bad-request'],
    ['no command', {}, {}, 400, 'bad-request'],
    ['an unknown conversation', { id: 'k', name: 'take-over', conversationId: 'c', seenTerm: 0 }, {}, 404, 'conversation-unknown'],
    ['a message too long', { id: 'k', name: 'send', conversationId: 'c', term: 1, text: 'x'.repeat(4001) }, {}, 413, 'message-too-large'],
    ['a body too long', 'x'.repeat(262_145), {}, 413, 'message-too-large'],
    ['a page that is not allowed', {}, { origin: 'https://evil.example' }, 403, 'forbidden-origin'],
  ];
  test.each(rows)('refuses %s with a typed error, logged once', async (_title, command, headers, status, code) => {
    const fixture = await setUp();
    const before = fixture.runtime.lines.length;
    expect(await post(fixture, command, headers)).toMatchObject([status, { ok: false, error: { code } }]);
    expect(fixture.runtime.lines.slice(before).filter(({ level }) => level !== 'error')).toHaveLength(1);
  });
});

describe('pages of other origins', () => {
  test('on the list are let in by the browser', async () => {
    const fixture = await setUp();
    const preflight = await call(fixture, '/v1/commands', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  test('not on the list are not', async () => {
    const fixture = await setUp();
    const preflight = await call(fixture, '/v1/commands', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  test("the gateway's own pages are always allowed", async () => {
    const fixture = await setUp({ gateway: { demo: {} } });
    const response = await call(fixture, '/demo/agent-token?agent=ana', { headers: { origin: 'http://127.0.0.1:8787' } });
    expect(response.status).toBe(200);
  });
});

describe('demo tokens', () => {
  test('are there only with the demo', async () => {
    expect((await call(await setUp(), '/demo/agent-token?agent=ana')).status).toBe(404);
  });

  test('sign in whoever the page says', async () => {
    const fixture = await setUp({ gateway: { demo: {} } });
    const response = await call(fixture, '/demo/agent-token?agent=ana&role=supervisor');
    const { token, expiresAt } = (await response.json()) as { readonly token: string; readonly expiresAt: number };
    expect(decodeJwt(token)).toMatchObject({ sub: 'ana', name: 'Ana', role: 'supervisor', tenant: 'default', exp: expiresAt / 1000 });
    expect(expiresAt - fixture.runtime.now()).toBeLessThanOrEqual(15 * 60_000);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    ['from another machine', '/demo/agent-token?agent=ana', '192.168.1.7', 403],
    ['without a name', '/demo/agent-token', '127.0.0.1', 400],
    ['for a name that is none', '/demo/agent-token?agent=%3Cscript%3E', '127.0.0.1', 400],
  ])('are refused %s', async (_title, path, remoteAddress, status) => {
    const fixture = await setUp({ gateway: { demo: {} } });
    expect((await call(fixture, path, {}, remoteAddress)).status).toBe(status);
  });

  test('are refused under a host name that a page elsewhere pointed at this machine', async () => {
    const fixture = await setUp({ gateway: { demo: {} } });
    const response = await fixture.gateway.fetch(new Request('http://rebound.example:8787/demo/agent-token?agent=ana'), { remoteAddress: '127.0.0.1' });
    expect(response.status).toBe(403);
  });
});

describe('health', () => {
  test('is there while the process lives, readiness while the store answers', async () => {
    const fixture = await setUp();
    expect((await call(fixture, '/healthz')).status).toBe(200);
    expect((await call(fixture, '/readyz')).status).toBe(200);
    fixture.store.setting = () => Promise.reject(new Error('disk full'));
    const unready = await call(fixture, '/readyz');
    expect([unready.status, await unready.json()]).toEqual([503, { status: 'not-ready', why: 'store-unavailable' }]);
    expect((await call(fixture, '/healthz')).status).toBe(200);
  });

  test('a store that does not answer in time is not ready', async () => {
    const fixture = await setUp();
    fixture.store.setting = () => new Promise(() => {});
    const answer = call(fixture, '/readyz');
    await fixture.runtime.advance(2_000);
    expect((await answer).status).toBe(503);
  });

  test('a gateway that stops is not ready', async () => {
    const fixture = await createGatewayFixture();
    await fixture.stop();
    expect((await call(fixture, '/readyz')).status).toBe(503);
  });
});

test('pages are served where no path of the gateway is meant, and what is nowhere is said so', async () => {
  const pages = async (request: Request): Promise<Response | undefined> => (new URL(request.url).pathname === '/' ? new Response('Hello') : undefined);
  const fixture = await setUp({ gateway: { demo: { pages } } });
  expect(await (await call(fixture, '/')).text()).toBe('Hello');
  const lost = await call(fixture, '/nowhere');
  expect([lost.status, await lost.json()]).toMatchObject([404, { ok: false }]);
});

test('a handler that fails is a typed error, and a line in the log', async () => {
  const pages = (): Promise<Response> => Promise.reject(new TypeError('secret detail'));
  const fixture = await setUp({ gateway: { demo: { pages } } });
  const response = await call(fixture, '/');
  expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret detail')]);
  expect(fixture.runtime.lines.at(-1)).toMatchObject({ level: 'error', event: 'request-failed' });
});
