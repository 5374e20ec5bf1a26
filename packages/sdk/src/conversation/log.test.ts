import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.js';
import type { ConversationEvent } from './event.js';
import { fold } from './fold.js';
import { Story } from './history.test-support.js';
import { ConversationLog, earlyEventLimit } from './log.js';
import type { LoggedConversation } from './logged-conversation.js';

function chat(id: string, messages: number): ConversationEvent[] {
  const story = new Story(id);
  for (let count = 0; count < messages; count += 1) story.after(1).customer(`message ${count}`);
  return story.events;
}

function headOf(events: readonly ConversationEvent[]): Conversation {
  return events.reduce<Conversation | undefined>(fold, undefined) as Conversation;
}

describe('a log', () => {
  test('folds an event in once, however often it comes', () => {
    const log = new ConversationLog();
    const [started, message] = chat('c1', 1) as [ConversationEvent, ConversationEvent];
    expect(log.append(started, 0)?.seq).toBe(1);
    expect(log.append(message, 0)?.seq).toBe(2);
    expect(log.append(message, 0)).toBeUndefined();
    expect(log.append(started, 0)).toBeUndefined();
    expect(log.get('c1')?.copy()).toEqual(headOf([started, message]));
  });

  test('keeps an early event until the one before it comes', () => {
    const log = new ConversationLog();
    const [first, second, third] = chat('c1', 2) as [ConversationEvent, ConversationEvent, ConversationEvent];
    log.append(first, 0);
    expect(log.append(third, 0)).toBeUndefined();
    expect(log.hasGaps).toBe(true);
    expect(log.append(second, 0)?.seq).toBe(3);
    expect(log.hasGaps).toBe(false);
  });

  test('tells which gaps have lasted, each time anew', () => {
    const log = new ConversationLog();
    log.append(chat('c1', 3)[3] as ConversationEvent, 100);
    log.append(chat('c2', 3)[3] as ConversationEvent, 200);
    expect(log.oldestGapAt).toBe(100);
    expect(log.takeOverdue(150, 160)).toEqual(['c1']);
    expect(log.takeOverdue(160, 170)).toEqual(['c1']);
    expect(log.takeOverdue(200, 210).sort()).toEqual(['c1', 'c2']);
  });

  test('still misses something when more events came early than it keeps', () => {
    const log = new ConversationLog();
    const events = chat('c1', earlyEventLimit + 3);
    log.append(events[0] as ConversationEvent, 0);
    for (const event of events.slice(2).reverse()) log.append(event, 0);
    const filled = log.append(events[1] as ConversationEvent, 5);
    expect(filled?.seq).toBe(earlyEventLimit + 2);
    expect(log.oldestGapAt).toBe(5);
    log.reset(headOf(events), 6);
    expect(log.hasGaps).toBe(false);
  });

  test('goes on from a head with the early events after it', () => {
    const log = new ConversationLog();
    const events = chat('c1', 5);
    log.append(events[3] as ConversationEvent, 0);
    log.append(events[5] as ConversationEvent, 0);
    expect(log.reset(headOf(events.slice(0, 3)), 1).seq).toBe(4);
    expect(log.hasGaps).toBe(true);
    expect(log.reset(headOf(events.slice(0, 5)), 2).copy()).toEqual(headOf(events));
    expect(log.hasGaps).toBe(false);
  });

  test('asks no more for a conversation that is forgotten', () => {
    const log = new ConversationLog();
    log.append(chat('c1', 3)[3] as ConversationEvent, 0);
    log.forget('c1');
    expect(log.hasGaps).toBe(false);
  });
});

describe('a snapshot', () => {
  test('wins over what was held, even if that was later: the store may have been restored', () => {
    const log = new ConversationLog();
    const events = chat('c1', 5);
    for (const event of events) log.append(event, 0);
    log.beginSnapshot();
    log.reset(headOf(events.slice(0, 2)), 0);
    expect(log.endSnapshot(0)).toEqual([]);
    expect(log.get('c1')?.seq).toBe(2);
  });

  test('has events of other conversations wait for their own part', () => {
    const log = new ConversationLog();
    const events = chat('c1', 3);
    for (const event of events.slice(0, 2)) log.append(event, 0);
    log.beginSnapshot();
    expect(log.append(events[2] as ConversationEvent, 0)).toBeUndefined();
    expect(log.reset(headOf(events.slice(0, 2)), 0).seq).toBe(3);
    expect(log.append(events[3] as ConversationEvent, 0)?.seq).toBe(4);
  });

  test('takes in what starts between its parts, and drops what no part named', () => {
    const log = new ConversationLog();
    log.append(chat('old', 0)[0] as ConversationEvent, 0);
    log.beginSnapshot();
    log.append(chat('new', 0)[0] as ConversationEvent, 0);
    expect(log.endSnapshot(0).map((conversation) => conversation.id)).toEqual(['old']);
    expect([...log.all()].map(({ id }) => id)).toEqual(['new']);
  });
});

test('however events are shuffled, repeated and dropped, what is there is the fold of all up to the first that is missing', () => {
  const streams = [chat('c1', 8), chat('c2', 8), chat('c3', 3)];
  const all = streams.flat();
  fc.assert(
    fc.property(fc.array(fc.nat(all.length - 1), { maxLength: 80 }), (indexes) => {
      const log = new ConversationLog();
      for (const [now, index] of indexes.entries()) log.append(all[index] as ConversationEvent, now);
      for (const events of streams) {
        const received = events.map((event) => indexes.includes(all.indexOf(event)));
        const dense = received.indexOf(false) < 0 ? events.length : received.indexOf(false);
        const held = log.get(events[0]?.conversationId ?? '');
        if (dense === 0) expect(held).toBeUndefined();
        else expect(held?.copy()).toEqual(headOf(events.slice(0, dense)));
        const isIn = [...log.all()].includes(held as LoggedConversation);
        expect(isIn).toBe(dense > 0);
      }
      const isGapped = streams.filter((events) => {
        const received = events.map((event) => indexes.includes(all.indexOf(event)));
        return received.lastIndexOf(true) > received.indexOf(false) && received.includes(false);
      });
      expect(log.takeOverdue(Infinity, 0).sort()).toEqual(isGapped.map((events) => events[0]?.conversationId));
    }),
  );
});
