import { expect, test } from 'vitest';
import { seal, unseal } from './sealed.js';

const secret = { current: 'a-secret-of-at-least-thirty-two-characters' };
const value = ['default', 'c1', 1, null, { deep: 'ünï' }];

test('what was sealed comes back, and says nothing of itself meanwhile', () => {
  const sealed = seal(secret, 'files', value);
  expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('default');
  expect(unseal(secret, 'files', sealed)).toEqual(value);
  expect(seal(secret, 'files', value)).toBe(sealed);
});

test('it is opened under the secret before too, and under no other nor for another purpose', () => {
  const sealed = seal(secret, 'files', value);
  expect(unseal({ current: 'new', previous: secret.current }, 'files', sealed)).toEqual(value);
  expect(unseal({ current: 'new' }, 'files', sealed)).toBeUndefined();
  expect(unseal(secret, 'texts', sealed)).toBeUndefined();
});

test('whatever is altered, cut or made up is nothing', () => {
  const sealed = seal(secret, 'files', value);
  const altered = [...sealed].map((character, index) => `${sealed.slice(0, index)}${character === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`);
  for (const text of [...altered, sealed.slice(1), sealed.slice(0, -1), `${sealed}A`, `${sealed}=`, '', 'nonsense', '.'.repeat(80)]) expect(unseal(secret, 'files', text)).toBeUndefined();
});
