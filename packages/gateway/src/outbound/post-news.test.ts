import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { SendOutcome } from './destination.js';
import { postNews } from './post-news.js';

const secrets = { named: new Map([['CRM', { current: 'now', previous: 'before' }]]) };

async function posted(answer: (request: Request) => Promise<Response>, secret = 'CRM', id = 'c1/k:0'): Promise<{ readonly outcome: SendOutcome; readonly requests: readonly Request[] }> {
  const runtime = createFakeRuntime();
  const requests: Request[] = [];
  runtime.answerRequests((request) => {
    requests.push(request);
    return answer(request);
  });
  const sending = postNews({ runtime, secrets }, { url: 'https://crm.test/', secret }, id, { id }, new AbortController().signal);
  await runtime.advance(10_000);
  return { outcome: await sending, requests };
}

const failing = (code: string) => () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(), { code }) }));
const answering = (status: number, headers: Readonly<Record<string, string>> = {}) => () => Promise.resolve(new Response(null, { status, headers }));

test.each<[string, (request: Request) => Promise<Response>, SendOutcome]>([
  ['taken', answering(202), { outcome: 'sent' }],
  ['not wanted', answering(422), { outcome: 'failed', reason: 'rejected' }],
  ['gone', answering(410), { outcome: 'failed', reason: 'rejected' }],
  ['refused for the signature, which may be mended', answering(401), { outcome: 'later', reason: 'not-authorized' }],
  ['not found, as in the middle of a deployment', answering(404), { outcome: 'later', reason: 'provider-unavailable' }],
  ['too much at once', answering(429, { 'retry-after': '7' }), { outcome: 'later', reason: 'provider-unavailable', afterMs: 7_000 }],
  ['down', answering(503), { outcome: 'later', reason: 'provider-unavailable' }],
  ['moved, which is not followed', answering(307, { location: 'https://elsewhere.test/' }), { outcome: 'later', reason: 'provider-unavailable' }],
  ['nobody listens', failing('ECONNREFUSED'), { outcome: 'later', reason: 'provider-unavailable' }],
  ['broken off', failing('ECONNRESET'), { outcome: 'unknown' }],
  ['silent for ten seconds', () => new Promise(() => undefined), { outcome: 'unknown' }],
])('%s', async (_name, answer, outcome) => {
  const { outcome: got, requests } = await posted(answer);
  expect(got).toEqual(outcome);
  expect(requests).toHaveLength(1);
});

test('nothing is posted unsigned: without its secret it waits', async () => {
  const { outcome, requests } = await posted(answering(200), 'OTHER');
  expect([outcome.outcome, requests.length]).toEqual(['later', 0]);
});

test.each([['c1/k:0', 'c1%2Fk%3A0'], ['c1/\u{1F600}', 'c1%2F%F0%9F%98%80'], ['c1/\ud800', 'c1%2F%EF%BF%BD'], ['c1/a\r\nb', 'c1%2Fa%0D%0Ab']])('the id %j fits into a header', async (id, header) => {
  const { requests } = await posted(answering(200), 'CRM', id);
  expect(requests[0]?.headers.get('x-live-takeover-id')).toBe(header);
});
