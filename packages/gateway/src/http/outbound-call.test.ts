import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { callOut, retryAfterMs } from './outbound-call.js';

const failing = (code: string): TypeError => new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) });
const options = (): { readonly timeoutMs: number; readonly signal: AbortSignal } => ({ timeoutMs: 1_000, signal: new AbortController().signal });

test.each([
  ['refuses the connection', () => Promise.reject(failing('ECONNREFUSED')), { kind: 'not-sent', code: 'ECONNREFUSED' }],
  ['is not found', () => Promise.reject(failing('ENOTFOUND')), { kind: 'not-sent', code: 'ENOTFOUND' }],
  ['hangs up', () => Promise.reject(failing('ECONNRESET')), { kind: 'lost', code: 'ECONNRESET' }],
  ['answers what is no text', async () => new Response(new Uint8Array([0xff])), { kind: 'lost', code: 'not-text' }],
  ['refuses', async () => new Response('no', { status: 403 }), { kind: 'answered', status: 403, text: 'no' }],
  ['redirects', async () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.test/' } }), { kind: 'answered', status: 302, text: '' }],
] as const)('of who %s is known whether it may have got the call', async (_what, answer, outcome) => {
  const runtime = createFakeRuntime();
  runtime.answerRequests(answer);
  expect(await callOut(runtime, 'https://provider.test/', {}, options())).toMatchObject(outcome);
});

test('who does not answer in time may have got it, and who is broken off too', async () => {
  const runtime = createFakeRuntime();
  runtime.answerRequests(() => new Promise(() => {}));
  const late = callOut(runtime, 'https://provider.test/', {}, options());
  await runtime.advance(1_000);
  expect(await late).toEqual({ kind: 'lost', code: 'timed-out' });
  const ending = new AbortController();
  const broken = callOut(runtime, 'https://provider.test/', {}, { timeoutMs: 1_000, signal: ending.signal });
  ending.abort();
  expect(await broken).toEqual({ kind: 'lost', code: 'stopped' });
});

test.each([
  ['3', 3_000],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 5_000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', undefined],
])('an answer with Retry-After %s wants to be left alone so long', (value, expected) => {
  expect(retryAfterMs(new Headers({ 'retry-after': value }), 5_000)).toBe(expected);
});
