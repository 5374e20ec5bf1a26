import { expect, test } from 'vitest';
import { jsonOf } from './bounded-text.js';

const nested = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`;

test('JSON of any usual depth is read', () => {
  expect(jsonOf('{"a":[{"b":null}]}')).toEqual({ a: [{ b: null }] });
  expect(jsonOf(nested(100))).toBeDefined();
});

test.each([101, 20_000])('JSON nested %i deep is none: it parses, but would overflow the stack when written again', (depth) => {
  expect(jsonOf(nested(depth))).toBeUndefined();
});
