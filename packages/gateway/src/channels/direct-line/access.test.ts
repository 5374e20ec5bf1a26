import { describe, expect, test } from 'vitest';
import { directLineHarness, directLineSecret, gatewayOrigin } from '../../../testing/direct-line-harness.js';

const conversations = '/v3/directline/conversations';

describe('tokens', () => {
  test('a secret buys a token for a conversation of its own, valid half an hour', async () => {
    const harness = await directLineHarness();
    const answer = await harness.json('POST', '/v3/directline/tokens/generate', { token: directLineSecret, body: { user: { id: 'dl_ann' } } });
    expect(answer).toEqual({ conversationId: expect.any(String), token: expect.any(String), expires_in: 1800 });
  });

  test.each([
    ['no secret', undefined],
    ['a wrong secret', 'guessed'],
  ])('%s buys nothing', async (_name, token) => {
    const harness = await directLineHarness();
    const response = await harness.call('POST', '/v3/directline/tokens/generate', { ...(token && { token }), body: {} });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: { code: 'BadArgument', message: 'Missing or invalid token' } });
  });

  test('a token renewed in time outlives the first one, in the same conversation', async () => {
    const harness = await directLineHarness();
    const first = await harness.begin();
    await harness.runtime.advance(20 * 60_000);
    const renewed = await harness.json('POST', '/v3/directline/tokens/refresh', { token: first.token });
    expect(renewed['conversationId']).toBe(first.conversationId);
    await harness.runtime.advance(15 * 60_000);
    expect((await harness.say(first, 'too late')).status).toBe(403);
    expect((await harness.say({ ...first, token: String(renewed['token']) }, 'in time')).status).toBe(200);
  });

  test('an expired token is told so, by 403 and a code', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    await harness.runtime.advance(1_801_000);
    const response = await harness.say(issued, 'hello');
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ error: { code: 'TokenExpired', message: 'Token has expired' } });
  });

  test('a token opens no conversation but its own', async () => {
    const harness = await directLineHarness();
    const [mine, other] = [await harness.begin(), await harness.begin()];
    expect((await harness.say({ ...mine, conversationId: other.conversationId }, 'hello')).status).toBe(404);
  });

  test('what the integrator attaches to a customer is kept with each conversation that they begin', async () => {
    const harness = await directLineHarness();
    const attributes = { plan: 'gold', visits: 3, isVip: true };
    const issued = await harness.token({ id: 'kim', name: 'Kim' }, { attributes });
    const heads = (): readonly unknown[] => [...harness.projection.heads('default')].map((head) => [head.contact, head.attributes]);
    expect((await harness.say(issued, 'hello')).status).toBe(200);
    expect(heads()).toEqual([[{ id: 'kim', name: 'Kim', verified: true }, attributes]]);
    const renewed = await harness.json('POST', '/v3/directline/tokens/refresh', { token: issued.token });
    const [first] = [...harness.projection.heads('default')];
    await harness.append(issued.conversationId, [{ id: 'x', type: 'conversation-closed', why: 'ended' }]);
    await harness.say({ ...issued, token: String(renewed['token']) }, 'again');
    expect([...harness.projection.heads('default')].find(({ id }) => id !== first?.id)?.attributes).toEqual(attributes);
  });

  test.each([
    ['nested', { plan: { name: 'gold' } }],
    ['a list', ['gold']],
    ['too many', Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`a${index}`, 1]))],
    ['too long', { plan: 'g'.repeat(201) }],
    ['too much', Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`a${index}`, 'g'.repeat(200)]))],
    ['nameless', { '': 'gold' }],
  ])('attributes that are %s are refused', async (_what, attributes) => {
    const harness = await directLineHarness();
    const response = await harness.call('POST', '/v3/directline/tokens/generate', { token: directLineSecret, body: { attributes } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('at most 20') as string } });
  });

  test('a demo page may name its customer, who then counts as vouched for', async () => {
    const demo = await directLineHarness({ isDemo: true });
    const query = new URLSearchParams({ user: 'maya', name: 'Maya', attributes: '{"plan":"gold"}' });
    const issued = (await demo.json('POST', `http://127.0.0.1:8787/demo/direct-line-token?${query.toString()}`)) as unknown as { readonly token: string; readonly conversationId: string };
    await demo.say(issued, 'hello');
    expect([...demo.projection.heads('default')]).toMatchObject([{ contact: { id: 'maya', name: 'Maya', verified: true }, attributes: { plan: 'gold' } }]);
  });

  test('a demo gateway gives pages of this machine a token without a secret, and nobody else', async () => {
    const demo = await directLineHarness({ isDemo: true });
    expect((await demo.call('POST', 'http://127.0.0.1:8787/demo/direct-line-token')).status).toBe(200);
    expect((await demo.call('POST', 'http://gateway.example/demo/direct-line-token')).status).toBe(403);
    const serious = await directLineHarness();
    await expect(serious.call('POST', 'http://127.0.0.1:8787/demo/direct-line-token')).rejects.toThrow('none of the channel');
  });
});

describe('refusals', () => {
  test.each<[string, unknown, number, string]>([
    ['no JSON', 'hello', 400, 'BadArgument'],
    ['a list', [], 400, 'BadArgument'],
    ['no type', { text: 'hello' }, 400, 'BadArgument'],
    ['an unknown type', { type: 'magic' }, 400, 'BadArgument'],
    ['a message without words', { type: 'message', text: '  ' }, 400, 'BadArgument'],
    ['a long message', { type: 'message', text: 'x'.repeat(4001) }, 413, 'MessageSizeTooBig'],
    ['a huge body', { type: 'message', text: 'x', value: 'y'.repeat(300_000) }, 413, 'MessageSizeTooBig'],
  ])('%s is refused for good, with a reason', async (_name, body, status, code) => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const response = await harness.call('POST', `${conversations}/${issued.conversationId}/activities`, { token: issued.token, body });
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([status, code]);
    const { activities } = await harness.json('GET', `${conversations}/${issued.conversationId}/activities`, { token: issued.token });
    expect(activities).toEqual([]);
  });

  test('a message that is too long is told the limit', async () => {
    const harness = await directLineHarness();
    const answer = await (await harness.say(await harness.begin(), 'x'.repeat(4001))).json();
    expect(answer).toEqual({ error: { code: 'MessageSizeTooBig', message: expect.stringContaining('4000') } });
  });

  test('uploads are refused for good for now', async () => {
    const harness = await directLineHarness();
    const { conversationId, token } = await harness.begin();
    expect((await harness.call('POST', `${conversations}/${conversationId}/upload?userId=ann`, { token, body: 'x' })).status).toBe(415);
  });

  test('a store that is away is a reason to try again, and nothing else is', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    await harness.store.close();
    const response = await harness.say(issued, 'hello');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(JSON.stringify(harness.runtime.lines)).not.toContain('hello');
  });
});

describe('pages', () => {
  test('a page of an allowed origin may ask and call; its browser is told so', async () => {
    const harness = await directLineHarness();
    const origin = 'https://shop.example';
    const preflight = await harness.call('OPTIONS', conversations, { origin });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, content-type, x-ms-bot-agent, x-requested-with');
    const { token } = await harness.token();
    const response = await harness.call('POST', conversations, { token, body: {}, origin });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([201, origin]);
  });

  test.each([
    ['a page of the gateway itself', gatewayOrigin, 201],
    ['a stranger page', 'https://evil.example', 403],
  ])('%s at %s gets %i', async (_name, origin, status) => {
    const harness = await directLineHarness();
    const { token } = await harness.token();
    const response = await harness.call('POST', conversations, { token, body: {}, origin });
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(status === 201 ? origin : null);
  });

  test('a token bound to trusted origins works on no other page', async () => {
    const harness = await directLineHarness();
    const { token } = await harness.token({}, { trustedOrigins: ['https://other.example'] });
    expect((await harness.call('POST', conversations, { token, body: {}, origin: 'https://shop.example' })).status).toBe(403);
  });

  test('a stream is refused without a good token, to stranger pages, and once its address is old', async () => {
    const harness = await directLineHarness();
    const { streamUrl } = await harness.begin();
    const statusOf = async (url: string, origin?: string) => {
      const answer = await harness.stream(url, origin);
      return answer instanceof Response ? answer.status : 101;
    };
    expect(await statusOf(streamUrl.replace(/t=.*/, 't=forged'))).toBe(401);
    expect(await statusOf(streamUrl, 'https://evil.example')).toBe(403);
    expect(await statusOf(streamUrl)).toBe(101);
    await harness.runtime.advance(61_000);
    expect(await statusOf(streamUrl)).toBe(403);
  });
});
