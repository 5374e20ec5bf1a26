import { describe, expect, test } from 'vitest';
import type { Catalogue, Message } from './catalogue.js';
import { arabic } from './arabic.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { hebrew } from './hebrew.js';
import { spanish } from './spanish.js';

const source: Readonly<Record<string, Message>> = english;
/** Written out rather than asked of Intl, whose data differ: French and Spanish learned *many*, Hebrew forgot it. */
const categories: Readonly<Record<string, readonly string[]>> = {
  de: ['one', 'other'],
  fr: ['one', 'many', 'other'],
  es: ['one', 'many', 'other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
  he: ['one', 'two', 'other'],
};
/** Forms of a single number, in which a language may name the number itself: "two messages" is one word in Arabic. */
const exact: readonly string[] = ['zero', 'one', 'two'];

for (const catalogue of [german, french, spanish, arabic, hebrew])
  describe(`the catalogue ${catalogue.language}`, () => {
    const messages = catalogue.messages as Readonly<Record<string, Message>>;

    test('has every message of English, and no other', () => {
      expect(Object.keys(messages).sort()).toEqual(Object.keys(source).sort());
    });

    test('fills in what English fills in', () => {
      expect(faultsOf(catalogue, placeholderFaults)).toEqual([]);
    });

    test('has every plural form of its language wherever English has plural forms', () => {
      const needed = categories[catalogue.language] ?? [];
      expect(faultsOf(catalogue, (key, message) => {
        const forms = typeof message === 'string' ? [] : Object.keys(message);
        if (typeof message === 'string' && typeof source[key] === 'string') return [];
        return needed.filter((form) => !forms.includes(form)).concat(forms.filter((form) => !needed.includes(form)));
      })).toEqual([]);
    });

    test('knows every plural form that this machine chooses', () => {
      expect(categories[catalogue.language]).toEqual(expect.arrayContaining(new Intl.PluralRules(catalogue.language).resolvedOptions().pluralCategories));
    });

    test('leaves nothing empty, and no space at an edge', () => {
      expect(faultsOf(catalogue, (_key, message) => textsOf(message).filter(([, text]) => text.trim() !== text || text === '').map(([form]) => form))).toEqual([]);
    });
  });

test('French sets a space that does not break before high punctuation and inside quotation marks', () => {
  expect(faultsOf(french, (_key, message) => textsOf(message).filter(([, text]) => /[^\u00a0\u202f\d)][:;!?»](?!\w)|«(?![\u00a0\u202f])/u.test(text)).map(([form]) => form))).toEqual([]);
});

test('Spanish opens what it closes', () => {
  const count = (text: string, mark: string): number => text.split(mark).length;
  expect(faultsOf(spanish, (_key, message) => textsOf(message).filter(([, text]) => count(text, '?') !== count(text, '¿') || count(text, '!') !== count(text, '¡')).map(([form]) => form))).toEqual([]);
});

/** "key: fault" for every fault of a catalogue. */
function faultsOf({ messages }: Catalogue, judge: (key: string, message: Message) => readonly string[]): readonly string[] {
  return Object.entries(messages).flatMap(([key, message]) => judge(key, message).map((fault) => `${key}: ${fault}`));
}

function placeholderFaults(key: string, message: Message): readonly string[] {
  const wanted = new Set(textsOf(source[key] ?? '').flatMap(([, text]) => placeholdersOf(text)));
  return textsOf(message).flatMap(([form, text]) => {
    const found = placeholdersOf(text);
    const missing = [...wanted].filter((name) => !found.includes(name) && !(name === 'count' && exact.includes(form)));
    return [...missing.map((name) => `${form} lacks {${name}}`), ...found.filter((name) => !wanted.has(name)).map((name) => `${form} has {${name}}`)];
  });
}

function textsOf(message: Message): readonly (readonly [form: string, text: string])[] {
  return typeof message === 'string' ? [['text', message]] : Object.entries(message);
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{([\w-]+)\}/gu)].map(([, name = '']) => name);
}
