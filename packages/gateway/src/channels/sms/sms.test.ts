import type { MessageSent } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../testing/memory-store.js';
import { sharedFixtureText } from '../../../testing/shared-fixtures.js';
import { createSmsFixture, customer, ourNumber, spoken } from './sms.test-support.js';

test('a customer writes, the bot answers, an agent takes over, hands back, and the bot answers again', async () => {
  const fixture = await createSmsFixture();
  const { twilio } = fixture;
  fixture.botSays('Hello from the bot');
  expect((await twilio.write({ from: customer, body: 'Hi' })).status).toBe(200);
  await fixture.sent(1);
  await fixture.delivery('Hello from the bot', 'sent');
  await twilio.report(twilio.texts[0]?.sid ?? '', 'delivered');
  await fixture.delivery('Hello from the bot', 'delivered');
  const [started] = await fixture.log();
  expect(started).toMatchObject({ type: 'conversation-started', channel: 'sms', contact: { id: customer, phone: customer, verified: false } });
  const conversationId = started?.conversationId ?? '';
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { name: 'take-over', id: 'k1', conversationId, seenTerm: 0 } });
  ana.say({ type: 'command', command: { name: 'send', id: 'k2', conversationId, term: 1, text: 'Ana here' } });
  await fixture.delivery('Ana here', 'sent');
  fixture.botSays('I must not say this');
  await twilio.write({ from: customer, body: 'Are you human?' });
  await fixture.runtime.advance(5_000);
  ana.say({ type: 'command', command: { name: 'hand-back', id: 'k3', conversationId, term: 1 } });
  await fixture.runtime.advance(1_000);
  fixture.botSays('The bot again');
  await twilio.write({ from: customer, body: 'Thanks' });
  await fixture.delivery('The bot again', 'sent');
  expect(spoken(await fixture.log())).toEqual(expect.arrayContaining(['customer: Hi', 'bot: Hello from the bot', 'agent: Ana here', 'customer: Are you human?', 'customer: Thanks', 'bot: The bot again']));
  expect(twilio.texts.filter(({ body }) => body === 'I must not say this')).toEqual([]);
  expect(twilio.texts.every(({ to, from }) => to === customer && from === ourNumber)).toBe(true);
  await fixture.stop();
});

test('a webhook that comes five times is one message', async () => {
  const fixture = await createSmsFixture();
  const webhook = fixture.twilio.webhook({ from: customer, body: 'once' });
  const responses = await Promise.all(Array.from({ length: 5 }, () => fixture.gateway.fetch(webhook.clone())));
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const body = await responses[0]?.text();
  expect(body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
  const captured = sharedFixtureText('twilio/empty-response.xml');
  if (captured !== undefined) expect(body).toBe(captured.trimEnd());
  expect(spoken(await fixture.log())).toEqual(['customer: once']);
  await fixture.stop();
});

test.each([
  ['another body', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: body.replace('pay', 'bay') }), 403],
  ['a cut body', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: body.slice(0, -30) }), 403],
  ['no empty fields', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: body.replace('&ToCity=', '') }), 403],
  ['no signature', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }), 403],
  ['another number', (webhook: Request, body: string) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: body.replace('To=%2B15005550006', 'To=%2B15005550007') }), 404],
  ['the wrong method', (webhook: Request) => new Request(webhook.url, { headers: webhook.headers }), 405],
  ['a body without end', (webhook: Request) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: 'x'.repeat(300_000) }), 413],
  ['bytes that are no text', (webhook: Request) => new Request(webhook.url, { method: 'POST', headers: webhook.headers, body: new Uint8Array([0xff, 0xfe, 0xfd]) }), 400],
] as const)('a webhook with %s is refused and nothing is stored', async (_what, altered, status) => {
  const fixture = await createSmsFixture();
  const webhook = fixture.twilio.webhook({ from: customer, body: 'pay 100' });
  const body = await webhook.clone().text();
  expect((await fixture.gateway.fetch(altered(webhook, body))).status).toBe(status);
  expect(await fixture.log()).toEqual([]);
  expect(JSON.stringify(fixture.runtime.lines)).not.toContain(customer);
  await fixture.stop();
});

test('a customer who says STOP is not written to any more, in later conversations too, until they say START', async () => {
  const fixture = await createSmsFixture();
  const { twilio } = fixture;
  fixture.botSays('You will not read this');
  const stop = twilio.webhook({ from: customer, body: ' Stop ' });
  await fixture.gateway.fetch(stop.clone());
  expect((await fixture.delivery('You will not read this', 'failed')).reason).toBe('opted-out');
  const [started] = await fixture.log();
  await fixture.store.append('default', started?.conversationId ?? '', [{ type: 'conversation-closed', id: 'closed', why: 'ended' }]);
  await fixture.runtime.advance(1_000);
  fixture.botSays('Nor this');
  await twilio.write({ from: customer, body: 'hello?' });
  expect((await fixture.delivery('Nor this', 'failed')).reason).toBe('opted-out');
  expect(twilio.calls).toEqual([]);
  fixture.botSays('Welcome back');
  await twilio.write({ from: customer, body: 'START', optOutType: 'START' });
  await fixture.delivery('Welcome back', 'sent');
  // A late repeat of the first one takes nothing back.
  await fixture.gateway.fetch(stop.clone());
  fixture.botSays('Still here');
  await twilio.write({ from: customer, body: 'yes' });
  await fixture.delivery('Still here', 'sent');
  await fixture.stop();
});

test('"yes" is an answer like others to who never said STOP', async () => {
  const fixture = await createSmsFixture();
  await fixture.twilio.write({ from: customer, body: 'YES' });
  expect((await fixture.log()).map(({ type }) => type)).toEqual(['conversation-started', 'message-sent']);
  await fixture.stop();
});

test('a text that Twilio does not take at once is sent once it does', async () => {
  const fixture = await createSmsFixture();
  fixture.twilio.fail('unavailable', 'rate-limited');
  fixture.botSays('Patience');
  await fixture.twilio.write({ from: customer, body: 'Hi' });
  await fixture.delivery('Patience', 'sent');
  expect(fixture.twilio.calls).toEqual(['POST 503', 'POST 429', 'POST 201']);
  await fixture.stop();
});

test.each(['answer-lost', 'broken'] as const)('a text of which is not known whether it was taken (%s) is asked for and not sent again', async (fault) => {
  const fixture = await createSmsFixture();
  fixture.twilio.fail(fault);
  fixture.botSays('Only once');
  await fixture.twilio.write({ from: customer, body: 'Hi' });
  expect((await fixture.delivery('Only once', 'unknown')).reason).toBe('outcome-unknown');
  const { providerIds } = await fixture.delivery('Only once', 'sent');
  expect(providerIds).toEqual([fixture.twilio.texts[0]?.sid]);
  expect(fixture.twilio.texts.map(({ body }) => body)).toEqual(['Only once']);
  await fixture.stop();
});

test('a text that certainly never arrived is sent', async () => {
  const fixture = await createSmsFixture();
  fixture.twilio.fail('request-lost');
  fixture.botSays('At last');
  await fixture.twilio.write({ from: customer, body: 'Hi' });
  await fixture.delivery('At last', 'sent');
  expect(fixture.twilio.texts.map(({ body }) => body)).toEqual(['At last']);
  await fixture.stop();
});

test('the same words said before are not taken for the text that was lost', async () => {
  const fixture = await createSmsFixture();
  fixture.botSays('Same');
  await fixture.twilio.write({ from: customer, body: 'one' });
  await fixture.delivery('Same', 'sent');
  fixture.twilio.fail('request-lost');
  fixture.botSays('Same');
  await fixture.twilio.write({ from: customer, body: 'two' });
  await fixture.sent(2);
  await fixture.runtime.advance(60_000);
  expect(fixture.twilio.texts.map(({ body }) => body)).toEqual(['Same', 'Same']);
  await fixture.stop();
});

test('what our credentials do not allow fails, and the log asks for the operator', async () => {
  const fixture = await createSmsFixture();
  fixture.twilio.fail('unauthorized');
  fixture.botSays('Unheard');
  await fixture.twilio.write({ from: customer, body: 'Hi' });
  expect((await fixture.delivery('Unheard', 'failed')).reason).toBe('not-authorized');
  expect(fixture.runtime.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'sms-not-authorized' }));
  await fixture.stop();
});

test('a long answer is sent in parts, and is delivered when each of them is', async () => {
  const fixture = await createSmsFixture();
  const { twilio } = fixture;
  const long = Array.from({ length: 500 }, (_, index) => `word${String(index)}`).join(' ');
  twilio.fail();
  fixture.botSays(long);
  await twilio.write({ from: customer, body: 'Tell me' });
  const { parts, providerIds } = await fixture.delivery(long, 'sent');
  expect({ parts, ids: providerIds }).toEqual({ parts: twilio.texts.length, ids: twilio.texts.map(({ sid }) => sid) });
  expect(twilio.texts.map(({ body }) => body).join(' ')).toBe(long);
  const [last, ...others] = twilio.texts.map(({ sid }) => sid).reverse();
  for (const sid of others) await twilio.report(sid, 'delivered');
  expect((await fixture.log()).filter((event) => event.type === 'delivery-changed' && event.state === 'delivered')).toEqual([]);
  await twilio.report(last ?? '', 'delivered');
  await fixture.delivery(long, 'delivered');
  await fixture.stop();
});

test('a part that was not taken is sent again, and those before it are not', async () => {
  const fixture = await createSmsFixture();
  const long = `${'a'.repeat(1_500)} ${'b'.repeat(1_500)} ${'c'.repeat(1_500)}`;
  fixture.botSays(long);
  const calls: string[] = [];
  const { fetch } = fixture.twilio;
  fixture.runtime.answerRequests(async (request) => {
    if (!request.url.includes('twilio')) return Response.json([{ text: long }]);
    calls.push(request.method);
    if (calls.length === 2) return new Response(null, { status: 503 });
    if (calls.length === 4) {
      await fetch(request);
      throw new TypeError('fetch failed');
    }
    return fetch(request);
  });
  await fixture.twilio.write({ from: customer, body: 'Tell me' });
  await fixture.delivery(long, 'sent');
  expect(fixture.twilio.texts.map(({ body }) => body.charAt(0))).toEqual(['a', 'b', 'c']);
  await fixture.stop();
});

test('what is told of a text only ever moves it forward', async () => {
  const fixture = await createSmsFixture();
  const { twilio } = fixture;
  fixture.botSays('News');
  await twilio.write({ from: customer, body: 'Hi' });
  await fixture.delivery('News', 'sent');
  const sid = twilio.texts[0]?.sid ?? '';
  for (const status of ['delivered', 'sent', 'queued', 'undelivered', 'delivered', 'nonsense']) expect((await twilio.report(sid, status)).status).toBe(204);
  const states = (await fixture.log()).flatMap((event) => (event.type === 'delivery-changed' ? [event.state] : []));
  expect(states).toEqual(['sent', 'delivered']);
  await fixture.stop();
});

test.each([
  [30003, 'unreachable'],
  [30007, 'filtered'],
  [99999, 'unreachable'],
])('that a text failed with the code %s is told as %s', async (errorCode, reason) => {
  const fixture = await createSmsFixture();
  fixture.botSays('Lost');
  await fixture.twilio.write({ from: customer, body: 'Hi' });
  await fixture.delivery('Lost', 'sent');
  await fixture.twilio.report(fixture.twilio.texts[0]?.sid ?? '', 'failed', { errorCode });
  expect((await fixture.delivery('Lost', 'failed')).reason).toBe(reason);
  await fixture.stop();
});

test('what is told of another text, or at an address that was not given out, changes nothing', async () => {
  const fixture = await createSmsFixture();
  const { twilio } = fixture;
  fixture.botSays('Mine');
  await twilio.write({ from: customer, body: 'Hi' });
  await fixture.delivery('Mine', 'sent');
  const text = twilio.texts[0];
  await twilio.report(text?.sid ?? '', 'delivered', { sid: 'SM99999999999999999999999999999999' });
  expect(fixture.runtime.lines).toContainEqual(expect.objectContaining({ event: 'sms-status-of-another' }));
  const forged = new Request(`${text?.statusCallback?.slice(0, -4) ?? ''}AAAA`, { method: 'POST', body: 'MessageStatus=delivered' });
  expect((await fixture.gateway.fetch(forged)).status).toBe(403);
  const unsigned = new Request(text?.statusCallback ?? '', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `MessageSid=${text?.sid ?? ''}&MessageStatus=delivered` });
  expect((await fixture.gateway.fetch(unsigned)).status).toBe(403);
  expect((await fixture.log()).filter((event) => event.type === 'delivery-changed').map(({ state }) => state)).toEqual(['sent']);
  await fixture.stop();
});

test('a picture by MMS is an attachment of ours, brought over from Twilio with our credentials', async () => {
  const fixture = await createSmsFixture({ bot: { attachments: { whenBot: 'accept' } } });
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
  await fixture.twilio.write({ from: customer, body: '', media: [{ contentType: 'image/jpeg', bytes: png }] });
  const message = (await fixture.log()).find((event): event is MessageSent => event.type === 'message-sent');
  const [attachment] = message?.attachments ?? [];
  expect(attachment).toMatchObject({ name: 'file.jpg', contentType: 'image/jpeg' });
  expect(attachment?.url).toMatch(/^https:\/\/gateway\.test\/v1\/remote-files\/[A-Za-z0-9_-]+$/);
  const response = await fixture.gateway.fetch(new Request(attachment?.url ?? ''));
  expect([response.status, response.headers.get('content-type'), new Uint8Array(await response.arrayBuffer())]).toEqual([200, 'image/png', png]);
  await fixture.runtime.advance(30_000);
  expect(fixture.twilio.calls).toEqual(['GET 307', 'GET 200']);
  await fixture.stop();
});

test('a picture that comes while the bot takes none is refused, and the customer is told so', async () => {
  const fixture = await createSmsFixture();
  expect((await fixture.twilio.write({ from: customer, body: '', media: [{ contentType: 'image/png', bytes: new Uint8Array(8) }] })).status).toBe(200);
  await fixture.sent(1);
  expect((await fixture.log()).filter((event) => event.type === 'message-sent').map(({ automatic }) => automatic)).toEqual(['files-not-now']);
  await fixture.runtime.advance(30_000);
  expect(fixture.twilio.calls).toEqual(['POST 201']);
  await fixture.stop();
});

test('what a node that dies was sending is asked for by the next one, and not sent again', async () => {
  const first = await createSmsFixture();
  const { runtime, store, twilio } = first;
  let isTaken = (): void => {};
  const taken = new Promise<void>((resolve) => (isTaken = resolve));
  runtime.answerRequests(async (request) => {
    if (!request.url.includes('twilio')) return Response.json([{ text: 'Once' }]);
    await twilio.fetch(request);
    isTaken();
    return new Promise<Response>(() => {});
  });
  await twilio.write({ from: customer, body: 'Hi' });
  await taken;
  await first.stop();
  const second = await createSmsFixture({ store, runtime });
  runtime.answerRequests((request) => twilio.fetch(request));
  expect((await second.delivery('Once', 'sent')).providerIds).toEqual([twilio.texts[0]?.sid]);
  expect(twilio.texts).toHaveLength(1);
  expect(twilio.calls.filter((call) => call.startsWith('POST'))).toEqual(['POST 201']);
  await second.stop();
});

test('three nodes that are given the same webhook five times each store one message', async () => {
  const store = createMemoryStore({ isShared: true });
  const nodes = await Promise.all([store, store.node(), store.node()].map((node) => createSmsFixture({ store: node })));
  const webhooks = ['a', 'b', 'c', 'd'].map((body) => nodes[0]?.twilio.webhook({ from: customer, body }));
  await Promise.all(
    nodes.flatMap(({ gateway }) => webhooks.flatMap((webhook) => Array.from({ length: 5 }, async () => expect((await gateway.fetch(webhook?.clone() ?? new Request('https://gateway.test/'))).status).toBe(200)))),
  );
  expect(spoken((await nodes[0]?.log()) ?? []).filter((line) => line.startsWith('customer')).sort()).toEqual(['customer: a', 'customer: b', 'customer: c', 'customer: d']);
  for (const { stop } of nodes) await stop();
});
