import { expect, test } from 'vitest';
import { textSegments } from './text-segments.js';

test.each([
  ['', 0],
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  // 152 and an escape: the two do not part, so that each segment holds 76 of them.
  ['€'.repeat(153), 3],
  ['é'.repeat(160), 1],
  ['ç'.repeat(71), 2],
  ['я'.repeat(70), 1],
  ['я'.repeat(71), 2],
  ['😀'.repeat(35), 1],
  ['😀'.repeat(36), 2],
  // 33 pairs fill 66 of 67 units.
  ['😀'.repeat(67), 3],
  [`${'a'.repeat(70)}\``, 2],
])('%# is counted as phones do', (text, segments) => {
  expect(textSegments(text)).toBe(segments);
});
