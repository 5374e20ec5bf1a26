import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { isTimedSignature, timedSignature } from './timed-signature.js';

const secret = { current: 'new', previous: 'old' };
const at = 1_700_000_000_000;

test('a signature is what its documentation says', () => {
  const hex = createHmac('sha256', 'new').update('1700000000.{"a":1}').digest('hex');
  expect(timedSignature(secret, '{"a":1}', at)).toBe(`t=1700000000,v1=${hex}`);
});

test('it is good for five minutes, under the secret before too', () => {
  for (const signer of ['new', 'old']) {
    const given = timedSignature({ current: signer }, 'body', at);
    expect([0, 300_000, -300_000, 301_000, -301_000].map((off) => isTimedSignature(secret, 'body', given, at + off))).toEqual([true, true, true, false, false]);
  }
});

test.each([null, '', 't=1700000000', 't=1700000000,v1=00', `t=1700000000,v1=${'0'.repeat(64)}`, `v1=${'0'.repeat(64)},t=1700000000`, `t=NaN,v1=${'0'.repeat(64)}`])('%s is none', (given) => {
  expect(isTimedSignature(secret, 'body', given, at)).toBe(false);
});

test('without a secret nothing is good', () => {
  expect(isTimedSignature(undefined, 'body', timedSignature(secret, 'body', at), at)).toBe(false);
});
