import fc from 'fast-check';
import { expect, test } from 'vitest';
import { erasedThread, withoutContent } from './erasure.js';
import type { ConversationEvent } from './event.js';
import { fold } from './fold.js';
import { arbitraryStep, Story, take } from './history.test-support.js';

const secret = 'Rumpelstilzchen';
const by = { id: 'ana', name: 'Ana' };

/** One of each fact that can hold what somebody wrote, or who the customer is. */
function tellingStory(): Story {
  return new Story('c1', 1_000, { contact: { id: secret, name: secret, phone: secret, verified: true }, attributes: { [secret]: secret }, thread: secret })
    .add({ type: 'message-sent', from: 'customer', text: secret, author: { id: secret, name: secret }, channelData: { secret } })
    .add({ type: 'message-sent', from: 'bot', text: secret, term: 0, attachments: [{ name: secret, contentType: 'image/png', url: `https://x/${secret}` }] })
    .add({ type: 'agent-requested', target: 'agents', reason: secret })
    .add({ type: 'takeover-started', operator: { kind: 'agent', ...by }, term: 1 })
    .add({ type: 'message-sent', from: 'agent', text: secret, term: 1, author: by })
    .add({ type: 'note-added', by, text: secret })
    .add({ type: 'bot-reply-suppressed', text: secret, term: 0 })
    .add({ type: 'attributes-changed', attributes: { [secret]: secret }, contact: { name: secret } })
    .add({ type: 'delivery-changed', messageId: 'c1:2', state: 'failed', reason: secret })
    .add({ type: 'conversation-closed', why: 'ended' });
}

test('nothing that anybody wrote is left of an event, and nothing that tells who the customer was', () => {
  const { events } = tellingStory();
  for (const event of events) expect(JSON.stringify(withoutContent(event))).not.toContain(secret);
  expect(events.filter((event) => JSON.stringify(event).includes(secret))).toHaveLength(9);
});

test('what happened, when, in which order and by which agent stays', () => {
  const bare = tellingStory().events.map(withoutContent);
  expect(bare.map(({ id, seq, at, type }) => ({ id, seq, at, type }))).toEqual(
    tellingStory().events.map(({ id, seq, at, type }) => ({ id, seq, at, type })),
  );
  expect(bare[5]).toMatchObject({ from: 'agent', term: 1, author: by });
  expect(bare[6]).toMatchObject({ by });
  expect(bare[0]).toMatchObject({ thread: erasedThread('c1'), reference: 'REFc1', bot: { id: 'helper' } });
});

test('who gave and took a conversation stays', () => {
  const story = new Story('c1').takeOver({ kind: 'agent', ...by }).add({ type: 'takeover-ended', term: 1, endedInto: 2, why: 'transferred', by }, { type: 'takeover-started', operator: { kind: 'agent', id: 'ben', name: 'Ben' }, term: 2, by });
  expect(story.events.slice(-2).map(withoutContent)).toMatchObject([{ by }, { by }]);
});

test('of a fact that a later release knows only its place is left', () => {
  const later = { id: 'x', conversationId: 'c1', seq: 2, at: 5, type: 'poem-recited', poem: secret } as unknown as ConversationEvent;
  expect(withoutContent(later)).toEqual({ id: 'x', conversationId: 'c1', seq: 2, at: 5, type: 'poem-recited' });
});

test('of a fact that is known, a field of a later release goes too', () => {
  const later = { id: 'x', conversationId: 'c1', seq: 2, at: 5, type: 'customer-left', why: 'ended', lastWords: secret } as ConversationEvent;
  expect(withoutContent(later)).toEqual({ id: 'x', conversationId: 'c1', seq: 2, at: 5, type: 'customer-left', why: 'ended' });
});

test('a head holds nothing more once its conversation is erased', () => {
  const { conversation } = tellingStory().add({ type: 'conversation-erased' });
  expect(JSON.stringify(conversation)).not.toContain(secret);
});

test('folding the bare facts and the erasure gives the head that folding the originals and the erasure gives, in any history', () => {
  fc.assert(
    fc.property(fc.array(arbitraryStep, { maxLength: 60 }), (steps) => {
      const story = new Story('c1', 1_000, { contact: { id: 'k', name: 'Kim', verified: true }, attributes: { plan: 'gold' } });
      for (const step of steps) take(story, step);
      const originals = story.add({ type: 'conversation-erased' }).events;
      const bare = originals.map(withoutContent);
      expect(bare.reduce(fold, undefined)).toEqual(originals.reduce(fold, undefined));
      expect(bare.map(withoutContent)).toEqual(bare);
    }),
  );
});
