import type { DeliveryChanged } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { isTimedSignature, timedSignature } from '../../../http/timed-signature.js';
import type { SmsFixture } from '../sms.test-support.js';
import { createSmsFixture, customer, ourNumber, spoken } from '../sms.test-support.js';

const secret = { current: 'own-secret' };
const serverUrl = 'https://texts.example/send';

/** A gateway whose number is at a server of the integrator's, which answers as the test says. */
async function fixtureWith(answers: ((request: Request, body: string) => Response | Promise<Response>)[] = []): Promise<SmsFixture & { readonly asked: readonly { readonly request: Request; readonly body: string }[] }> {
  const fixture = await createSmsFixture({ config: { publicUrl: 'https://gateway.test', channels: { sms: { numbers: [{ provider: 'webhook', number: ourNumber, botId: 'bank', url: serverUrl, secret: 'OWN' }] } } } });
  const asked: { readonly request: Request; readonly body: string }[] = [];
  fixture.runtime.answerRequests(async (request) => {
    if (!request.url.startsWith(serverUrl)) return Response.json([{ text: 'Answer' }]);
    const body = await request.clone().text();
    asked.push({ request, body });
    return (answers.shift() ?? (() => Response.json({ id: `p${String(asked.length)}` })))(request, body);
  });
  return { ...fixture, asked };
}

const post = (fixture: SmsFixture, body: string, { url = 'https://gateway.test/channels/sms/webhook', at = fixture.runtime.now() } = {}): Promise<Response> =>
  fixture.gateway.fetch(new Request(url, { method: 'POST', headers: { 'x-live-takeover-signature': timedSignature(secret, body, at) }, body }));
const text = (id: string, words: string): string => JSON.stringify({ id, from: customer, to: ourNumber, text: words });

test('texts go both ways, signed, and what becomes of them is told back', async () => {
  const fixture = await fixtureWith();
  expect((await post(fixture, text('1', 'Hi'))).status).toBe(204);
  expect((await fixture.delivery('Answer', 'sent')).providerIds).toEqual(['p1']);
  const [sent] = fixture.asked;
  const body = JSON.parse(sent?.body ?? '') as Readonly<Record<string, string>>;
  expect(body).toMatchObject({ from: ourNumber, to: customer, text: 'Answer', mediaUrls: [] });
  expect(isTimedSignature(secret, sent?.body ?? '', sent?.request.headers.get('x-live-takeover-signature') ?? null, fixture.runtime.now())).toBe(true);
  await post(fixture, JSON.stringify({ id: 'p1', status: 'failed', reason: 'filtered' }), { url: body['statusUrl'] ?? '' });
  expect((await fixture.delivery('Answer', 'failed')).reason).toBe('filtered');
  await fixture.stop();
});

test.each([
  ['signed with another secret', (body: string, now: number) => timedSignature({ current: 'another' }, body, now), 403],
  ['signed for another body', (_body: string, now: number) => timedSignature(secret, '{}', now), 403],
  ['signed six minutes ago', (body: string, now: number) => timedSignature(secret, body, now - 360_000), 403],
  ['signed six minutes from now', (body: string, now: number) => timedSignature(secret, body, now + 360_000), 403],
  ['not signed', () => '', 403],
])('a text %s is refused', async (_what, signature, status) => {
  const fixture = await fixtureWith();
  const body = text('1', 'Hi');
  const request = new Request('https://gateway.test/channels/sms/webhook', { method: 'POST', headers: { 'x-live-takeover-signature': signature(body, fixture.runtime.now()) }, body });
  expect((await fixture.gateway.fetch(request)).status).toBe(status);
  expect(await fixture.log()).toEqual([]);
  await fixture.stop();
});

test.each([
  ['no JSON', '{', 404],
  ['another number', JSON.stringify({ id: '1', from: customer, to: '+1999', text: 'Hi' }), 404],
  ['no id', JSON.stringify({ from: customer, to: ourNumber, text: 'Hi' }), 400],
  ['no number of theirs', JSON.stringify({ id: '1', from: 'a:b', to: ourNumber, text: 'Hi' }), 400],
  ['a file at no address', JSON.stringify({ id: '1', from: customer, to: ourNumber, media: [{ url: 'file:///etc/passwd' }] }), 400],
])('a signed text with %s is refused', async (_what, body, status) => {
  const fixture = await fixtureWith();
  expect((await post(fixture, body)).status).toBe(status);
  await fixture.stop();
});

test('a text that is repeated within the window is one message', async () => {
  const fixture = await fixtureWith();
  for (let time = 0; time < 3; time += 1) await post(fixture, text('1', 'once'));
  expect(spoken(await fixture.log()).filter((line) => line === 'customer: once')).toHaveLength(1);
  await fixture.stop();
});

test.each([
  ['has it', [async () => Promise.reject(new TypeError('fetch failed')), () => Response.json({ id: 'p1', status: 'delivered' })], 'sent', ['POST', 'GET']],
  ['never had it', [async () => Promise.reject(new TypeError('fetch failed')), () => new Response(null, { status: 404 }), () => new Response(null, { status: 404 })], 'sent', ['POST', 'GET', 'GET', 'POST']],
  ['had it and failed', [() => new Response(null, { status: 500 }), () => Response.json({ id: 'p1', status: 'failed' })], 'failed', ['POST', 'GET']],
  ['is full', [() => new Response(null, { status: 503, headers: { 'retry-after': '3' } })], 'sent', ['POST', 'POST']],
  ['refuses', [() => Response.json({ reason: 'no-such-customer' }, { status: 400 })], 'failed', ['POST']],
] as const)('a server that %s is asked as often as it takes', async (_what, answers, state, methods) => {
  const fixture = await fixtureWith([...answers]);
  await post(fixture, text('1', 'Hi'));
  const told: DeliveryChanged = await fixture.delivery('Answer', state);
  expect([told.state, fixture.asked.map(({ request }) => request.method)]).toEqual([state, methods]);
  expect(new Set(fixture.asked.map(({ request, body }) => new URL(request.url).searchParams.get('id') ?? (JSON.parse(body) as { readonly id: string }).id)).size).toBe(1);
  await fixture.stop();
});
