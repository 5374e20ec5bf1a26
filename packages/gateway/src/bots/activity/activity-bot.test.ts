import { TakeoverError } from '@live-takeover/sdk/core';
import { describe, expect, test } from 'vitest';
import { botConfig } from '../../../testing/direct-line-harness.js';
import { createFakeRuntime } from '../../../testing/fake-runtime.js';
import { sharedFixture } from '../../../testing/shared-fixtures.js';
import type { BotConfig } from '../../config/config.js';
import type { BotAction, BotAnswer, BotInput } from '../bot.js';
import { connectBots, handleBotRequest } from '../bots.js';

const customer = { id: 'user-1', name: 'Ann' };
const message: BotInput = { kind: 'message', activityId: 'act2', text: 'hello', attachments: [], customer, at: Date.UTC(2026, 10, 22, 14, 1, 6) };

function setUp(overrides: Partial<BotConfig> = {}, answer: (request: Request) => Promise<Response> = () => Promise.resolve(new Response(''))) {
  const runtime = createFakeRuntime(Date.UTC(2026, 10, 22, 14, 1, 6));
  const sent: Record<string, unknown>[] = [];
  runtime.answerRequests(async (request) => {
    sent.push((await request.clone().json()) as Record<string, unknown>);
    return answer(request);
  });
  const acted: unknown[] = [];
  const bots = connectBots({
    bots: [botConfig({ id: 'bot-1', name: 'Bot', ...overrides })],
    secret: { current: 'present-secret', previous: 'secret-before' },
    publicUrl: () => 'http://gw.example/',
    runtime,
    bodyBytesLimit: 10_000,
    sink: {
      act: async (botId: string, conversationId: string, action: BotAction, inReplyTo: string | undefined) => {
        if (conversationId === 'gone') throw new TakeoverError('conversation-unknown', 'Gone.');
        acted.push([botId, conversationId, action, inReplyTo]);
        return 'stored-1';
      },
      customer: async () => customer,
      begin: async (_botId, customerId, isGiven) => (customerId === customer.id && isGiven('conv-42') ? 'conv-43' : undefined),
    },
  });
  const put = (input: BotInput, conversationId = 'conv-42'): Promise<BotAnswer> => {
    const port = bots.get('bot-1')?.port;
    if (port === undefined) throw new Error('Not connected.');
    return port.put(conversationId, input, new AbortController().signal);
  };
  const callBack = (method: string, url: string, body?: unknown) =>
    handleBotRequest(bots, new Request(url, { method, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) }));
  return { runtime, sent, acted, put, callBack };
}

describe('what a bot is sent', () => {
  test.each<[string, BotInput, Record<string, unknown>]>([
    [
      'inbound-conversation-update.json',
      { kind: 'started', activityId: 'act1', customer },
      { type: 'conversationUpdate', id: 'act1', membersAdded: [customer, { id: 'bot-1', name: 'Bot' }] },
    ],
    ['inbound-message.json', message, { type: 'message', id: 'act2', text: 'hello', textFormat: 'plain' }],
    [
      'inbound-handoff-status.json',
      { kind: 'handoff-status', activityId: 'act5', state: 'accepted', customer },
      { type: 'event', id: 'act5', name: 'handoff.status', value: { state: 'accepted' } },
    ],
  ])('is what a Bot Framework channel sends (%s)', async (fixture, input, own) => {
    const { put, sent } = setUp();
    expect(await put(input)).toEqual({ ok: true, actions: [] });
    expect(sent).toEqual([
      {
        ...own,
        timestamp: '2026-11-22T14:01:06.000Z',
        channelId: 'livetakeover',
        serviceUrl: expect.stringMatching(/^http:\/\/gw\.example\/bots\/bot-1\/[A-Za-z0-9_-]{32}\/$/),
        from: { ...customer, role: 'user' },
        recipient: { id: 'bot-1', name: 'Bot', role: 'bot' },
        conversation: { id: 'conv-42' },
      },
    ]);
    const { serviceUrl: _url, locale: _locale, value, ...captured } = sharedFixture(`botframework/${fixture}`) ?? {};
    expect(sent[0]).toMatchObject(captured);
    if (value !== undefined) expect(value).toMatchObject(own['value'] as object);
  });

  test("carries what the customer's channel sent along, such as the value of a button", async () => {
    const { put, sent } = setUp();
    await put({ ...message, text: '{"choice":1}', channelData: { activity: { value: { choice: 1 }, locale: 'de', isTextDerived: true } } });
    expect(sent[0]).toMatchObject({ type: 'message', value: { choice: 1 }, locale: 'de' });
    expect(sent[0]).not.toHaveProperty('text');
    expect(sent[0]).not.toHaveProperty('isTextDerived');
  });
});

test('a bot that wants files gets their addresses, and no words where there are none', async () => {
  const { put, sent } = setUp();
  const attachments = [{ name: 'a.png', contentType: 'image/png', url: 'http://gw.example/v1/attachments/x', sizeBytes: 5, expiresAt: 1 }];
  await put({ ...message, text: '', attachments, channelData: { activity: { isTextDerived: true } } });
  expect(sent[0]).toMatchObject({ type: 'message', attachments: [{ name: 'a.png', contentType: 'image/png', contentUrl: 'http://gw.example/v1/attachments/x' }] });
  expect(sent[0]).not.toHaveProperty('text');
});

describe('what a bot answers', () => {
  const body = JSON.stringify({ activities: [{ type: 'message', text: 'hi' }] });
  test.each<[string, Partial<BotConfig>, () => Promise<Response>, unknown]>([
    ['expected replies', { deliveryMode: 'expectReplies' }, async () => new Response(body), { ok: true, actions: [{ action: 'reply', reply: { text: 'hi', isDefaultAnswer: false } }] }],
    ['rubbish where replies are expected', { deliveryMode: 'expectReplies' }, async () => new Response('<html>'), { ok: false, problem: 'bad-answer', detail: 'no list of activities' }],
    ['anything at all where it calls back', {}, async () => new Response('ok'), { ok: true, actions: [] }],
    ['401', {}, async () => new Response('', { status: 401 }), { ok: false, problem: 'refused', detail: 'HTTP 401' }],
    ['500', {}, async () => new Response('stack trace', { status: 500 }), { ok: false, problem: 'refused', detail: 'HTTP 500' }],
    ['a redirect', {}, async () => new Response('', { status: 302, headers: { location: 'http://evil.example' } }), { ok: false, problem: 'refused', detail: 'HTTP 302' }],
    ['two megabytes', {}, async () => new Response('x'.repeat(2_000_000)), { ok: false, problem: 'bad-answer', detail: 'too-large' }],
    ['no connection', {}, () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) })), { ok: false, problem: 'unreachable', detail: 'ECONNRESET' }],
  ])('%s', async (_name, overrides, answer, expected) => {
    expect(await setUp(overrides, answer).put(message)).toEqual(expected);
  });

  test('no answer within 10 s is a time-out, even if the network never gives up', async () => {
    const { runtime, put } = setUp({}, () => new Promise(() => undefined));
    let answer: BotAnswer | undefined;
    void put(message).then((given) => (answer = given));
    await runtime.advance(9_999);
    expect(answer).toBeUndefined();
    await runtime.advance(1);
    expect(answer).toEqual({ ok: false, problem: 'timed-out', detail: 'no answer within 10000 ms' });
  });
});

test('the end of a takeover brings what was said in it, as a transcript', async () => {
  const { put, sent } = setUp();
  const said = (id: string, from: 'customer' | 'agent', text: string, more: object = {}) =>
    ({ type: 'message-sent', id, conversationId: 'conv-42', seq: 1, at: Date.UTC(2026, 10, 22, 14), from, text, ...more }) as const;
  const transcript = [said('m1', 'customer', 'Help'), said('k1:0', 'agent', 'Here', { author: { id: '7', name: 'Ana' }, attachments: [{ name: 'a.png', contentType: 'image/png', url: 'https://x.example/a.png' }] })];
  await put({ kind: 'handoff-status', activityId: 'h1', state: 'completed', customer, transcript });
  const timestamp = '2026-11-22T14:00:00.000Z';
  const file = { name: 'a.png', contentType: 'image/png', contentUrl: 'https://x.example/a.png' };
  const activities = [
    { type: 'message', id: 'm1', timestamp, text: 'Help', from: { role: 'user' } },
    { type: 'message', id: 'k1:0', timestamp, text: 'Here', from: { role: 'agent', id: '7', name: 'Ana' }, attachments: [file] },
  ];
  expect(sent[0]).toMatchObject({ name: 'handoff.status', value: { state: 'completed' }, attachments: [{ contentType: 'application/json', name: 'Transcript', content: { activities } }] });
});

test('a bot is not called before it is known where it can call back, and not at all once we stop', async () => {
  const runtime = createFakeRuntime();
  const urls: unknown[] = [];
  runtime.answerRequests(async (request) => {
    urls.push(((await request.json()) as Record<string, unknown>)['serviceUrl']);
    return new Response('');
  });
  let announce = (_url: string): void => undefined;
  const publicUrl = new Promise<string>((resolve) => (announce = resolve));
  const sink = { act: () => Promise.reject(new Error('Not called.')), customer: async () => customer, begin: async () => undefined };
  const [bot] = connectBots({ bots: [botConfig()], secret: { current: 's' }, publicUrl: () => publicUrl, runtime, bodyBytesLimit: 10_000, sink }).values();
  const stopping = new AbortController();
  const [patient, stopped] = [bot?.port.put('c1', message, new AbortController().signal), bot?.port.put('c2', message, stopping.signal)];
  stopping.abort();
  expect(await stopped).toMatchObject({ ok: false });
  expect(urls).toEqual([]);
  announce('http://gw.example');
  expect(await patient).toMatchObject({ ok: true });
  expect(urls).toEqual([expect.stringMatching(/^http:\/\/gw\.example\/bots\/bank\//)]);
});

describe('call-backs', () => {
  const addressed = async (conversationId = 'conv-42') => {
    const set = setUp();
    await set.put(message, conversationId);
    const root = `${String(set.sent[0]?.['serviceUrl'])}v3/conversations/${conversationId}`;
    return { ...set, root };
  };

  test.each([
    ['with the id it answers in the path', '/activities/act2', { type: 'message', text: 'hi' }, 'act2'],
    ['with an encoded id', '/activities/conv%7C1', { type: 'message', text: 'hi' }, 'conv|1'],
    ['with the id it answers in the body', '/activities', { type: 'message', text: 'hi', replyToId: 'act2' }, 'act2'],
    ['on its own account', '/activities', { type: 'message', text: 'hi' }, undefined],
  ])('a reply %s is stored and gets its id', async (_name, path, body, inReplyTo) => {
    const { root, callBack, acted } = await addressed();
    const response = await callBack('POST', root + path, body);
    expect([response?.status, await response?.json()]).toEqual([201, { id: 'stored-1' }]);
    expect(acted).toEqual([['bot-1', 'conv-42', { action: 'reply', reply: { text: 'hi', isDefaultAnswer: false } }, inReplyTo]]);
  });

  test('an address made for one conversation is good for no other', async () => {
    const { root, callBack, acted } = await addressed();
    const response = await callBack('POST', `${root.replace('conv-42', 'conv-43')}/activities`, { type: 'message', text: 'hi' });
    expect([response?.status, acted]).toEqual([404, []]);
  });

  test('an address survives one change of the secret', async () => {
    const { root, callBack } = await addressed();
    const { createHmac } = await import('node:crypto');
    const digest = (secret: string) => createHmac('sha256', secret).update(JSON.stringify(['bot-call-back', 'bot-1', 'conv-42'])).digest('base64url').slice(0, 32);
    expect(root).toContain(digest('present-secret'));
    const statusUnder = async (secret: string) => (await callBack('GET', `${root.replace(digest('present-secret'), digest(secret))}/members`))?.status;
    expect([await statusUnder('secret-before'), await statusUnder('another')]).toEqual([200, 404]);
  });

  test.each([
    ['POST', '/activities', 'no JSON', 400],
    ['POST', '/activities', { text: 'no type' }, 400],
    ['POST', '/activities', { type: 'message', text: 'x'.repeat(20_000) }, 413],
    ['POST', '/activities', { type: 'trace' }, 201],
    ['PUT', '/activities/a1', { type: 'message', text: 'changed' }, 405],
    ['DELETE', '/activities/a1', undefined, 405],
    ['GET', '/members', undefined, 200],
    ['GET', '/pagedmembers', undefined, 200],
    ['GET', '/activities', undefined, 404],
    ['POST', '/elsewhere', {}, 404],
    ['POST', '/../../conversations', 'no JSON', 400],
    ['POST', '/../../conversations', { members: [] }, 400],
    ['POST', '/../../conversations', { members: [{ id: 'stranger' }] }, 404],
    ['GET', '/../../conversations', undefined, 404],
  ])('%s %s %j answers %i', async (method, path, body, status) => {
    const { root, callBack, acted } = await addressed();
    expect((await callBack(method, root + path, body))?.status).toBe(status);
    expect(acted).toEqual([]);
  });

  test.each([['no JSON'], [{ text: 'no type' }], [{ type: 'message', text: 'x'.repeat(20_000) }]])('what cannot be read is one line in the log, without its words: %#', async (body) => {
    const { root, callBack, runtime } = await addressed();
    await callBack('POST', `${root}/activities`, body);
    expect(runtime.lines).toEqual([{ level: 'warn', event: 'bot-call-back-refused', fields: { bot: 'bot-1', status: expect.any(Number), code: expect.any(String) } }]);
  });

  test('a conversation that is no longer kept is not found', async () => {
    const { root, callBack } = await addressed('gone');
    expect((await callBack('POST', `${root}/activities`, { type: 'message', text: 'hi' }))?.status).toBe(404);
  });

  test('a bot writes first to a customer it knows, and is told where it may go on', async () => {
    const { root, callBack, acted } = await addressed();
    const conversations = root.replace('/conv-42', '');
    const response = await callBack('POST', conversations, { isGroup: false, members: [{ id: customer.id }], activity: { type: 'message', text: 'Your card is here.' } });
    expect(response?.status).toBe(201);
    const answer = (await response?.json()) as Record<string, unknown>;
    expect(answer).toMatchObject({ id: 'conv-43', activityId: 'stored-1' });
    expect(acted).toEqual([['bot-1', 'conv-43', { action: 'reply', reply: { text: 'Your card is here.', isDefaultAnswer: false } }, undefined]]);
    expect((await callBack('POST', `${String(answer['serviceUrl'])}v3/conversations/conv-43/activities`, { type: 'message', text: 'hi' }))?.status).toBe(201);
  });

  test('requests elsewhere are not for bots', async () => {
    const { callBack } = setUp();
    expect(await callBack('GET', 'http://gw.example/healthz')).toBeUndefined();
    expect((await callBack('GET', 'http://gw.example/bots/nobody/x/v3/conversations/c/members'))?.status).toBe(404);
  });
});
