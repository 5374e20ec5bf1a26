import { expect, test } from 'vitest';
import { hostileStrings } from '../../testing/shared-fixtures.js';
import { piecesOf } from './text-pieces.js';

test('a text is cut at white space, and loses nothing but that', () => {
  const text = Array.from({ length: 900 }, (_, index) => `w${String(index)}`).join(' ');
  const pieces = piecesOf(text, 1_600);
  expect(pieces.every(({ length }) => length <= 1_600)).toBe(true);
  expect(pieces).toHaveLength(Math.ceil(text.length / 1_600));
  expect(pieces.join(' ')).toBe(text);
});

test.each([['😀'], ['👩‍👩‍👧‍👦'], ['e\u0301'], ['🇩🇪']])('no %s is cut through', (character) => {
  const pieces = piecesOf(character.repeat(500), 100);
  expect(pieces.join('')).toBe(character.repeat(500));
  for (const piece of pieces) expect(piece.length % character.length).toBe(0);
});

test('white space alone makes no piece, and a text that fits is left alone', () => {
  expect(piecesOf(' \n ', 100)).toEqual([]);
  expect(piecesOf('short', 100)).toEqual(['short']);
  expect(piecesOf(`a\u0301${'\u0301'.repeat(400)}`, 100).join('')).toHaveLength(402);
});

test('whatever is written, no piece is too long and nothing but white space is lost', () => {
  for (const hostile of hostileStrings()) {
    const text = hostile.repeat(Math.ceil(400 / Math.max(1, hostile.length)));
    const pieces = piecesOf(text, 150);
    expect(pieces.every(({ length }) => length <= 150)).toBe(true);
    expect(pieces.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
  }
});
