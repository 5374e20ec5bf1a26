import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientUnderTest } from './client-under-test.test-support.js';
import { clientUnderTest } from './client-under-test.test-support.js';
import { headOf, headOfEvents, history, message } from './facts.test-support.js';
import { TakeoverError } from '../base/errors.js';
import type { ConversationEvent } from '../conversation/event.js';

let clock: ClientUnderTest['clock'];
let connector: ClientUnderTest['connector'];
let client: ClientUnderTest['client'];
let connect: ClientUnderTest['connect'];
let drop: ClientUnderTest['drop'];
let settle: ClientUnderTest['settle'];

beforeEach(() => {
  ({ clock, connector, client, connect, drop, settle } = clientUnderTest());
});

describe('an open conversation', () => {
  const seqs = (events: readonly ConversationEvent[]): number[] => events.map(({ seq }) => seq);
  const all = history('c1', 60);
  const newest = { events: all.slice(10), hasMore: true };

  test('shows head, status and the newest 50 events, then what happens', async () => {
    const view = client.conversation('c1');
    expect(view.isLoading.value).toBe(true);
    connect('c1');
    connector.transcripts[0]?.answer({ events: history('c1', 3), hasMore: false });
    await settle();
    expect(view.isLoading.value).toBe(false);
    expect(view.conversation.value?.reference).toBe('REF-c1');
    expect(view.status.value?.status).toBe('live');
    connector.sink.events([message('c1', 4), message('c2', 9)]);
    expect(seqs(view.events.value)).toEqual([1, 2, 3, 4]);
    expect(view.hasOlder.value).toBe(false);
  });

  test('older events are fetched when asked for', async () => {
    const view = client.conversation('c1');
    connector.transcripts[0]?.answer(newest);
    await settle();
    expect(view.hasOlder.value).toBe(true);
    const loaded = view.loadOlder();
    await settle();
    expect(connector.transcripts[1]).toMatchObject({ conversationId: 'c1', before: 11 });
    connector.transcripts[1]?.answer({ events: all.slice(0, 10), hasMore: false });
    await loaded;
    expect(view.events.value).toEqual(all);
    expect(view.hasOlder.value).toBe(false);
    await view.loadOlder();
    expect(connector.transcripts).toHaveLength(2);
  });

  test('events that came while the page was on its way are not lost, nor a gap overlooked', async () => {
    const view = client.conversation('c1');
    connector.sink.events([message('c1', 5)]);
    connector.transcripts[0]?.answer({ events: history('c1', 3), hasMore: false });
    await settle();
    expect(seqs(view.events.value)).toEqual([1, 2, 3]);
    connector.transcripts[1]?.answer({ events: history('c1', 6), hasMore: false });
    await settle();
    expect(seqs(view.events.value)).toEqual([1, 2, 3, 4, 5, 6]);
    connector.sink.events([message('c1', 9)]);
    expect(connector.transcripts).toHaveLength(3);
  });

  test('after a snapshot it fetches what came without events', async () => {
    const view = client.conversation('c1');
    connect('c1');
    connector.transcripts[0]?.answer({ events: history('c1', 3), hasMore: false });
    await settle();
    connect('c1');
    expect(connector.transcripts).toHaveLength(1);
    connector.sink.snapshot({ heads: [headOf('c1', 5)], isFirst: true, isLast: true });
    connector.transcripts[1]?.answer({ events: history('c1', 5), hasMore: false });
    await settle();
    expect(view.events.value).toHaveLength(5);
  });

  test('after a reset everything is read anew, and shown until then', async () => {
    const view = client.conversation('c1');
    connect('c1');
    connector.transcripts[0]?.answer({ events: history('c1', 5), hasMore: false });
    await settle();
    connector.sink.reset('restored');
    connector.sink.snapshot({ heads: [headOf('c1', 3)], isFirst: true, isLast: true });
    expect(view.events.value).toHaveLength(5);
    connector.transcripts[1]?.answer({ events: history('c1', 3), hasMore: false });
    await settle();
    expect(view.events.value).toHaveLength(3);
  });

  test('is shown without a text from the moment it is erased, also to who was away then', async () => {
    const view = client.conversation('c1');
    connect('c1');
    connector.transcripts[0]?.answer({ events: history('c1', 3), hasMore: false });
    await settle();
    const erased = { id: 'e', conversationId: 'c1', seq: 4, at: clock.now(), type: 'conversation-erased' } as const;
    drop();
    connector.sink.reset('Changes were missed.');
    connector.sink.snapshot({ heads: [headOfEvents([...history('c1', 3), erased])], isFirst: true, isLast: true });
    expect(JSON.stringify(view.events.value)).not.toContain('Message');
    expect(view.conversation.value?.lastCustomerText).toBe('');

    const other = client.conversation('c2');
    connector.transcripts[2]?.answer({ events: history('c2', 3), hasMore: false });
    await settle();
    connector.sink.events([{ ...erased, conversationId: 'c2' }]);
    expect(JSON.stringify(other.events.value)).not.toContain('Message');
  });

  test('one that is in no snapshot is looked up', async () => {
    const view = client.conversation('c9');
    connect('c1');
    expect(connector.heads).toMatchObject([{ conversationId: 'c9' }]);
    connector.heads[0]?.answer(headOfEvents(history('c9', 2)));
    await settle();
    expect(view.conversation.value?.id).toBe('c9');
  });

  test('one that does not exist says so, and is tried again with the next connection', async () => {
    const view = client.conversation('c9');
    connect('c1');
    connector.transcripts[0]?.fail(new TakeoverError('conversation-unknown', 'There is no c9.'));
    await settle();
    expect(view.error.value).toMatchObject({ code: 'conversation-unknown' });
    drop();
    connect('c1');
    connector.transcripts[1]?.answer({ events: history('c9', 2), hasMore: false });
    await settle();
    expect(view.error.value).toBeUndefined();
  });

  test('shows who is typing, for 6 s or until their message, and never the agent themself', async () => {
    const view = client.conversation('c1');
    connect('c1');
    const type = (kind: 'customer' | 'agent', id: string, isActive = true): void =>
      connector.sink.signal({ signal: 'typing', conversationId: 'c1', from: { kind, id, name: id }, isActive });
    const typing = (): string[] => view.typing.value.map(({ id }) => id);
    type('customer', 'kim');
    type('agent', 'ana');
    type('agent', 'ben');
    expect(typing()).toEqual(['kim', 'ben']);
    await clock.pass(5_000);
    type('customer', 'kim');
    await clock.pass(1_000);
    expect(typing()).toEqual(['kim']);
    connector.sink.events([message('c1', 4)]);
    expect(typing()).toEqual([]);
    type('agent', 'ben');
    type('agent', 'ben', false);
    expect(typing()).toEqual([]);
  });

  test('tells that the agent types at most every 3 s, and the end at once', async () => {
    const view = client.conversation('c1');
    connect('c1');
    const told = (): string[] => connector.told.filter((line) => line.startsWith('typing'));
    view.setTyping(true);
    await clock.pass(2_999);
    view.setTyping(true);
    expect(told()).toEqual(['typing c1 true']);
    await clock.pass(1);
    view.setTyping(true);
    view.setTyping(false);
    view.setTyping(false);
    expect(told()).toEqual(['typing c1 true', 'typing c1 true', 'typing c1 false']);
  });

  test('tells who is viewing: on each connection, and no more when closed', () => {
    const view = client.conversation('c1');
    connect('c1');
    drop();
    connect('c1');
    view.close();
    expect(connector.told).toEqual(['viewing c1 true', 'viewing c1 true', 'viewing c1 false']);
    expect(connector.transcripts[0]?.signal.aborted).toBe(true);
  });

  test('opened on a connection that stands, it tells so at once', () => {
    client.rows();
    connect('c1');
    client.conversation('c1');
    expect(connector.told).toEqual(['viewing c1 true']);
  });
});
