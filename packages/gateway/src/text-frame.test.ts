import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { createFrameMaker, textFrame } from './text-frame.js';

/** Not in the published types. */
const { Receiver } = ws as unknown as { readonly Receiver: new (options: object) => Writable };

/** What a client of `ws` makes of the bytes. */
function received(frame: Buffer): Promise<string> {
  const receiver = new Receiver({ isServer: false });
  return new Promise((resolve, reject) => {
    receiver.once('message', (data: Buffer, isBinary: boolean) => (isBinary ? reject(new Error('It is not text.')) : resolve(data.toString('utf8'))));
    receiver.once('error', reject);
    receiver.write(frame);
  });
}

test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('a message of %i bytes arrives as it was', async (length) => {
  const text = 'x'.repeat(length);
  expect(await received(textFrame(text))).toBe(text);
});

test('length is counted in bytes, whatever is written in', async () => {
  const text = `${'ż'.repeat(63)} 😀`;
  expect(await received(textFrame(text))).toBe(text);
});

test('the same text goes out as the same bytes, another one as its own', () => {
  const frameOf = createFrameMaker();
  const first = frameOf('one');
  expect(frameOf(['o', 'ne'].join(''))).toBe(first);
  expect(frameOf('two')).toEqual(textFrame('two'));
  expect(frameOf('one')).toEqual(first);
});
