import { afterEach, expect, test } from 'vitest';
import type { GatewayFixture } from '../../../testing/gateway-fixture.js';
import { createGatewayFixture, fixtureSecrets } from '../../../testing/gateway-fixture.js';

const secret = 'direct-line-secret-of-thirty-two-chars';
const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(limits: Readonly<Record<string, number>>): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture({ config: { limits }, gateway: { secrets: { ...fixtureSecrets, directLine: { current: secret } } } });
  fixtures.push(fixture);
  return fixture;
}

function call(fixture: GatewayFixture, path: string, bearer: string, body: unknown = {}, remoteAddress = '10.0.0.1', method = 'POST'): Promise<Response> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) };
  return fixture.gateway.fetch(new Request(`http://gateway.test/v3/directline${path}`, init), { remoteAddress });
}

async function begin(fixture: GatewayFixture): Promise<{ readonly token: string; readonly thread: string }> {
  const { token, conversationId: thread } = (await (await call(fixture, '/tokens/generate', secret)).json()) as { readonly token: string; readonly conversationId: string };
  expect((await call(fixture, '/conversations', token)).status).toBe(201);
  return { token, thread };
}

async function until429(attempt: () => Promise<Response>): Promise<{ readonly count: number; readonly refused: Response }> {
  for (let count = 0; ; count += 1) {
    const response = await attempt();
    if (response.status === 429) return { count, refused: response };
    expect(response.ok).toBe(true);
  }
}

test('a conversation that posts far too much is told how long to wait; others, and who only reads, are not', async () => {
  const fixture = await setUp({ customerCallsPerSecond: 2 });
  const loud = await begin(fixture);
  const quiet = await begin(fixture);
  const post = ({ thread, token }: typeof loud): Promise<Response> =>
    call(fixture, `/conversations/${thread}/activities`, token, { type: 'message', text: 'Hello?', from: { id: 'c' } });
  const { count, refused } = await until429(() => post(loud));
  // Starting the conversation was one of them.
  expect(count).toBe(19);
  expect([refused.headers.get('retry-after'), await refused.json()]).toMatchObject(['1', { error: { code: 'TooManyRequests' } }]);
  expect((await post(quiet)).status).toBe(200);
  expect((await call(fixture, `/conversations/${loud.thread}/activities`, loud.token, undefined, '', 'GET')).status).toBe(200);
  expect((await call(fixture, '/tokens/refresh', loud.token)).status).toBe(429);
  await fixture.runtime.advance(1_000);
  expect((await post(loud)).status).toBe(200);
});

test('an address is given so many tokens and no more; who knows no secret uses up nothing', async () => {
  const fixture = await setUp({ tokensPerSecond: 1 });
  for (let count = 0; count < 50; count += 1) expect((await call(fixture, '/tokens/generate', 'guessed')).status).toBe(401);
  const { count } = await until429(() => call(fixture, '/tokens/generate', secret));
  expect(count).toBe(10);
  expect((await call(fixture, '/conversations', secret)).status).toBe(429);
  expect((await call(fixture, '/tokens/generate', secret, {}, '10.0.0.2')).status).toBe(200);
  await fixture.runtime.advance(1_000);
  expect((await call(fixture, '/tokens/generate', secret)).status).toBe(200);
});
