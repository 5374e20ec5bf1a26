import type { ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import { defaultBotRules, fold } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { customerSays, started, takesOver } from '../store-conformance/events.js';
import { createObserver } from './observer.js';

const minute = 60_000;

/** Events of one conversation, each so many ms after the one before. */
function story(conversationId: string, ...events: readonly (readonly [afterMs: number, event: NewEvent])[]): readonly ConversationEvent[] {
  let at = 1_000_000;
  return [[0, started(conversationId, `thread-${conversationId}`)] as const, ...events].map(([afterMs, event], index) => {
    at += afterMs;
    return { ...event, conversationId, seq: index + 1, at } as ConversationEvent;
  });
}

const botSays = (id: string, isDefaultAnswer: boolean): NewEvent => ({ id, type: 'message-sent', from: 'bot', text: '?', term: 0, ...(isDefaultAnswer && { defaultAnswer: true }) });
const threads = new Set(['thread-c']);

test('a conversation has reached the statuses of its events, and those that time alone brought in between and after', () => {
  const observer = createObserver();
  const events = story('c', [0, customerSays('a')], [7 * minute, customerSays('b')], [1, takesOver('t', 'ana', 1)]);
  observer.events(events);
  expect([...observer.result(threads, 0).reached]).toEqual([['live', 1], ['stalled', 1], ['waiting-for-agent', 1]]);

  const silent = createObserver();
  const toldOnce = story('c', [0, customerSays('a')]);
  silent.events(toldOnce);
  expect([...silent.result(threads, 1_000_000 + 31 * minute).reached.keys()]).toEqual(['live', 'stalled', 'abandoned']);
});

test('default answers and messages are counted once, however often events come', () => {
  const observer = createObserver();
  const events = story('c', [0, customerSays('a')], [1, botSays('b', true)], [1, customerSays('d')], [1, botSays('e', true)], [1, botSays('f', false)]);
  observer.events(events.slice(0, 4));
  observer.events(events);
  expect(observer.result(threads, 0).defaultAnswers).toBe(2);
  expect(observer.messages().get('thread-c')).toBe(5);
});

test('conversations of others are left out', () => {
  const observer = createObserver();
  observer.events(story('c'));
  observer.events(story('other', [0, botSays('b', true)]));
  expect(observer.result(threads, 0)).toEqual({ reached: new Map([['live', 1]]), defaultAnswers: 0 });
});

test('a head stands for the events before it', () => {
  const observer = createObserver();
  const events = story('c', [0, customerSays('a')], [1, botSays('b', true)], [1, customerSays('d')], [1, botSays('e', true)]);
  observer.rules({ help: { ...defaultBotRules, agentThreshold: 2 } });
  observer.heads([events.slice(0, 3).reduce(fold, undefined as never)], 0);
  observer.events(events);
  expect(observer.result(threads, 0)).toEqual({ reached: new Map([['live', 1], ['action', 1]]), defaultAnswers: 2 });
});
