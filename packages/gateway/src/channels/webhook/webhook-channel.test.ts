import { afterEach, describe, expect, test } from 'vitest';
import type { WebhookHarness } from './webhook-channel.test-support.js';
import { command, takenOver, webhookHarness } from './webhook-channel.test-support.js';

const open: WebhookHarness[] = [];

afterEach(async () => {
  for (const harness of open.splice(0)) await harness.stop();
});

async function setUp(bot?: Readonly<Record<string, unknown>>): Promise<WebhookHarness> {
  const harness = await webhookHarness(bot);
  open.push(harness);
  return harness;
}

const words = async (harness: WebhookHarness, conversationId: unknown): Promise<readonly string[]> =>
  (await harness.events(String(conversationId))).flatMap((event) =>
    event.type === 'message-sent' ? [`${event.from}: ${event.text}`] : event.type === 'bot-reply-suppressed' ? [`suppressed: ${event.text}`] : [],
  );
const events = ({ told }: WebhookHarness): readonly string[] => told.map(({ news }) => news.message === undefined ? news.event : `${news.message.from}: ${news.message.text}`);

describe('what customer and bot say', () => {
  test('a first message begins a conversation, and the answer says that the bot may reply', async () => {
    const harness = await setUp();
    const { status, body } = await harness.post({ from: 'customer', id: '1', text: 'Hello', customerId: 'c-17', name: 'Mia', phone: '+15551234567', attributes: { plan: 'gold' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ threadId: 't', mayBotReply: true, term: 0, operator: { kind: 'bot' }, isClosed: false });
    expect(harness.head(body['conversationId'])).toMatchObject({ channel: 'webhook', bot: { id: 'bank' }, contact: { id: 'c-17', name: 'Mia', phone: '+15551234567', verified: true }, attributes: { plan: 'gold' } });
  });

  test('the gateway calls nobody for an answer: the bot says it by itself', async () => {
    const harness = await setUp();
    const { body } = await harness.post({ from: 'customer', id: '1', text: 'Hello' });
    await harness.post({ from: 'bot', id: '1', text: 'Hi', term: 0, inReplyTo: '1' });
    await harness.runtime.advance(60_000);
    expect(await words(harness, body['conversationId'])).toEqual(['customer: Hello', 'bot: Hi']);
    expect(harness.told).toEqual([]);
  });

  test('the same message comes any number of times, at once too, and is stored once', async () => {
    const harness = await setUp();
    const answers = await Promise.all(Array.from({ length: 5 }, () => harness.post({ from: 'customer', id: '1', text: 'Hello' })));
    await Promise.all(Array.from({ length: 5 }, () => harness.post({ from: 'bot', id: 'r1', text: 'Hi' })));
    expect(new Set(answers.map(({ body }) => body['conversationId'])).size).toBe(1);
    expect(await words(harness, answers[0]?.body['conversationId'])).toEqual(['customer: Hello', 'bot: Hi']);
  });

  test('a bot that greets first begins the conversation', async () => {
    const harness = await setUp();
    const { status, body } = await harness.post({ from: 'bot', id: 'g', text: 'Welcome' });
    expect(status).toBe(200);
    expect(await words(harness, body['conversationId'])).toEqual(['bot: Welcome']);
  });

  test.each([
    ['marked by the bot', { defaultAnswer: true, text: 'Hm?' }],
    ['configured as one', { text: ' sorry, i did not GET that ' }],
  ])('a default answer is one if it is %s', async (_name, message) => {
    const harness = await setUp({ defaultAnswers: ['Sorry, I did not get that'] });
    const { body } = await harness.post({ from: 'customer', id: '1', text: 'x' });
    await harness.post({ from: 'bot', id: '2', ...message });
    expect(harness.head(body['conversationId'])?.defaultAnswers).toBe(1);
  });
});

describe('a takeover', () => {
  test('stops the bot: what it says under the old term is refused, and kept for agents', async () => {
    const harness = await setUp();
    const { conversationId } = await takenOver(harness);
    const { status, body } = await harness.post({ from: 'bot', id: '2', text: 'Too late', term: 0 });
    expect(status).toBe(409);
    expect(body).toMatchObject({ ok: false, error: { code: 'stale-term' }, mayBotReply: false, term: 1, operator: { kind: 'agent', name: 'Ana' } });
    expect(await words(harness, conversationId)).toContain('suppressed: Too late');
  });

  test('a bot that names no term is refused too while a human answers', async () => {
    const harness = await setUp();
    await takenOver(harness);
    expect((await harness.post({ from: 'bot', id: '2', text: 'Hi' })).status).toBe(409);
  });

  test('a repeat of what the bot said before is no new message', async () => {
    const harness = await setUp();
    const { body } = await harness.post({ from: 'customer', id: '1', text: 'Hello' });
    await harness.post({ from: 'bot', id: '2', text: 'Hi', term: 0 });
    const ana = await harness.connect('ana');
    await command(ana, { name: 'take-over', conversationId: body['conversationId'], seenTerm: 0 });
    expect((await harness.post({ from: 'bot', id: '2', text: 'Hi', term: 0 })).status).toBe(200);
    await command(ana, { name: 'close', conversationId: body['conversationId'], term: 1 });
    expect((await harness.post({ from: 'bot', id: '2', text: 'Hi', term: 0 })).status).toBe(200);
    expect((await words(harness, body['conversationId'])).filter((line) => line.endsWith('Hi'))).toEqual(['bot: Hi']);
  });

  test('is told to the server with all that follows, in order and signed, and ends with the bot', async () => {
    const harness = await setUp();
    const { ana, conversationId } = await takenOver(harness);
    await command(ana, { name: 'send', conversationId, text: 'This is Ana', term: 1 });
    await command(ana, { name: 'hand-back', conversationId, term: 1 });
    await harness.runtime.advance(0);
    expect(events(harness)).toEqual(['takeover-started', 'system: You are now talking to Ana.', 'agent: This is Ana', 'takeover-ended', 'system: You are talking to Bank Bot again.']);
    expect(harness.told.every(({ isSigned }) => isSigned)).toBe(true);
    expect(harness.told.at(-1)?.news.thread).toMatchObject({ threadId: 't', conversationId, mayBotReply: true, term: 2 });
    expect((await harness.post({ from: 'bot', id: '9', text: 'Back again', term: 2 })).status).toBe(200);
  });

  test('a server that is down hears of it later, in order, and agents see that their words got there', async () => {
    const harness = await setUp();
    harness.answer = () => new Response(null, { status: 503 });
    const { ana, conversationId } = await takenOver(harness);
    await command(ana, { name: 'send', conversationId, text: 'This is Ana', term: 1 });
    expect(new Set(harness.told.map(({ news }) => news.id)).size).toBe(1);
    harness.answer = () => new Response(null, { status: 200 });
    await harness.runtime.advance(60_000);
    expect(events(harness).slice(-3)).toEqual(['takeover-started', 'system: You are now talking to Ana.', 'agent: This is Ana']);
    const delivered = (await harness.events(conversationId)).filter((event) => event.type === 'delivery-changed');
    expect(delivered.map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  test('an agent who types is shown at once, and a lost signal is not repeated', async () => {
    const harness = await setUp();
    const { ana, conversationId } = await takenOver(harness);
    harness.answer = () => new Response(null, { status: 503 });
    ana.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
    await harness.runtime.advance(10_000);
    const typing = harness.told.filter(({ news }) => news.event === 'typing');
    expect(typing.map(({ news }) => news.typing)).toEqual([{ author: 'Ana', isActive: true }]);
  });
});

describe('files', () => {
  const attachments = [{ url: 'https://files.example/a.png', name: 'a.png', contentType: 'image/png' }];

  test('of a customer are attachments of ours while a human answers', async () => {
    const harness = await setUp();
    const { conversationId } = await takenOver(harness);
    expect((await harness.post({ from: 'customer', id: '2', text: '', attachments })).status).toBe(200);
    const stored = (await harness.events(conversationId)).flatMap((event) => (event.type === 'message-sent' ? (event.attachments ?? []) : []));
    expect(stored).toMatchObject([{ name: 'a.png' }]);
    expect(stored[0]?.url).not.toContain('files.example/a.png');
  });

  test('of a customer are refused while the bot answers, and the customer is told why', async () => {
    const harness = await setUp();
    const { body } = await harness.post({ from: 'customer', id: '1', text: 'Hello' });
    expect((await harness.post({ from: 'customer', id: '2', attachments })).status).toBe(415);
    await harness.runtime.advance(0);
    expect(events(harness)).toEqual(['system: Files can be sent only while you are talking to a person. Yours was not sent.']);
    expect(await words(harness, body['conversationId'])).toHaveLength(2);
  });

  test('of the bot stay where they are', async () => {
    const harness = await setUp();
    const { body } = await harness.post({ from: 'bot', id: '1', attachments });
    expect((await harness.events(String(body['conversationId']))).at(-1)).toMatchObject({ from: 'bot', attachments });
  });
});

describe('the thread', () => {
  test('may be asked at any time', async () => {
    const harness = await setUp();
    expect((await harness.call('GET', '/channels/webhook/bank/threads/t')).status).toBe(404);
    await takenOver(harness);
    expect(await harness.call('GET', '/channels/webhook/bank/threads/t')).toMatchObject({ status: 200, body: { mayBotReply: false, term: 1, operator: { kind: 'agent', name: 'Ana' } } });
  });

  test('has any name', async () => {
    const harness = await setUp();
    const threadId = 'a/b c:é😀';
    await harness.post({ threadId, from: 'customer', id: '1', text: 'Hello' });
    expect((await harness.call('GET', `/channels/webhook/bank/threads/${encodeURIComponent(threadId)}`)).body['threadId']).toBe(threadId);
  });

  test('ends when the customer ends it, and begins anew with their next message after that is closed', async () => {
    const harness = await setUp();
    const first = await harness.post({ from: 'customer', id: '1', text: 'Hello' });
    expect((await harness.call('POST', '/channels/webhook/bank/threads/t/end', { action: 'end', threadId: 't', id: 'e1' })).status).toBe(200);
    expect(harness.head(first.body['conversationId'])?.left?.why).toBe('ended');
    await harness.runtime.advance(25 * 60 * 60_000);
    const second = await harness.post({ from: 'customer', id: '2', text: 'Again' });
    expect(second.body['conversationId']).not.toBe(first.body['conversationId']);
    expect((await harness.post({ from: 'bot', id: '3', text: 'Late', term: 0, conversationId: first.body['conversationId'] })).status).toBe(409);
  });

  test('asks for an agent, once per message that led to it', async () => {
    const harness = await setUp();
    const { body } = await harness.post({ from: 'customer', id: '1', text: 'A human!' });
    const ask = (): ReturnType<WebhookHarness['call']> => harness.call('POST', '/channels/webhook/bank/threads/t/request-agent', { action: 'request-agent', threadId: 't', id: 'a1', reason: 'asked', inReplyTo: '1', term: 0 });
    expect(await ask()).toMatchObject({ status: 200, body: { isWaitingForAgent: true, mayBotReply: true } });
    await ask();
    await harness.runtime.advance(0);
    expect(harness.head(body['conversationId'])?.request).toMatchObject({ target: 'agents', reason: 'asked' });
    expect((await harness.events(String(body['conversationId']))).filter(({ type }) => type === 'agent-requested')).toHaveLength(1);
    expect(events(harness)).toHaveLength(1);
  });

  test('a bot that is to be silent while the customer waits may not reply', async () => {
    const harness = await setUp({ whileWaiting: 'silent' });
    await harness.post({ from: 'customer', id: '1', text: 'A human!' });
    const { body } = await harness.call('POST', '/channels/webhook/bank/threads/t/request-agent', { action: 'request-agent', threadId: 't', id: 'a1' });
    expect(body).toMatchObject({ isWaitingForAgent: true, mayBotReply: false });
  });

  test('a wish under a term that is over is refused', async () => {
    const harness = await setUp();
    await takenOver(harness);
    expect((await harness.call('POST', '/channels/webhook/bank/threads/t/request-agent', { action: 'request-agent', threadId: 't', id: 'a1', term: 0 })).status).toBe(409);
  });

  test('a customer who types is shown to agents who look on', async () => {
    const harness = await setUp();
    const { ana, conversationId } = await takenOver(harness);
    ana.say({ type: 'signal', signal: 'viewing', conversationId, isActive: true });
    await harness.runtime.advance(0);
    await harness.call('POST', '/channels/webhook/bank/threads/t/typing', { action: 'typing', threadId: 't', isActive: true });
    await ana.until(() => ana.of('signal').some(({ signal, from }) => signal === 'typing' && from.kind === 'customer'));
  });
});
