import { expect, test } from 'vitest';
import { boundedText, jsonOf } from './bounded-text.js';

const nested = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`;

test('JSON of any usual depth is read', () => {
  expect(jsonOf('{"a":[{"b":null}]}')).toEqual({ a: [{ b: null }] });
  expect(jsonOf(nested(100))).toBeDefined();
});

test.each([101, 20_000])('JSON nested %i deep is none: it parses, but would overflow the stack when written again', (depth) => {
  expect(jsonOf(nested(depth))).toBeUndefined();
});

const chunked = (...chunks: string[]): Request =>
  new Request('https://gateway.test/', { method: 'POST', duplex: 'half', body: new Blob(chunks).stream() } as RequestInit);
const measured = (body: string | Uint8Array<ArrayBuffer>, length = Buffer.byteLength(body)): Request =>
  new Request('https://gateway.test/', { method: 'POST', body, headers: { 'content-length': String(length) } });

test.each<[string, Request, unknown]>([
  ['a body that tells its length', measured('Grüße'), { ok: true, text: 'Grüße' }],
  ['a body that does not', chunked('Grü', 'ße'), { ok: true, text: 'Grüße' }],
  ['no body', new Request('https://gateway.test/'), { ok: true, text: '' }],
  ['a body of no bytes', measured(''), { ok: true, text: '' }],
  ['one byte too many', measured('12345678'), { ok: false, problem: 'too-large' }],
  ['one byte too many, in pieces', chunked('1234', '5678'), { ok: false, problem: 'too-large' }],
  ['a length that is a lie', measured('12345678', 3), { ok: false, problem: 'too-large' }],
  ['bytes that are no text', measured(new Uint8Array([0xff])), { ok: false, problem: 'not-text' }],
])('%s is read up to 7 bytes', async (_what, request, expected) => {
  expect(await boundedText(request, 7)).toEqual(expected);
});
