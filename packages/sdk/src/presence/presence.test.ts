import { expect, test } from 'vitest';
import type { AvailabilityReason } from '../desk/desk.js';
import { isAvailable } from './presence.js';

const reasons: readonly AvailabilityReason[] = [
  { id: 'lunch', label: 'Lunch', receivesRequests: false },
  { id: 'urgent', label: 'Urgent only', receivesRequests: true },
  // Nobody can make Offline mean something else.
  { id: 'offline', label: 'Gone', receivesRequests: true },
];

test.each([
  ['online', true, true],
  ['online', false, false],
  ['offline', true, false],
  ['lunch', true, false],
  ['urgent', true, true],
  ['urgent', false, false],
  ['a reason that is no more', true, false],
])('an agent who chose %s and whose reachability is %s is available: %s', (availability, isReachable, expected) => {
  expect(isAvailable({ availability, isReachable }, reasons)).toBe(expected);
});

test('without reasons only Online is available', () => {
  expect(isAvailable({ availability: 'urgent', isReachable: true })).toBe(false);
});

test.each([
  [2, 3, true],
  [3, 3, false],
  [4, 3, false],
  [9, undefined, true],
  [undefined, 3, true],
])('an agent who holds %s conversations and may hold %s is available: %s', (holding, capacity, expected) => {
  const load = { ...(holding === undefined ? {} : { holding }), ...(capacity === undefined ? {} : { capacity }) };
  expect(isAvailable({ availability: 'online', isReachable: true, ...load })).toBe(expected);
});
