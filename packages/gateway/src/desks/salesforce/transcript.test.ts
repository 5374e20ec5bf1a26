import type { Conversation, ConversationEvent, MessageSent, NewEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { deskId, textsOf, transcriptOf } from './transcript.js';

const place = { conversationId: 'c', at: 1 };
const started: ConversationEvent = {
  ...place, seq: 1, type: 'conversation-started', id: 's', bot: { id: 'bank', name: 'Bank Bot' }, channel: 'sms', contact: { verified: false }, attributes: {}, reference: 'AB12CD34', thread: 't',
};
const head: Conversation = fold(undefined, started);
const says = (from: MessageSent['from'], text: string, more: Partial<NewEvent> = {}): MessageSent => ({ ...place, seq: 2, type: 'message-sent', id: text.slice(0, 9), from, text, ...more }) as MessageSent;

test('a transcript names who spoke, and leaves out what the gateway itself said', () => {
  const events = [started, says('customer', 'Hello'), says('bot', 'Hi'), says('system', 'Wait'), says('agent', 'Ana here', { author: { id: 'ana', name: 'Ana' } } as never)];
  expect(transcriptOf(head, events)).toEqual(['Transcript so far (AB12CD34):\nCustomer: Hello\nBank Bot: Hi\nAna: Ana here']);
});

test('a conversation of no words has no transcript', () => {
  expect(transcriptOf(head, [started])).toEqual([]);
});

test('of a long transcript the end goes along, in parts that break no character', () => {
  const events = [says('customer', 'First'), ...Array.from({ length: 40 }, () => says('customer', '👋'.repeat(1_000))), says('customer', 'Last')];
  const parts = transcriptOf(head, events);
  expect(parts).toHaveLength(5);
  expect(parts[0]).toBe('Transcript so far; its beginning is left out:');
  expect(parts.at(-1)).toMatch(/Customer: Last$/);
  for (const part of parts) {
    expect(part.length).toBeLessThanOrEqual(4_000);
    expect(part).not.toMatch(/\p{Cs}/u);
  }
});

test('a customer’s message goes as it is, with the addresses of its files, and the bot’s under its name', () => {
  const file = { name: 'bill.pdf', contentType: 'application/pdf', url: 'https://gw.test/f/1' };
  expect(textsOf(head, says('customer', 'See', { attachments: [file] } as never))).toEqual(['See\n[bill.pdf] https://gw.test/f/1']);
  expect(textsOf(head, says('customer', '', { unsupported: 'sticker' } as never))).toEqual(['[sticker]']);
  expect(textsOf(head, says('bot', 'Hi'))).toEqual(['Bank Bot: Hi']);
  expect(textsOf(head, says('desk', 'Sam here'))).toEqual([]);
});

test('an id is a lowercase UUID, the same for the same thing and another for another', () => {
  expect(deskId('message', 'c', 'm:1', 0)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(deskId('message', 'c', 'm:1', 0)).toBe(deskId('message', 'c', 'm:1', 0));
  expect(deskId('message', 'c', 'm:1', 0)).not.toBe(deskId('message', 'c', 'm:1', 1));
});
