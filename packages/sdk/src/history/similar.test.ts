import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SimilarGroup } from './similar.js';
import { groupSimilar } from './similar.js';

interface Labelled {
  readonly text: string;
  readonly at: number;
  readonly label?: string;
}

const messagesOf = (texts: readonly string[]): readonly Labelled[] => texts.map((text, at) => ({ text, at }));
const groupsOf = (texts: readonly string[]): readonly (readonly string[])[] => groupSimilar(messagesOf(texts)).map(({ messages }) => messages.map(({ text }) => text).sort());

describe('similar messages', () => {
  test('that differ in case, accents, punctuation, order of words and endings are one group', () => {
    const [first, ...others] = groupsOf([
      'Where is my new card?', 'where is my NEW card!!', 'my new cards, where are they?', 'Wo ist meine Karte', 'wo ist meine Kartè?', 'do you sell dogs',
    ]);
    expect(first).toEqual(['Where is my new card?', 'my new cards, where are they?', 'where is my NEW card!!']);
    expect(others).toContainEqual(['Wo ist meine Karte', 'wo ist meine Kartè?']);
    expect(others).toContainEqual(['do you sell dogs']);
  });

  test.each([
    ['Arabic, with and without its points', ['أين بطاقتي الجديدة؟', 'اين بطاقتى الجديده', 'متى تصل بطاقتي الجديدة'], ['كم رصيدي']],
    ['Chinese, without spaces', ['我的卡在哪里', '我的新卡在哪里？', '我想知道我的卡在哪里'], ['今天天气怎么样']],
    ['Hebrew', ['איפה הכרטיס שלי', 'איפה הכרטיס החדש שלי?'], ['מה היתרה']],
  ])('are found in %s', (_language, alike, other) => {
    expect(groupsOf([...alike, ...other])).toEqual([[...alike].sort(), other]);
  });

  test('without a single letter are alike only if they are the same', () => {
    expect(groupsOf(['???', '😩', '???', ' ??? ']).map((group) => group.length)).toEqual([3, 1]);
    expect(groupSimilar([])).toEqual([]);
  });

  test('come the largest group first, each with how many, since when, until when, and one that stands for it', () => {
    const at = [5, 9, 7, 1];
    const messages = ['cancel my booking', 'Cancel my booking!', 'please cancel my booking today', 'hello'].map((text, index) => ({ text, at: at[index] ?? 0 }));
    const [largest, alone] = groupSimilar(messages);
    expect(largest).toMatchObject({ count: 3, firstAt: 5, lastAt: 9, representative: { text: 'Cancel my booking!', at: 9 } });
    expect(largest?.messages.map((message) => message.at)).toEqual([9, 7, 5]);
    expect(alone).toMatchObject({ count: 1, firstAt: 1, lastAt: 1, representative: { text: 'hello' } });
  });
});

describe('groups of similar messages', () => {
  const words = fc.constantFrom('card', 'cards', 'lost', 'my', 'Balance', 'balance?', 'booking', '卡在哪里', 'بطاقتي', '…', 'é', 'transfer');
  const anyText = fc.oneof(fc.array(words, { maxLength: 6 }).map((some) => some.join(' ')), fc.string({ unit: 'grapheme', maxLength: 30 }));
  const someMessages = fc.array(fc.record({ text: anyText, at: fc.integer({ min: 0, max: 20 }) }), { maxLength: 40 });

  /** As far as anybody can tell messages apart. */
  const told = (groups: readonly SimilarGroup<Labelled>[]): unknown =>
    groups.map(({ representative, messages, count, firstAt, lastAt }) => [representative.text, messages.map(({ text, at }) => [at, text]), count, firstAt, lastAt]);

  test('hold every message once', () => {
    fc.assert(
      fc.property(someMessages, (messages) => {
        const grouped = groupSimilar(messages).flatMap((group) => group.messages);
        expect(grouped.length).toBe(messages.length);
        expect(new Set(grouped)).toEqual(new Set(messages));
      }),
    );
  });

  test('are the same in whatever order the messages come', () => {
    fc.assert(
      fc.property(
        someMessages.chain((messages) => fc.tuple(fc.constant(messages), fc.shuffledSubarray(messages, { minLength: messages.length }))),
        ([messages, shuffled]) => {
          expect(told(groupSimilar(shuffled))).toEqual(told(groupSimilar(messages)));
        },
      ),
    );
  });

  test('tell of themselves what their messages say, and messages of the same words are never apart', () => {
    fc.assert(
      fc.property(someMessages, (messages) => {
        const groups = groupSimilar(messages);
        const groupOfText = new Map<string, number>();
        for (const [index, { messages: members, representative, count, firstAt, lastAt }] of groups.entries()) {
          const ats = members.map(({ at }) => at);
          expect([count, firstAt, lastAt]).toEqual([members.length, Math.min(...ats), Math.max(...ats)]);
          expect(members).toContain(representative);
          for (const { text } of members) {
            expect(groupOfText.get(text) ?? index).toBe(index);
            groupOfText.set(text, index);
          }
        }
        expect(groups.map(({ count }) => count)).toEqual(groups.map(({ count }) => count).sort((one, other) => other - one));
      }),
    );
  });
});

const corpusPath = join(process.env.LIVE_TAKEOVER_DATA ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url)), 'faq-bot-corpus.json');

describe.runIf(existsSync(corpusPath))('what people really ask', () => {
  const corpus = JSON.parse(existsSync(corpusPath) ? readFileSync(corpusPath, 'utf8') : '{}') as {
    readonly test: readonly { readonly text: string; readonly intent: string }[];
    readonly oos_queries: readonly string[];
    readonly near_oos_queries: readonly string[];
  };

  /** Of the group of an average message: how many of it mean the same, and how many of those that mean the same are in it (B-cubed). */
  const qualityOf = (groups: readonly SimilarGroup<Labelled>[]): { readonly precision: number; readonly recall: number } => {
    const messages = groups.flatMap((group) => group.messages);
    const withLabel = (some: readonly Labelled[], label: string | undefined): number => some.filter((message) => message.label === label).length;
    let [precision, recall] = [0, 0];
    for (const group of groups)
      for (const { label } of group.messages) {
        precision += withLabel(group.messages, label) / group.count;
        recall += withLabel(group.messages, label) / withLabel(messages, label);
      }
    return { precision: precision / messages.length, recall: recall / messages.length };
  };

  // Words alone cannot know that two wordings mean the same: many small groups that can be trusted are better than a few large ones that cannot.
  test('is grouped with four of five of a group meaning the same, and three tenths of what means the same together', () => {
    const messages = corpus.test.map(({ text, intent }, at) => ({ text, at, label: intent }));
    const { precision, recall } = qualityOf(groupSimilar(messages));
    expect(precision).toBeGreaterThan(0.8);
    expect(recall).toBeGreaterThan(0.3);
  });

  test('about nothing in particular stays mostly apart', () => {
    const groups = groupSimilar(messagesOf([...corpus.oos_queries, ...corpus.near_oos_queries]));
    expect(groups.length).toBeGreaterThan(400);
    expect(groups[0]?.count).toBeLessThan(10);
  });
});
