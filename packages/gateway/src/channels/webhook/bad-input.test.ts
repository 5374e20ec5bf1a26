import { afterEach, expect, test } from 'vitest';
import { timedSignature } from '../../http/timed-signature.js';
import type { WebhookHarness } from './webhook-channel.test-support.js';
import { platformSecret, takenOver, webhookHarness } from './webhook-channel.test-support.js';

const open: WebhookHarness[] = [];

afterEach(async () => {
  for (const harness of open.splice(0)) await harness.stop();
});

async function setUp(): Promise<WebhookHarness> {
  const harness = await webhookHarness();
  open.push(harness);
  return harness;
}

const message = { threadId: 't', from: 'customer', id: '1', text: 'Hello' };
const path = '/channels/webhook/bank/messages';

test.each<[string, (harness: WebhookHarness) => Readonly<Record<string, string>>]>([
  ['forged', ({ runtime }) => ({ 'x-live-takeover-signature': timedSignature({ current: 'another' }, JSON.stringify(message), runtime.now()) })],
  ['of another body', ({ runtime }) => ({ 'x-live-takeover-signature': timedSignature({ current: platformSecret }, `${JSON.stringify(message)} `, runtime.now()) })],
  ['older than five minutes', ({ runtime }) => ({ 'x-live-takeover-signature': timedSignature({ current: platformSecret }, JSON.stringify(message), runtime.now() - 301_000) })],
  ['no signature', () => ({ 'x-live-takeover-signature': 'hello' })],
])('a signature that is %s is refused, and nothing is stored', async (_name, headers) => {
  const harness = await setUp();
  expect(await harness.call('POST', path, message, headers(harness))).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
  expect([...harness.gateway.projection.heads('default')]).toEqual([]);
});

test('a bot that has no such server is answered like a wrong signature', async () => {
  const harness = await setUp();
  expect((await harness.call('POST', '/channels/webhook/shop/messages', message)).status).toBe(401);
});

test.each<[string, unknown, number]>([
  ['no JSON', '{"threadId":', 400],
  ['a list', [], 400],
  ['no thread', { from: 'customer', id: '1', text: 'x' }, 400],
  ['an unknown sender', { ...message, from: 'agent' }, 400],
  ['a telephone number that is none', { ...message, phone: '12 34' }, 400],
  ['attributes that are not flat', { ...message, attributes: { a: {} } }, 400],
  ['nothing to say', { ...message, text: ' ' }, 400],
  ['nothing to say, by the bot', { ...message, from: 'bot', text: ' ' }, 400],
  ['far too much', { ...message, text: 'x'.repeat(5000) }, 413],
  ['a body over the limit', { ...message, text: 'x'.repeat(300_000) }, 413],
  ['a conversation of another thread', { ...message, from: 'bot', conversationId: 'other' }, 404],
])('%s is refused, and the answer quotes nothing of it', async (_name, body, status) => {
  const harness = await setUp();
  const answer = await harness.call('POST', path, body);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).not.toMatch(/12 34|xxx/);
});

test('an action is good for its own path and thread only, since that is what is signed', async () => {
  const harness = await setUp();
  await harness.post(message);
  expect((await harness.call('POST', '/channels/webhook/bank/threads/t/end', { action: 'typing', threadId: 't', isActive: true })).status).toBe(400);
  expect((await harness.call('POST', '/channels/webhook/bank/threads/t/end', { action: 'end', threadId: 'u', id: 'e1' })).status).toBe(400);
});

test('a call that was captured and comes again changes nothing, whatever happened since', async () => {
  const harness = await setUp();
  const { body } = await harness.post(message);
  const conversationId = String(body['conversationId']);
  const captured = [
    ['request-agent', { action: 'request-agent', threadId: 't', id: 'a1' }],
    ['end', { action: 'end', threadId: 't', id: 'e1' }],
  ] as const;
  for (const [name, call] of captured) await harness.call('POST', `/channels/webhook/bank/threads/t/${name}`, call);
  await harness.post({ ...message, id: '2', text: 'Back again' });
  await harness.runtime.advance(0);
  const before = await harness.events(conversationId);
  expect(before.map(({ type }) => type)).toEqual(expect.arrayContaining(['agent-requested', 'agent-request-ended', 'customer-left']));
  await harness.post(message);
  for (const [name, call] of captured) expect((await harness.call('POST', `/channels/webhook/bank/threads/t/${name}`, call)).status).toBe(200);
  await harness.runtime.advance(0);
  expect((await harness.events(conversationId)).filter(({ type }) => type !== 'delivery-changed')).toEqual(before.filter(({ type }) => type !== 'delivery-changed'));
  expect(harness.head(conversationId)?.left).toBeNull();
});

test.each([['GET', '/channels/webhook/bank/messages'], ['PUT', '/channels/webhook/bank/threads/t'], ['POST', '/channels/webhook/bank/threads/t/explode'], ['GET', '/channels/webhook/bank/threads/%E0%A4%A'], ['GET', '/channels/webhook/']])(
  '%s %s leads nowhere',
  async (method, nowhere) => {
    expect((await (await setUp()).call(method, nowhere)).status).toBe(404);
  },
);

test('no line of the log holds what anybody said or is called', async () => {
  const harness = await setUp();
  await harness.post({ ...message, name: 'Mia Customer', phone: '+15551234567' });
  await harness.call('POST', path, { ...message, phone: 'nope' });
  await takenOver(harness);
  expect(JSON.stringify(harness.runtime.lines)).not.toMatch(/Hello|Mia|5551234567|nope/);
});
