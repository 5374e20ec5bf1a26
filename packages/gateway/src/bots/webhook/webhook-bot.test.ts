import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { botConfig } from '../../../testing/direct-line-harness.js';
import { createFakeRuntime } from '../../../testing/fake-runtime.js';
import type { BotAction, BotInput } from '../bot.js';
import type { MapReply } from './rasa-reply.js';
import { createWebhookBot } from './webhook-bot.js';

const secret = { current: 'webhook-secret' };
const input: BotInput = { kind: 'message', activityId: 'm1', text: 'hello', attachments: [], customer: { id: 'u', name: 'Ann' }, at: 1000 };

function setUp(answer: (request: Request) => Promise<Response>, mapReply?: MapReply) {
  const runtime = createFakeRuntime();
  const requests: { readonly body: string; readonly signature: string | null }[] = [];
  runtime.answerRequests(async (request) => {
    requests.push({ body: await request.clone().text(), signature: request.headers.get('x-live-takeover-signature') });
    return answer(request);
  });
  const config = { ...botConfig({ protocol: 'webhook', defaultAnswers: ['Pardon?'] }), url: 'http://bot.example/webhooks/rest/webhook' };
  const port = createWebhookBot({ config, secret, runtime, ...(mapReply === undefined ? {} : { mapReply }) });
  return { runtime, requests, put: (put: BotInput = input) => port.put('conv-42', put, new AbortController().signal) };
}

const said = (text: string, more: object = {}): BotAction => ({ action: 'reply', reply: { text, isDefaultAnswer: false, ...more } });

describe('what the bot is sent', () => {
  test("has the shape of Rasa's REST channel and is signed over its bytes", async () => {
    const { put, requests } = setUp(async () => Response.json([]));
    await put();
    const [{ body, signature } = { body: '', signature: null }] = requests;
    expect(JSON.parse(body)).toEqual({ sender: 'conv-42', message: 'hello', metadata: { activityId: 'm1', customer: { id: 'u', name: 'Ann' }, at: 1000 } });
    expect(signature).toBe(`sha256=${createHmac('sha256', 'webhook-secret').update(body).digest('hex')}`);
  });

  test('is unsigned where no secret is shared with it', async () => {
    const runtime = createFakeRuntime();
    const signatures: (string | null)[] = [];
    runtime.answerRequests((request) => {
      signatures.push(request.headers.get('x-live-takeover-signature'));
      return Promise.resolve(Response.json([]));
    });
    const config = { ...botConfig({ protocol: 'webhook' }), url: 'http://bot.example/webhook' };
    await createWebhookBot({ config, runtime }).put('conv-42', input, new AbortController().signal);
    expect(signatures).toEqual([null]);
  });

  test.each<[string, BotInput]>([
    ['a start', { kind: 'started', activityId: 'started', customer: { id: 'u', name: '' } }],
    ['a handoff status', { kind: 'handoff-status', activityId: 't1', state: 'accepted', customer: { id: 'u', name: '' } }],
  ])('does not include %s', async (_name, other) => {
    const { put, requests } = setUp(async () => Response.json([]));
    expect(await put(other)).toEqual({ ok: true, actions: [] });
    expect(requests).toEqual([]);
  });
});

describe('what the bot answers', () => {
  test.each<[string, unknown, readonly BotAction[]]>([
    ['nothing', [], []],
    ['texts', [{ recipient_id: 'conv-42', text: 'a' }, { text: 'b' }], [said('a'), said('b')]],
    ['a default answer', [{ text: 'Hm?', fallback: true, intent: 'nlu_fallback', confidence: 0.3 }], [said('Hm?', { isDefaultAnswer: true })]],
    ['a default answer marked inside custom', [{ text: 'Hm?', custom: { fallback: true } }], [said('Hm?', { isDefaultAnswer: true })]],
    ['a configured default answer', [{ text: 'pardon?' }], [said('pardon?', { isDefaultAnswer: true })]],
    ['a handoff', [{ text: 'One moment', handoff: { reason: 'asked' } }], [said('One moment'), { action: 'request-agent', reason: 'asked' }]],
    ['a handoff inside custom, without words', [{ custom: { handoff: true } }], [{ action: 'request-agent' }]],
    ['an image', [{ image: 'https://x.example/a.png' }], [said('', { attachments: [{ name: 'image', contentType: 'image/*', url: 'https://x.example/a.png' }] })]],
    [
      'buttons',
      [{ text: 'Which?', buttons: [{ title: 'Card', payload: '/card' }, { title: 'Loan' }, 'junk'] }],
      [said('Which?', { channelData: { activity: { suggestedActions: { actions: [{ type: 'imBack', title: 'Card', value: '/card' }, { type: 'imBack', title: 'Loan', value: 'Loan' }] } } } })],
    ],
  ])('%s', async (_name, body, actions) => {
    expect(await setUp(async () => Response.json(body)).put()).toEqual({ ok: true, actions });
  });

  test.each<[string, () => Response, string]>([
    ['no JSON', () => new Response('<html>'), 'bad-answer'],
    ['no list', () => Response.json({ text: 'hi' }), 'bad-answer'],
    ['a list of other things', () => Response.json(['hi']), 'bad-answer'],
    ['an error', () => new Response('', { status: 503 }), 'refused'],
  ])('%s is a failure', async (_name, answer, problem) => {
    expect(await setUp(async () => answer()).put()).toMatchObject({ ok: false, problem });
  });

  test('a platform with another shape needs one function, and no care about its answers', async () => {
    const mapReply: MapReply = (body) => [said((body as { fulfillment: { text: string } }).fulfillment.text)];
    expect(await setUp(async () => Response.json({ fulfillment: { text: 'hi' } }), mapReply).put()).toEqual({ ok: true, actions: [said('hi')] });
    expect(await setUp(async () => Response.json({}), mapReply).put()).toMatchObject({ ok: false, problem: 'bad-answer' });
  });
});

describe('a bot that is not there', () => {
  const refusing = (code: string) => () => Promise.reject(new TypeError('fetch failed', { cause: new AggregateError([Object.assign(new Error(), { code })]) }));

  test.each([
    ['ECONNREFUSED', 2],
    ['UND_ERR_CONNECT_TIMEOUT', 2],
    ['ECONNRESET', 1],
    ['UND_ERR_SOCKET', 1],
  ])('after %s it is called %i times in all: once more only if nothing can have arrived', async (code, calls) => {
    const { put, requests } = setUp(refusing(code));
    expect(await put()).toEqual({ ok: false, problem: 'unreachable', detail: code });
    expect(requests).toHaveLength(calls);
  });

  test('it has 10 s in all', async () => {
    const { put, runtime } = setUp(() => new Promise(() => undefined));
    const answer = put();
    await runtime.advance(10_000);
    expect(await answer).toMatchObject({ ok: false, problem: 'timed-out' });
  });
});
