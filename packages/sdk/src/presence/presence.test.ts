import { expect, test } from 'vitest';
import { isAvailable } from './presence.js';

test.each([
  ['online', true, true],
  ['online', false, false],
  ['offline', true, false],
  ['lunch', true, false],
])('an agent who chose %s and whose reachability is %s is available: %s', (availability, isReachable, expected) => {
  expect(isAvailable({ availability, isReachable })).toBe(expected);
});
