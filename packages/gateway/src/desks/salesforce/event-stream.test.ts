import { expect, test } from 'vitest';
import type { StreamEvent } from './event-stream.js';
import { createEventStreamParser } from './event-stream.js';

const whole = ': hello\nid: 1\nevent: greeting\ndata: {"text": "👋 שלום"}\n\ndata: a\ndata:b\ndata\n\nevent: ping\n\nid: 2\ndata: last\n\n';
const events: readonly StreamEvent[] = [
  { event: 'greeting', data: '{"text": "👋 שלום"}', id: '1' },
  { event: 'message', data: 'a\nb\n', id: '1' },
  { event: 'message', data: 'last', id: '2' },
];

function read(text: string, sizes: number): readonly StreamEvent[] {
  const bytes = new TextEncoder().encode(text);
  const parser = createEventStreamParser();
  const found: StreamEvent[] = [];
  for (let at = 0; at < bytes.length; at += sizes) found.push(...parser.push(bytes.subarray(at, at + sizes)));
  return found;
}

test.each([
  ['line feeds', whole],
  ['carriage returns and line feeds', whole.replaceAll('\n', '\r\n')],
  ['carriage returns', whole.replaceAll('\n', '\r')],
])('a stream with %s gives the same events however it is cut', (_name, text) => {
  for (const size of [1, 2, 3, 5, 7, 64, 10_000]) expect(read(text, size)).toEqual(events);
});

test('an event that is cut off is not given', () => {
  expect(read('data: half', 3)).toEqual([]);
  expect(read('data: whole line\n', 3)).toEqual([]);
});

test('an id that holds a null is passed over, and an empty one is one', () => {
  expect(read('id: 1\nid: a\0b\ndata: x\n\nid:\ndata: y\n\n', 64)).toEqual([
    { event: 'message', data: 'x', id: '1' },
    { event: 'message', data: 'y', id: '' },
  ]);
});

test('an event without an end is given up before it fills the memory', () => {
  const parser = createEventStreamParser();
  const chunk = new TextEncoder().encode('x'.repeat(1_048_576));
  expect(() => {
    for (let count = 0; count < 6; count += 1) parser.push(chunk);
  }).toThrow(RangeError);
});
