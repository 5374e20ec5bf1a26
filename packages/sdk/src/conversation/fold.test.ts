import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentThresholdLimit, previewLength, shortestSilenceMs, silenceLimit } from './conversation.js';
import type { Conversation } from './conversation.js';
import type { ConversationEvent } from './event.js';
import { isErased } from './erasure.js';
import { advance, conversationFrom, fold } from './fold.js';
import { arbitraryStep, startAt, Story, take } from './history.test-support.js';

const ana = { kind: 'agent', id: 'ana', name: 'Ana' } as const;
const ben = { kind: 'agent', id: 'ben', name: 'Ben' } as const;
const by = { id: 'ana', name: 'Ana' };

describe('a handover that somebody was not asked about', () => {
  const sue = { id: 'sue', name: 'Sue' };
  const boss = { kind: 'agent', ...sue } as const;
  const passOn = (story: Story, to: typeof ana | typeof ben | typeof boss, who: typeof by): Story => {
    const { term } = story.conversation;
    const given = who.id === to.id ? {} : { by: who };
    return story.after(10).add({ type: 'takeover-ended', term, endedInto: term + 1, why: 'transferred', by: who }, { type: 'takeover-started', operator: to, term: term + 1, ...given });
  };
  const at = startAt + 10;
  const rows: readonly [string, Story, Conversation['handover']][] = [
    ['is none while the bot answers', new Story(), undefined],
    ['is no takeover of one’s own', new Story().takeOver(ana), undefined],
    ['is no hand-back of one’s own', new Story().takeOver(ana).add({ type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back', by }), undefined],
    ['gives, in a transfer', passOn(new Story().takeOver(ana), ben, by), { seq: 4, at, by, to: { id: 'ben', name: 'Ben' } }],
    ['takes, by force', passOn(new Story().takeOver(ana), boss, sue), { seq: 3, at, by: sue, from: by }],
    ['takes and gives, when a supervisor assigns', passOn(new Story().takeOver(ana), ben, sue), { seq: 3, at, by: sue, from: by, to: { id: 'ben', name: 'Ben' } }],
    ['gives what the bot had', new Story().after(10).add({ type: 'takeover-started', operator: ben, term: 1, by: sue }), { seq: 2, at, by: sue, to: { id: 'ben', name: 'Ben' } }],
    ['takes, when a supervisor hands back', new Story().takeOver(ana).after(10).add({ type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back', by: sue }), { seq: 3, at, by: sue, from: by }],
    ['takes, when the agent was gone', new Story().takeOver(ana).after(10).add({ type: 'takeover-ended', term: 1, endedInto: 2, why: 'agent-unreachable' }), { seq: 3, at, from: by }],
    ['is not how a conversation times out', new Story().takeOver(ana).add({ type: 'takeover-ended', term: 1, endedInto: 2, why: 'timed-out' }), undefined],
    ['is over once somebody takes it themselves', passOn(new Story().takeOver(ana), boss, sue).add({ type: 'takeover-ended', term: 2, endedInto: 3, why: 'handed-back', by: sue }).takeOver(ben), undefined],
    ['is none of a takeover that is ignored', new Story().takeOver(ana).add({ type: 'takeover-started', operator: ben, term: 1, by: sue }), undefined],
  ];
  test.each(rows)('%s', (_title, { conversation }, expected) => {
    expect(conversation.handover).toEqual(expected);
  });

  test('leaves no trace in a conversation without one', () => {
    expect(new Story().takeOver(ana).handBack().conversation).not.toHaveProperty('handover');
  });
});

describe('a takeover', () => {
  test('makes its operator the holder of the next term', () => {
    const { conversation } = new Story().request().after(10).takeOver(ana);
    expect(conversation).toMatchObject({ operator: ana, term: 1, operatorSince: startAt + 10, request: null });
  });

  test('is ignored when the term was taken before', () => {
    const story = new Story().takeOver(ana).add({ type: 'takeover-started', operator: ben, term: 1 });
    expect(story.conversation).toMatchObject({ operator: ana, term: 1 });
  });

  test('is ignored while somebody holds the conversation, even under the next term', () => {
    const story = new Story().takeOver(ana).add({ type: 'takeover-started', operator: ben, term: 2 });
    expect(story.conversation).toMatchObject({ operator: ana, term: 1 });
  });

  test.each([0, 2, 3])('is ignored under term %i when term 1 is next', (term) => {
    const story = new Story().add({ type: 'takeover-started', operator: ben, term });
    expect(story.conversation).toMatchObject({ operator: { kind: 'bot' }, term: 0 });
  });

  test('ends only under its own term, and never into an old one', () => {
    const story = new Story().takeOver(ana);
    story.add({ type: 'takeover-ended', term: 0, endedInto: 2, why: 'handed-back' });
    story.add({ type: 'takeover-ended', term: 1, endedInto: 1, why: 'handed-back' });
    expect(story.conversation.operator).toEqual(ana);
    story.add({ type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back' });
    expect(story.conversation).toMatchObject({ operator: { kind: 'bot' }, term: 2 });
  });

  test('is transferred in one append: both facts name the same new term', () => {
    const story = new Story().takeOver(ana).add(
      { type: 'takeover-ended', term: 1, endedInto: 2, why: 'transferred' },
      { type: 'message-sent', from: 'system', text: 'Ben will help you.', automatic: 'exit' },
      { type: 'takeover-started', operator: ben, term: 2 },
    );
    expect(story.conversation).toMatchObject({ operator: ben, term: 2, transferTerm: -1 });
  });

  test('that was handed back cannot be started again under the term it ended into', () => {
    const story = new Story().takeOver(ana).handBack().add({ type: 'takeover-started', operator: ben, term: 2 });
    expect(story.conversation).toMatchObject({ operator: { kind: 'bot' }, term: 2 });
    expect(story.takeOver(ben).conversation).toMatchObject({ operator: ben, term: 3 });
  });

  test('is requeued in one append: the bot answers and a request is open', () => {
    const story = new Story().takeOver(ana).add(
      { type: 'takeover-ended', term: 1, endedInto: 2, why: 'requeued' },
      { type: 'agent-requested', target: 'agents' },
    );
    expect(story.conversation).toMatchObject({ operator: { kind: 'bot' }, term: 2, request: { target: 'agents' } });
  });
});

describe('an agent request', () => {
  test('stays the first one when repeated', () => {
    const story = new Story().request().after(1_000).request('salesforce');
    expect(story.conversation.request).toEqual({ at: startAt, seq: 2, target: 'agents' });
  });

  test('made while a human is operator changes nothing', () => {
    expect(new Story().takeOver().request().conversation.request).toBeNull();
  });

  test('ends with the conversation', () => {
    const story = new Story().request().add({ type: 'conversation-closed', why: 'ended' }).request();
    expect(story.conversation.request).toBeNull();
  });
});

describe('default answers', () => {
  test('count once per message of the customer', () => {
    const story = new Story().customer().defaultAnswer().defaultAnswer();
    expect(story.conversation.defaultAnswers).toBe(1);
    expect(story.customer().defaultAnswer().conversation.defaultAnswers).toBe(2);
  });

  test('count for each of two messages sent before the first was answered, when they say which they answer', () => {
    const answerTo = (causedBy: string) => ({ type: 'message-sent', from: 'bot', text: 'Sorry?', term: 0, defaultAnswer: true, causedBy }) as const;
    const story = new Story().customer().customer().add(answerTo('first'), answerTo('first'), answerTo('second'), answerTo('second'));
    expect(story.conversation.defaultAnswers).toBe(2);
    expect(story.customer().add(answerTo('second')).conversation.defaultAnswers).toBe(2);
  });

  test('do not count before the customer wrote anything', () => {
    expect(new Story().defaultAnswer().conversation.defaultAnswers).toBe(0);
    expect(new Story().add({ type: 'message-sent', from: 'bot', text: 'Sorry?', term: 0, defaultAnswer: true, causedBy: 'start' }).conversation.defaultAnswers).toBe(0);
  });

  test('that were suppressed, or that an agent or we ourselves wrote, do not count', () => {
    const story = new Story().customer().add(
      { type: 'bot-reply-suppressed', text: 'Sorry?', term: 0 },
      { type: 'message-sent', from: 'agent', text: 'Sorry?', term: 0, defaultAnswer: true },
      { type: 'message-sent', from: 'bot', text: 'Sorry?', term: 0, defaultAnswer: true, automatic: 'no-agents' },
    );
    expect(story.conversation.defaultAnswers).toBe(0);
  });

  test.each<[string, (story: Story) => Story]>([
    ['a dismissal', (story) => story.add({ type: 'action-dismissed', by })],
    ['a hand-back', (story) => story.takeOver().handBack()],
  ])('count from nothing after %s', (_what, tell) => {
    const story = tell(new Story().customer().defaultAnswer().customer().defaultAnswer());
    expect(story.conversation).toMatchObject({ defaultAnswers: 0, defaultAnswerAts: [] });
  });

  test('to the same message as before a dismissal do not count again', () => {
    const story = new Story().customer().defaultAnswer().add({ type: 'action-dismissed', by }).defaultAnswer();
    expect(story.conversation.defaultAnswers).toBe(0);
  });

  test('keep their times up to the highest threshold', () => {
    const story = new Story();
    for (let count = 0; count < agentThresholdLimit + 5; count += 1) story.after(1).customer().defaultAnswer();
    expect(story.conversation.defaultAnswers).toBe(agentThresholdLimit + 5);
    expect(story.conversation.defaultAnswerAts).toHaveLength(agentThresholdLimit);
    expect(story.conversation.defaultAnswerAts[2]).toBe(startAt + 3);
  });
});

describe('the length of the chat', () => {
  test('reaches from the first to the last message of customer, bot, agent or desk', () => {
    const story = new Story().after(5).bot().after(10).customer().after(10);
    story.add({ type: 'message-sent', from: 'system', text: 'Welcome', automatic: 'start' }).after(10).takeOver();
    expect(story.conversation).toMatchObject({ firstMessageAt: startAt + 5, lastMessageAt: startAt + 15 });
    story.add({ type: 'message-sent', from: 'agent', text: 'Hello', term: 1 });
    expect(story.conversation.lastMessageAt).toBe(startAt + 35);
  });
});

/** Lengths of the silences remembered, newest first. */
function silencesOf(story: Story): number[] {
  const lengths: number[] = [];
  for (let { silence } = story.conversation; silence !== null; silence = silence.before) lengths.push(silence.lengthMs);
  return lengths;
}

describe('the customer', () => {
  test('is silent from the last message on, else from the start', () => {
    const story = new Story().after(1_000).bot();
    expect(story.conversation).toMatchObject({ idleSince: startAt, lastCustomerText: null });
    expect(story.customer('I am here').conversation).toMatchObject({ idleSince: startAt + 1_000, lastCustomerText: 'I am here' });
  });

  test('that is nothing but files is told by their names', () => {
    const files = ['bill.pdf', 'photo.png'].map((name) => ({ name, contentType: 'x/y', url: 'https://files.example/' }));
    const { conversation } = new Story().add({ type: 'message-sent', from: 'customer', text: '', attachments: files });
    expect(conversation.lastCustomerText).toBe('bill.pdf, photo.png');
  });

  test('who wrote much is quoted from the start, never with half a character', () => {
    const story = new Story().customer('x'.repeat(previewLength + 1));
    expect(story.conversation.lastCustomerText).toHaveLength(previewLength);
    story.customer(`${'x'.repeat(previewLength - 1)}😀`);
    expect(story.conversation.lastCustomerText).toBe('x'.repeat(previewLength - 1));
  });

  test('who is unanswered waits since the oldest such message', () => {
    const story = new Story().after(1).customer().after(1).customer();
    expect(story.conversation).toMatchObject({ unansweredSeq: 2, unansweredAt: startAt + 1 });
    expect(story.bot().conversation).toMatchObject({ unansweredSeq: 0, unansweredAt: 0 });
  });

  test('who ended the chat is back only by writing', () => {
    const story = new Story().add({ type: 'customer-left', why: 'ended' }).after(5);
    story.add({ type: 'customer-left', why: 'connection-lost' }, { type: 'customer-returned' });
    expect(story.conversation.left).toEqual({ why: 'ended', at: startAt });
    expect(story.customer().conversation).toMatchObject({ left: null, ruleEndedAt: [startAt + 5, 0, 0, 0] });
  });

  test('is remembered by those silences that no longer one has followed', () => {
    const story = new Story();
    for (const silenceMs of [90_000, 40_000, 60_000, shortestSilenceMs, shortestSilenceMs - 1]) story.after(silenceMs).customer();
    expect(silencesOf(story)).toEqual([30_000, 60_000, 90_000]);
  });

  test('is remembered by so many silences, the newest, that the head stays small', () => {
    const story = new Story();
    for (let count = 0; count < silenceLimit + 5; count += 1) story.after(900_000 - count).customer();
    expect(silencesOf(story)).toHaveLength(silenceLimit);
    expect(story.conversation.silence).toMatchObject({ lengthMs: 900_000 - silenceLimit - 4, count: silenceLimit });
  });
});

test('the first opening of a term is remembered by the latest such term', () => {
  const story = new Story().takeOver().add({ type: 'conversation-viewed', by, term: 1 }, { type: 'conversation-viewed', by, term: 0 });
  expect(story.conversation.viewedTerm).toBe(1);
});

test('a reader who missed the start still shows what it knows', () => {
  const [, message] = new Story().customer('hello').events;
  expect(fold(undefined, message as ConversationEvent)).toMatchObject({ id: 'c1', seq: 2, reference: '', lastCustomerText: 'hello' });
});

describe('an erased conversation', () => {
  const told = (): Story =>
    new Story('c1', startAt, { contact: { id: 'kim-1', name: 'Kim', phone: '+34911', verified: true }, attributes: { plan: 'gold' }, thread: 'sms:+34911' })
      .customer('My name is Kim')
      .add({ type: 'agent-requested', target: 'agents', reason: 'Kim is angry' })
      .after(10)
      .takeOver(ana)
      .add(
        { type: 'message-sent', from: 'agent', text: 'Hello Kim', term: 1, author: { id: 'ana', name: 'Ana' }, attachments: [{ name: 'kim.pdf', contentType: 'application/pdf', url: '/files/kim' }] },
        { type: 'note-added', by, text: 'Kim again' },
        { type: 'attributes-changed', contact: { phone: '+34912' }, attributes: { email: 'kim@kim.example' } },
        { type: 'bot-reply-suppressed', text: 'Dear Kim', term: 0 },
      )
      .handBack()
      .add({ type: 'conversation-closed', why: 'closed-by-agent' });

  test('has forgotten who the customer was and what was written, and keeps what happened', () => {
    const story = told();
    const before = story.conversation;
    const { conversation } = story.after(5).add({ type: 'conversation-erased' });
    expect(JSON.stringify(conversation)).not.toMatch(/kim|\+3491|gold/i);
    expect(isErased(before)).toBe(false);
    expect(isErased(conversation)).toBe(true);
    const { id, reference, bot, channel, startedAt, term, closed, lastMessageAt } = before;
    expect(conversation).toMatchObject({ id, reference, bot, channel, startedAt, term, closed, lastMessageAt, lastCustomerText: '' });
  });

  test('that was erased while someone asked for a human keeps the request without its reason', () => {
    const story = new Story().add({ type: 'agent-requested', target: 'agents', reason: 'Kim is angry' }, { type: 'conversation-erased' });
    expect(story.conversation.request).toEqual({ at: startAt, seq: 2, target: 'agents' });
  });
});

describe('whatever the events', () => {
  const anything = fc.dictionary(
    fc.constantFrom('text', 'term', 'endedInto', 'why', 'operator', 'from', 'name', 'contact', 'attributes', 'defaultAnswer', 'target', 'reason'),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant({ kind: 'agent', id: 'x', name: 'X' })),
  );
  const types = ['agent-requested', 'agent-request-ended', 'takeover-started', 'takeover-ended', 'bot-failed', 'action-dismissed', 'conversation-viewed', 'note-added', 'attributes-changed', 'desk-agent-changed', 'customer-left', 'customer-returned', 'conversation-closed', 'conversation-erased', 'conversation-started', 'from-the-future'];
  const anyEvent = fc
    .tuple(fc.constantFrom(...types), fc.nat(100), fc.nat(), anything)
    .map(([type, seq, at, fields]) => ({ ...fields, id: 'e', conversationId: 'c1', type, seq, at }) as unknown as ConversationEvent);

  test('the fold is total, and terms never go back', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1 }), (events) => {
        let conversation: Conversation | undefined;
        for (const event of events) {
          const before: Conversation | undefined = conversation;
          conversation = fold(conversation, event);
          expect(conversation.seq).toBe(event.seq);
          if (before !== undefined) expect(conversation.term >= before.term).toBe(true);
        }
      }),
    );
  });

  test('the fold in place says the same as the pure one, and changes no value inside', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 30 }), (steps) => {
        const story = new Story();
        for (const step of steps) take(story, step);
        const inPlace = conversationFrom(story.events[0] as ConversationEvent);
        const copies: [copy: Conversation, json: string][] = [];
        for (const event of story.events.slice(1)) {
          copies.push([{ ...inPlace }, JSON.stringify(inPlace)]);
          advance(inPlace, event);
        }
        expect(inPlace).toEqual(story.conversation);
        for (const [copy, json] of copies) expect(JSON.stringify(copy)).toBe(json);
      }),
    );
  });

  test('a head that went through JSON is the same head', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 30 }), fc.nat(30), (steps, cut) => {
        const story = new Story();
        for (const step of steps) take(story, step);
        const [early, late] = [story.events.slice(0, cut + 1), story.events.slice(cut + 1)];
        const head = early.reduce<Conversation | undefined>(fold, undefined) as Conversation;
        const stored = JSON.parse(JSON.stringify(head)) as Conversation;
        expect(late.reduce(fold, stored)).toEqual(story.conversation);
      }),
    );
  });
});
