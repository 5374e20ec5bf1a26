import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import type { ChangeBatch } from '../conversations/projection.js';
import { makeScope } from './scope.js';
import { Stream } from './stream.js';

const heads = new Map<string, Conversation>();

/** A commit in each of these conversations. */
function batch(position: number, ...events: readonly ConversationEvent[]): ChangeBatch {
  const changes = events.map((event) => {
    const previous = event.type === 'conversation-started' ? undefined : heads.get(event.conversationId);
    const head = fold(previous, event);
    heads.set(event.conversationId, head);
    return { tenant: 'default', previous, head, events: [event] };
  });
  return { positions: [position], changes };
}

const start = { bot: { id: 'bank', name: 'Bank' }, channel: 'web', attributes: {}, reference: 'R', thread: 't' } as const;
const startOf = (conversationId: string, name: string): ConversationEvent => ({
  ...{ id: 's', conversationId, seq: 1, at: 1, type: 'conversation-started', ...start },
  contact: { name, verified: false },
});
const messageOf = (conversationId: string, text: string): ConversationEvent => ({ id: 'm', conversationId, seq: 2, at: 2, type: 'message-sent', from: 'customer', text });
const erasureOf = (conversationId: string): ConversationEvent => ({ id: 'e', conversationId, seq: 3, at: 3, type: 'conversation-erased' });

test('what is kept for those who come back forgets what was erased, and they still get every delta', () => {
  const stream = new Stream('key', makeScope('default', 'all'), 'all', 'incarnation', [0]);
  const beginning = stream.cursor;
  const sent: string[] = [];
  stream.listeners.add(({ frames }) => void sent.push(...frames));
  stream.publish(batch(2, startOf('c1', 'Kim'), startOf('c2', 'Lee')));
  stream.publish(batch(3, messageOf('c1', 'My kettle broke')));
  stream.publish(batch(4, messageOf('c2', 'Hello')));
  stream.snapshot = { cursor: stream.cursor, takenAt: 0, partCount: 1, part: () => 'Kim' };
  stream.publish(batch(5, erasureOf('c1')));
  const kept = stream.deltasSince(beginning) ?? [];
  expect(kept.map(({ frames }) => frames.join()).join()).not.toMatch(/Kim|kettle/);
  expect(kept.map(({ frames }) => frames.join()).join()).toMatch(/Lee.*Hello/);
  expect(kept.map(({ prev, cursor }) => [prev, cursor])).toEqual(kept.map((_, index) => [index === 0 ? beginning : kept[index - 1]?.cursor, kept[index]?.cursor]));
  expect(kept).toHaveLength(sent.length);
  expect(stream.snapshot).toBeUndefined();
});

test('a text that is erased in the very batch that brings it is sent to nobody', () => {
  const stream = new Stream('key', makeScope('default', 'all'), 'all', 'incarnation', [0]);
  const sent: string[] = [];
  stream.listeners.add(({ frames }) => void sent.push(...frames));
  stream.publish(batch(1, startOf('c3', 'Kim')));
  stream.publish(batch(3, messageOf('c3', 'My kettle broke'), erasureOf('c3')));
  expect(sent.join()).not.toContain('kettle');
});

test('after everything was loaded anew, no cursor from before leads to deltas that are kept', () => {
  const stream = new Stream('key', makeScope('default', 'all'), 'all', 'incarnation', [0]);
  const beginning = stream.cursor;
  stream.publish(batch(1, startOf('c4', 'Kim')));
  const before = stream.cursor;
  stream.restart('another incarnation', [9]);
  expect(stream.deltasSince(beginning)).toBeUndefined();
  expect(stream.deltasSince(before)).toBeUndefined();
  expect(stream.cursor).toBe(stream.cursorAt([9]));
  expect(stream.cursor).toMatch(/^another incarnation\./);
});
