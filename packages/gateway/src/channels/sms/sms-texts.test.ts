import { expect, test } from 'vitest';
import { endsOf, textPartsOf, threadOf } from './sms-texts.js';

const files = (count: number): readonly { readonly name: string; readonly contentType: string; readonly url: string }[] =>
  Array.from({ length: count }, (_, index) => ({ name: 'a.png', contentType: 'image/png', url: `https://gateway.test/${String(index)}` }));

test.each([
  ['nothing', { text: ' ' }, []],
  ['words', { text: 'Hi' }, [['Hi', 0]]],
  ['a file', { text: '', attachments: files(1) }, [['', 1]]],
  ['words and files', { text: 'Look', attachments: files(2) }, [['Look', 2]]],
  ['many files', { text: 'Look', attachments: files(12) }, [['Look', 10], ['', 2]]],
  ['many files without a word', { text: '', attachments: files(12) }, [['', 10], ['', 2]]],
  ['long words and a file', { text: `${'a'.repeat(1_600)} b`, attachments: files(1) }, [['a'.repeat(1_600), 0], ['b', 1]]],
])('%s makes as few texts as may be, and files go with the last words', (_what, message, expected) => {
  expect(textPartsOf(message).map(({ text, mediaUrls }) => [text, mediaUrls.length])).toEqual(expected);
});

test('a thread tells both numbers, and no other thread does', () => {
  expect(endsOf({ thread: threadOf({ ours: '+1', theirs: '+2' }) })).toEqual({ ours: '+1', theirs: '+2' });
  expect(['', 'sms:+1', 'web:1:2', 'sms:1:2:3'].map((thread) => endsOf({ thread }))).toEqual([undefined, undefined, undefined, undefined]);
});
