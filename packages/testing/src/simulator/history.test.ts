import type { StatusReason } from '@live-takeover/sdk';
import { defaultBotRules, statusOf } from '@live-takeover/sdk';
import { fold } from '@live-takeover/sdk/core';
import type { Conversation } from '@live-takeover/sdk/core';
import { endings, fakeStartAt } from '@live-takeover/testing';
import type { Ending } from '@live-takeover/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyOf, referenceOf } from './history.js';

const reasons: Readonly<Record<Ending, StatusReason['code']>> = {
  live: 'active',
  stalled: 'silent',
  asked: 'asked',
  'with-agent': 'with-agent',
  'default-answers': 'default-answers',
  'bot-failed': 'bot-failed',
  'silent-long': 'silent-long',
  'customer-ended': 'customer-ended',
  'connection-lost': 'connection-lost',
};

function headOf(seed: number, number: number): Conversation {
  let head: Conversation | undefined;
  for (const event of historyOf(seed, number, fakeStartAt)) head = fold(head, event);
  if (head === undefined) throw new Error('No events.');
  return head;
}

const seeds = fc.integer();
const numbers = fc.integer({ min: 1, max: 1_000_000 });

describe('a seeded history', () => {
  test('ends in the status its number stands for, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, number) => {
        const ending = endings[(number - 1) % endings.length] ?? 'live';
        expect(statusOf(headOf(seed, number), defaultBotRules, fakeStartAt).reason.code).toBe(reasons[ending]);
      }),
    );
  });

  test('is dense from 1, never goes back in time, and lies in the past', () => {
    fc.assert(
      fc.property(seeds, numbers, (seed, number) => {
        const events = historyOf(seed, number, fakeStartAt);
        expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1));
        const ats = events.map((event) => event.at);
        expect(ats).toEqual([...ats].sort((a, b) => a - b));
        expect(ats.at(-1)).toBeLessThanOrEqual(fakeStartAt);
      }),
    );
  });

  test('is the same each time it is told', () => {
    expect(historyOf(7, 5, fakeStartAt)).toEqual(historyOf(7, 5, fakeStartAt));
    expect(historyOf(8, 5, fakeStartAt)).not.toEqual(historyOf(7, 5, fakeStartAt));
  });

  test('stands under a reference that no other number has', () => {
    const references = Array.from({ length: 100_000 }, (_, number) => referenceOf(number + 1));
    expect(new Set(references).size).toBe(references.length);
    expect(references.every((reference) => /^[0-9A-HJKMNP-TV-Z]{8}$/.test(reference))).toBe(true);
  });

  test('comes in many languages, from right to left too, and in very long messages', () => {
    const texts = Array.from({ length: 200 }, (_, number) => historyOf(1, number + 1, fakeStartAt))
      .flat()
      .flatMap((event) => (event.type === 'message-sent' ? [event.text] : []));
    for (const script of [/\p{Script=Arabic}/u, /\p{Script=Hebrew}/u, /\p{Script=Devanagari}/u, /\p{Script=Han}/u, /ß|ü/])
      expect(texts.some((text) => script.test(text))).toBe(true);
    expect(Math.max(...texts.map((text) => text.length))).toBeGreaterThan(900);
  });
});
