import { describe, expect, test } from 'vitest';
import { directLineHarness } from '../../../testing/direct-line-harness.js';
import type { DirectLineHarness, IssuedToken } from '../../../testing/direct-line-harness.js';
import { eventually, settled } from '../../../testing/fake-runtime.js';
import type { CustomerSocket } from '../../../testing/customer-socket.js';

interface Frame {
  readonly activities: readonly Record<string, unknown>[];
  readonly watermark?: string;
}

const conversations = '/v3/directline/conversations';

async function openStream(harness: DirectLineHarness, streamUrl: string): Promise<CustomerSocket> {
  const socket = await harness.stream(streamUrl);
  if (socket instanceof Response) throw new Error(`The stream was refused with ${String(socket.status)}.`);
  return socket;
}

function textsOf(socket: CustomerSocket): readonly unknown[] {
  return (socket.frames as readonly Frame[]).flatMap(({ activities }) => activities.map(({ text, type }) => text ?? type));
}

async function poll(harness: DirectLineHarness, { conversationId, token }: IssuedToken, watermark = ''): Promise<Frame> {
  const answer = await harness.json('GET', `${conversations}/${conversationId}/activities?watermark=${watermark}`, { token });
  return answer as unknown as Frame;
}

const says = (from: 'bot' | 'agent', text: string, id: string) =>
  ({ type: 'message-sent', id, from, text, author: { id: '7', name: from === 'bot' ? 'Bank Bot' : 'Ana' } }) as const;

describe('conversations', () => {
  test('starting one answers 201 with a stream address, starting it again 200', async () => {
    const harness = await directLineHarness({ publicUrl: 'https://chat.example' });
    const { token, conversationId } = await harness.token();
    const first = await harness.call('POST', conversations, { token, body: { locale: 'en' } });
    expect(first.status).toBe(201);
    const started = (await first.json()) as Record<string, unknown>;
    expect(started).toMatchObject({ conversationId, expires_in: 1800, referenceGrammarId: expect.any(String) });
    expect(started['streamUrl']).toMatch(new RegExp(`^wss://chat\\.example${conversations}/${conversationId}/stream\\?watermark=&t=`));
    expect((await harness.call('POST', conversations, { token, body: {} })).status).toBe(200);
    expect(await harness.store.threadConversations('default', conversationId)).toHaveLength(1);
  });

  test('the integrator vouches for the user it names, and for no other', async () => {
    const harness = await directLineHarness();
    const contactOf = async (token: IssuedToken) => {
      await harness.call('POST', conversations, { token: token.token, body: {} });
      return [...harness.projection.heads('default')].find(({ thread }) => thread === token.conversationId)?.contact;
    };
    expect(await contactOf(await harness.token({ id: 'dl_ann', name: 'Ann' }))).toEqual({ id: 'dl_ann', name: 'Ann', verified: true });
    expect(await contactOf(await harness.token())).toEqual({ id: expect.stringMatching(/^dl_/), verified: false });
  });

  test('reconnecting to one that never began, or is no longer kept, answers 404', async () => {
    const harness = await directLineHarness();
    const { token, conversationId } = await harness.token();
    const response = await harness.call('GET', `${conversations}/${conversationId}?watermark=4`, { token });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: { code: 'ResourceNotFound', message: 'Conversation not found' } });
  });

  test('a client that reconnects with its watermark gets what it missed, once', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    await harness.say(issued, 'one');
    const { watermark } = await poll(harness, issued);
    await harness.append(issued.conversationId, [says('bot', 'two', 'b1'), says('agent', 'three', 'a1')]);
    const again = await harness.json('GET', `${conversations}/${issued.conversationId}?watermark=${watermark ?? ''}`, { token: issued.token });
    const socket = await openStream(harness, String(again['streamUrl']));
    await eventually(() => textsOf(socket).length >= 2);
    expect(textsOf(socket)).toEqual(['two', 'three']);
  });
});

describe('messages', () => {
  test('a message is stored and comes back on every socket with its own clientActivityID and the id that was answered', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const sockets = [await openStream(harness, issued.streamUrl), await openStream(harness, issued.streamUrl)];
    const channelData = { attachmentSizes: [], clientActivityID: 'fhflmkpys' };
    const response = await harness.say(issued, 'hello', { channelData, textFormat: 'plain', locale: 'en-US' });
    const { id } = (await response.json()) as { id: string };
    for (const socket of sockets) {
      await eventually(() => textsOf(socket).length > 0);
      expect((socket.frames as Frame[])[0]?.activities).toEqual([
        expect.objectContaining({ id, text: 'hello', channelData, locale: 'en-US', timestamp: '2026-01-05T09:00:00.000Z' }),
      ]);
    }
  });

  test("the sender is whom the token names, whatever the activity claims", async () => {
    const harness = await directLineHarness();
    const token = await harness.token({ id: 'dl_ann', name: 'Ann' });
    await harness.say(token, 'hello', { from: { id: 'agent-7', name: 'Ana', role: 'bot' } });
    expect((await poll(harness, token)).activities[0]?.['from']).toEqual({ id: 'dl_ann', name: 'Ann', role: 'user' });
  });

  test('the same post twice is one message; the same words again are another', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const first = { channelData: { clientActivityID: 'a' }, localTimestamp: '2026-01-05T09:00:00.000Z' };
    const second = { channelData: { clientActivityID: 'a' }, localTimestamp: '2026-01-05T09:00:04.000Z' };
    for (const more of [first, first, second]) await harness.say(issued, 'yes', more);
    expect((await poll(harness, issued)).activities).toHaveLength(2);
  });

  test('agents speak under their own names on the other side; what is internal stays inside', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    await harness.append(issued.conversationId, [
      { type: 'takeover-started', id: 't1', operator: { kind: 'agent', id: '7', name: 'Ana' }, term: 1 },
      { type: 'message-sent', id: 's1', from: 'system', automatic: 'start', text: 'You are now talking to Ana.' },
      says('agent', 'Hello, I am *Ana*', 'a1'),
      { type: 'note-added', id: 'n1', by: { id: '7', name: 'Ana' }, text: 'difficult customer' },
      { type: 'bot-reply-suppressed', id: 'r1', text: 'too late', term: 0 },
      { type: 'conversation-viewed', id: 'v1', by: { id: '8', name: 'Ben' }, term: 1 },
      { type: 'bot-failed', id: 'f1', problem: 'timed-out' },
    ]);
    const { activities } = await poll(harness, issued);
    expect(activities.map(({ from, text, textFormat }) => [from, text, textFormat])).toEqual([
      [{ id: 'bank', name: 'Bank Bot', role: 'bot' }, 'You are now talking to Ana.', 'plain'],
      [{ id: 'agent-7', name: 'Ana', role: 'bot' }, 'Hello, I am *Ana*', 'plain'],
    ]);
  });

  test("a bot's suggested actions and cards reach the customer as the bot wrote them", async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const extras = { suggestedActions: { actions: [{ type: 'imBack', title: 'Yes', value: 'yes' }] }, channelData: { intent: 'x' } };
    await harness.append(issued.conversationId, [{ ...says('bot', 'Sure?', 'b1'), channelData: { activity: extras } }]);
    expect((await poll(harness, issued)).activities[0]).toMatchObject({ text: 'Sure?', ...extras });
  });

  test('polling goes on exactly where the watermark stands, also across conversations of one thread', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    await harness.say(issued, 'one');
    const first = await poll(harness, issued);
    await harness.append(issued.conversationId, [{ type: 'conversation-closed', id: 'c', why: 'timed-out' }]);
    await harness.say(issued, 'two');
    expect(await harness.store.threadConversations('default', issued.conversationId)).toHaveLength(2);
    const second = await poll(harness, issued, first.watermark);
    expect(second.activities.map(({ text }) => text)).toEqual(['two']);
    expect((await poll(harness, issued, second.watermark)).activities).toEqual([]);
    expect((await poll(harness, issued, 'nonsense')).activities).toHaveLength(2);
  });

  test('a socket follows its thread into the next conversation', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const socket = await openStream(harness, issued.streamUrl);
    await harness.say(issued, 'one');
    await harness.append(issued.conversationId, [{ type: 'conversation-closed', id: 'c', why: 'timed-out' }]);
    await harness.say(issued, 'two');
    await harness.append(issued.conversationId, [says('bot', 'three', 'b1')]);
    await eventually(() => textsOf(socket).length >= 3);
    await settled();
    expect(textsOf(socket)).toEqual(['one', 'two', 'three']);
  });

  test('typing is passed on and not stored; typing of others is shown without a watermark', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const socket = await openStream(harness, issued.streamUrl);
    const response = await harness.call('POST', `${conversations}/${issued.conversationId}/activities`, { token: issued.token, body: { type: 'typing' } });
    expect(response.status).toBe(200);
    const [head] = harness.projection.heads('default');
    if (head === undefined) throw new Error('No conversation.');
    expect(harness.typing).toEqual([`${head.id}:true`]);
    harness.channel.signal('default', head, { signal: 'typing', conversationId: head.id, from: { kind: 'agent', id: '7', name: 'Ana' }, isActive: true });
    expect(socket.frames).toEqual([{ activities: [expect.objectContaining({ type: 'typing', from: { id: 'agent-7', name: 'Ana', role: 'bot' } })] }]);
    expect((await poll(harness, issued)).activities).toEqual([]);
  });
});

describe('connections', () => {
  const headOf = (harness: DirectLineHarness) => [...harness.projection.heads('default')][0];

  test('a customer is gone a minute after the last of their pages closed, and back when one opens', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const [first, second] = [await openStream(harness, issued.streamUrl), await openStream(harness, issued.streamUrl)];
    first.hangUp();
    await harness.runtime.advance(120_000);
    expect(headOf(harness)?.left).toBeNull();
    second.hangUp();
    await harness.runtime.advance(59_999);
    expect(headOf(harness)?.left).toBeNull();
    await harness.runtime.advance(1);
    expect(headOf(harness)?.left?.why).toBe('connection-lost');
    const again = await harness.json('GET', `${conversations}/${issued.conversationId}`, { token: issued.token });
    await openStream(harness, String(again['streamUrl']));
    await eventually(() => headOf(harness)?.left === null);
  });

  test('polling keeps a customer connected', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    for (let polls = 0; polls < 5; polls += 1) {
      await poll(harness, issued);
      await harness.runtime.advance(50_000);
    }
    expect(headOf(harness)?.left).toBeNull();
    await harness.runtime.advance(10_000);
    expect(headOf(harness)?.left?.why).toBe('connection-lost');
    await poll(harness, issued);
    await eventually(() => headOf(harness)?.left === null);
  });

  test('a customer who ends the conversation has ended it', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    await harness.call('POST', `${conversations}/${issued.conversationId}/activities`, { token: issued.token, body: { type: 'endOfConversation' } });
    expect(headOf(harness)?.left?.why).toBe('ended');
  });

  test.each([
    ['has not come back', false, ['conversation-started', 'customer-left']],
    ['has come back', true, ['conversation-started']],
  ])('a minute after a restart of the gateway, a customer who %s is known', async (_title, isBack, expected) => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const [conversationId = ''] = await harness.store.threadConversations('default', issued.conversationId);
    const head = await harness.store.head('default', conversationId);
    if (head !== undefined) harness.channel.resume?.('default', head);
    if (isBack) await openStream(harness, issued.streamUrl);
    await harness.runtime.advance(60_000);
    expect((await harness.store.read('default', conversationId, 0)).map(({ type }) => type)).toEqual(expected);
  });

  test('a customer has so many pages at most; the one opened first gives way', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const sockets: CustomerSocket[] = [];
    for (let count = 0; count < 21; count += 1) sockets.push(await openStream(harness, issued.streamUrl));
    expect(sockets.map(({ closedWith }) => closedWith?.code)).toEqual([1008, ...Array<undefined>(20).fill(undefined)]);
    await harness.say(issued, 'hello');
    await eventually(() => textsOf(sockets[20] as CustomerSocket).includes('hello'));
    await harness.runtime.advance(120_000);
    expect(await harness.store.threadConversations('default', issued.conversationId)).toHaveLength(1);
  });

  test('a client that cannot keep up is let go, to resume later', async () => {
    const harness = await directLineHarness();
    const issued = await harness.begin();
    const socket = await openStream(harness, issued.streamUrl);
    socket.bufferedAmount = 2_000_000;
    await harness.say(issued, 'hello');
    await eventually(() => socket.closedWith !== undefined);
    expect(socket.closedWith).toEqual({ code: 1011, reason: 'too slow' });
  });
});
