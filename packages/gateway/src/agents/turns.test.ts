import { expect, test } from 'vitest';
import { Turns } from './turns.js';

test('work on the same waits for the work before it, whatever came of that; other work does not', async () => {
  const turns = new Turns();
  const done: string[] = [];
  let fail = (): void => {};
  const first = turns.run('ana', () => new Promise<void>((_resolve, reject) => (fail = () => reject(new Error('no')))));
  const second = turns.run('ana', async () => void done.push('second'));
  await turns.run('ben', async () => void done.push('other'));
  expect(done).toEqual(['other']);
  fail();
  await expect(first).rejects.toThrow('no');
  await second;
  expect(done).toEqual(['other', 'second']);
});
