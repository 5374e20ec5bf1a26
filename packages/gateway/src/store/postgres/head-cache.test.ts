import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { HeadCache } from './head-cache.js';

const start = { bot: { id: 'bank', name: 'Bank' }, channel: 'web', attributes: {}, contact: { verified: false }, reference: 'R', thread: 't' } as const;
const startedAt = (at: number): ConversationEvent => ({ id: 'started', conversationId: 'c', seq: 1, at, type: 'conversation-started', ...start });
const saidAt = (seq: number, at: number): ConversationEvent => ({ id: `m${seq}`, conversationId: 'c', seq, at, type: 'message-sent', from: 'customer', text: `${at}` });
const folded = (...events: readonly ConversationEvent[]): Conversation | undefined => events.reduce<Conversation | undefined>(fold, undefined);

test('a conversation that begins anew under the id of one that was dropped never passes for that one, at whatever version', () => {
  const cache = new HeadCache(10);
  const before = folded(startedAt(1), saidAt(2, 2));
  if (before !== undefined) cache.remember('default', before);
  cache.follow('default', startedAt(101));
  cache.follow('default', saidAt(2, 102));
  expect(cache.get('default', 'c')).toBeUndefined();
});

test('the head of a conversation that began anew takes the place of the longer one before it', () => {
  const cache = new HeadCache(10);
  const [before, after] = [folded(startedAt(1), saidAt(2, 2)), folded(startedAt(101))];
  for (const head of [before, after]) if (head !== undefined) cache.remember('default', head);
  expect(cache.get('default', 'c')).toBe(after);
});

test('the start of the conversation that is known changes nothing', () => {
  const cache = new HeadCache(10);
  const head = folded(startedAt(1), saidAt(2, 2));
  if (head !== undefined) cache.remember('default', head);
  cache.follow('default', startedAt(1));
  expect(cache.get('default', 'c')).toBe(head);
});
