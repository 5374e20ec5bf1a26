import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.js';
import { decide, marksOf } from './decide.js';
import { fold } from './fold.js';
import { arbitraryStep, shortRules, startAt, Story, take } from './history.test-support.js';
import { defaultBotRules, rankOf, ruleOf, statusOf, statusRules } from './status.js';
import type { BotRules, Status, StatusReason } from './status.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

type Tell = (story: Story) => unknown;
type Case = readonly [what: string, tell: Tell, status: Status, code: StatusReason['code']];

const nothing: Tell = () => undefined;
const threeDefaultAnswers: Tell = (story) => {
  for (let count = 0; count < 3; count += 1) story.customer().defaultAnswer();
};

const cases: readonly Case[] = [
  ['nobody has written yet', nothing, 'live', 'active'],
  ['the customer wrote 4:59.999 ago', (story) => story.customer().after(5 * minute - 1), 'live', 'active'],
  ['the customer wrote exactly 5 min ago', (story) => story.customer().after(5 * minute), 'stalled', 'silent'],
  ['nobody wrote for exactly 5 min', (story) => story.after(5 * minute), 'stalled', 'silent'],
  ['only the bot wrote since', (story) => story.customer().after(4 * minute).bot().after(minute), 'stalled', 'silent'],
  ['the customer wrote 29:59.999 ago', (story) => story.customer().after(30 * minute - 1), 'stalled', 'silent'],
  ['the customer wrote exactly 30 min ago', (story) => story.customer().after(30 * minute), 'abandoned', 'silent-long'],
  ['the customer wrote 23:59:59.999 h ago', (story) => story.customer().after(24 * hour - 1), 'abandoned', 'silent-long'],
  ['the customer wrote exactly 24 h ago', (story) => story.customer().after(24 * hour), 'off-page', 'timed-out'],
  ['a two-hour chat goes on', (story) => chat(story, 2 * hour), 'live', 'active'],
  ['the clock is behind the facts', (story) => story.customer().after(-10 * minute), 'live', 'active'],
  ['it was closed', (story) => story.request().add({ type: 'conversation-closed', why: 'closed-by-agent' }), 'off-page', 'closed'],
  ['the customer ended the chat', (story) => story.customer().add({ type: 'customer-left', why: 'ended' }), 'abandoned', 'customer-ended'],
  ['the customer wrote after ending', (story) => story.add({ type: 'customer-left', why: 'ended' }).customer(), 'live', 'active'],
  [
    'the customer ended, then merely came back',
    (story) => story.add({ type: 'customer-left', why: 'ended' }, { type: 'customer-returned' }),
    'abandoned',
    'customer-ended',
  ],
  [
    'the customer ended, then the connection went too',
    (story) => story.add({ type: 'customer-left', why: 'ended' }, { type: 'customer-left', why: 'connection-lost' }, { type: 'customer-returned' }),
    'abandoned',
    'customer-ended',
  ],
  ['the customer ended while waiting', (story) => story.request().add({ type: 'customer-left', why: 'ended' }), 'abandoned', 'customer-ended'],
  ['the customer ended while with an agent', (story) => story.takeOver().add({ type: 'customer-left', why: 'ended' }), 'abandoned', 'customer-ended'],
  ['an agent was asked for', (story) => story.request(), 'waiting-for-agent', 'asked'],
  ['an agent was asked for two days ago', (story) => story.request().after(48 * hour), 'waiting-for-agent', 'asked'],
  ['Salesforce was asked for', (story) => story.request('salesforce'), 'waiting-for-agent', 'desk-requested'],
  ['an agent took over', (story) => story.request().takeOver(), 'waiting-for-agent', 'with-agent'],
  ['an agent has held it for two days', (story) => story.takeOver().after(48 * hour), 'waiting-for-agent', 'with-agent'],
  ['a desk took over', (story) => story.takeOver({ kind: 'desk', id: 'salesforce', name: 'Salesforce agent' }), 'waiting-for-agent', 'with-agent'],
  ['the request was withdrawn', (story) => story.request().add({ type: 'agent-request-ended', why: 'withdrawn' }), 'live', 'active'],
  ['the agent handed back', (story) => story.request().takeOver().handBack(), 'live', 'active'],
  ['asked for, connection lost', (story) => story.request().add({ type: 'customer-left', why: 'connection-lost' }), 'waiting-for-agent', 'asked'],
  ['connection lost', (story) => story.add({ type: 'customer-left', why: 'connection-lost' }), 'abandoned', 'connection-lost'],
  ['connection lost and back', (story) => story.add({ type: 'customer-left', why: 'connection-lost' }, { type: 'customer-returned' }), 'live', 'active'],
  ['connection lost, then ended', (story) => story.add({ type: 'customer-left', why: 'connection-lost' }, { type: 'customer-left', why: 'ended' }), 'abandoned', 'customer-ended'],
  ['two default answers', (story) => story.customer().defaultAnswer().customer().defaultAnswer(), 'live', 'active'],
  ['three default answers', threeDefaultAnswers, 'action', 'default-answers'],
  ['three default answers to one message', (story) => story.customer().defaultAnswer().defaultAnswer().defaultAnswer(), 'live', 'active'],
  ['three default answers, then a good one', (story) => (threeDefaultAnswers(story), story.customer().bot()), 'action', 'default-answers'],
  ['three default answers, dismissed', (story) => (threeDefaultAnswers(story), story.add({ type: 'action-dismissed', by: { id: 'a', name: 'A' } })), 'live', 'active'],
  ['three default answers, handed back since', (story) => (threeDefaultAnswers(story), story.takeOver().handBack()), 'live', 'active'],
  ['three default answers, silent for 29:59.999', (story) => (threeDefaultAnswers(story), story.after(30 * minute - 1)), 'action', 'default-answers'],
  ['three default answers, silent for 30 min', (story) => (threeDefaultAnswers(story), story.after(30 * minute)), 'abandoned', 'silent-long'],
  ['three suppressed replies', (story) => story.customer().add(...Array.from({ length: 3 }, () => ({ type: 'bot-reply-suppressed', text: '', term: 0 }) as const)), 'live', 'active'],
  ['the bot failed', (story) => story.customer().add({ type: 'bot-failed', problem: 'unreachable' }), 'action', 'bot-failed'],
  ['the bot failed, then the customer wrote', (story) => story.add({ type: 'bot-failed', problem: 'unreachable' }).customer(), 'live', 'active'],
  ['the bot failed, then answered after all', (story) => story.customer().add({ type: 'bot-failed', problem: 'timed-out' }).bot(), 'live', 'active'],
  ['the bot failed, then the gateway wrote', (story) => story.customer().add({ type: 'bot-failed', problem: 'timed-out' }, { type: 'message-sent', from: 'system', text: 'One moment', automatic: 'confirmation' }), 'action', 'bot-failed'],
  ['the bot failed, and an agent answered and handed back', (story) => story.customer().add({ type: 'bot-failed', problem: 'timed-out' }).takeOver().add({ type: 'message-sent', from: 'agent', text: 'Here I am', term: 1 }).handBack(), 'live', 'active'],
  ['the bot failed, dismissed', (story) => story.add({ type: 'bot-failed', problem: 'refused' }, { type: 'action-dismissed', by: { id: 'a', name: 'A' } }), 'live', 'active'],
];

function chat(story: Story, durationMs: number): void {
  for (let passed = 0; passed < durationMs; passed += minute) story.after(minute).customer().bot();
}

describe('the status', () => {
  test.each(cases)('when %s', (_what, tell, status, code) => {
    const story = new Story();
    tell(story);
    const at = statusOf(story.conversation, defaultBotRules, story.now);
    expect([at.status, at.reason.code]).toEqual([status, code]);
  });

  test.each([
    [0, 'live'],
    [1, 'action'],
    [2, 'action'],
    [3, 'live'],
    [20, 'live'],
  ])('under an agent threshold of %i, two default answers mean %s', (agentThreshold, status) => {
    const story = new Story().customer().defaultAnswer().customer().defaultAnswer();
    expect(statusOf(story.conversation, { ...defaultBotRules, agentThreshold }, story.now).status).toBe(status);
  });

  test('the reason carries the numbers that its sentence needs', () => {
    const story = new Story();
    threeDefaultAnswers(story);
    expect(statusOf(story.conversation, defaultBotRules, story.now).reason).toEqual({ code: 'default-answers', count: 3, threshold: 3 });
    const asked = story.after(second).add({ type: 'agent-requested', target: 'agents', reason: 'refund' });
    expect(statusOf(asked.conversation, defaultBotRules, story.now).reason).toEqual({ code: 'asked', askedAt: startAt + second, text: 'refund' });
    const held = story.takeOver();
    expect(statusOf(held.conversation, defaultBotRules, story.now).reason).toEqual({
      code: 'with-agent',
      operator: { kind: 'agent', id: 'ana', name: 'Ana' },
    });
  });

  test('rules changed in mid-conversation tell since when they would have applied', () => {
    const story = new Story().customer().defaultAnswer().after(second).customer().defaultAnswer().after(second).customer().defaultAnswer();
    expect(statusOf(story.conversation, { ...defaultBotRules, agentThreshold: 2 }, story.now).since).toBe(startAt + second);
    expect(statusOf(story.conversation, { ...defaultBotRules, stalledAfterMs: minute }, story.now + 2 * minute).since).toBe(startAt + 2 * second);
  });

  test('ranks stand in the order the table opens with', () => {
    const codes = statusRules.map((rule) => rule.code).sort((first, second) => rankOf(first) - rankOf(second));
    const statuses = codes.map((code) => statusRules.find((rule) => rule.code === code)?.status);
    expect([...new Set(statuses)]).toEqual(['waiting-for-agent', 'action', 'live', 'stalled', 'abandoned', 'off-page']);
    expect(rankOf('asked')).toBeLessThan(rankOf('with-agent'));
  });
});

/**
 * What the rule table says along a history, at every instant at which it may say
 * something else: slow and obvious. An append is seen whole. Each request and each
 * takeover is a stretch of its own.
 */
function oracle(story: Story, rules: BotRules, now: number): { readonly since: number; readonly changesAt: number | null } {
  let stretch = { key: '', since: NaN };
  const keyAt = (conversation: Conversation, at: number): string => {
    const { code } = ruleOf(conversation, rules, at);
    if (code === 'with-agent') return `${code} ${conversation.term}`;
    return code === 'asked' || code === 'desk-requested' ? `${code} ${conversation.request?.seq}` : code;
  };
  const look = (conversation: Conversation, at: number): void => {
    const key = keyAt(conversation, at);
    if (key !== stretch.key) stretch = { key, since: at };
  };
  const lookUntil = (conversation: Conversation, from: number, until: number): void => {
    for (const at of thresholdsOf(conversation, rules)) if (at > from && at <= until) look(conversation, at);
  };
  let conversation: Conversation | undefined;
  for (const append of story.appends) {
    const at = append[0]?.at ?? NaN;
    if (conversation !== undefined) lookUntil(conversation, conversation.at, at);
    for (const event of append) conversation = fold(conversation, event);
    look(conversation as Conversation, at);
  }
  lookUntil(story.conversation, story.conversation.at, now);
  const changesAt = thresholdsOf(story.conversation, rules).find((at) => at > now && keyAt(story.conversation, at) !== stretch.key);
  return { since: stretch.since, changesAt: changesAt ?? null };
}

function thresholdsOf({ idleSince }: Conversation, { stalledAfterMs, abandonedAfterMs, timeoutMs }: BotRules): number[] {
  return [stalledAfterMs, abandonedAfterMs, timeoutMs].map((silenceMs) => idleSince + silenceMs).sort((first, second) => first - second);
}

describe('along any history', () => {
  const rulesToTry = fc.constantFrom<BotRules>(
    shortRules,
    { ...shortRules, agentThreshold: 1 },
    { ...shortRules, agentThreshold: 0 },
    { ...shortRules, abandonedAfterMs: shortRules.stalledAfterMs },
    { ...shortRules, timeoutMs: shortRules.abandonedAfterMs },
    defaultBotRules,
  );

  test('since is when the present stretch of one rule began, and changesAt when time alone ends it', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 40, size: 'max' }), rulesToTry, fc.nat(700_000), (steps, rules, restMs) => {
        const story = new Story();
        for (const step of steps) take(story, step, rules);
        for (const now of [story.now, story.now + restMs]) {
          const { since, changesAt } = statusOf(story.conversation, rules, now);
          expect({ since, changesAt }).toEqual(oracle(story, rules, now));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('the fast decision is the first rule that holds', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 40, size: 'max' }), rulesToTry, fc.integer({ min: -1_000, max: 700_000 }), (steps, rules, restMs) => {
        const story = new Story();
        for (const step of steps) {
          take(story, step, rules);
          for (const now of [story.now, story.now + restMs])
            expect(statusRules[decide(marksOf(story.conversation), story.conversation, rules, now)]).toBe(ruleOf(story.conversation, rules, now));
        }
      }),
    );
  });
});
