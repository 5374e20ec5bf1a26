import { expect, test } from 'vitest';
import { commandId } from '../wire/command-decoder.js';
import { randomId } from './random-id.js';

test('ids are 32 hexadecimal digits, never the same, and fit as ids of commands', () => {
  const ids = Array.from({ length: 1_000 }, randomId);
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(commandId(id)).toBeUndefined();
  }
});
