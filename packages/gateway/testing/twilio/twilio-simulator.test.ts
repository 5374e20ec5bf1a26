import { expect, test } from 'vitest';
import type { TwilioFault, TwilioSimulator } from './twilio-simulator.js';
import { createTwilioSimulator } from './twilio-simulator.js';

const accountSid = 'AC0123456789abcdef0123456789abcdef';
const messages = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`;
const basic = `Basic ${Buffer.from(`${accountSid}:token`).toString('base64')}`;

function simulator(delivered: Request[] = []): TwilioSimulator {
  return createTwilioSimulator({
    accountSid,
    authToken: 'token',
    number: '+15005550006',
    messageUrl: 'https://gateway.test/sms',
    now: () => 0,
    async deliver(request) {
      delivered.push(request);
      return new Response(null, { status: 204 });
    },
  });
}

const post = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = { authorization: basic }): Request =>
  new Request(messages, { method: 'POST', headers, body: new URLSearchParams(fields) });
const good = { To: '+14155550100', From: '+15005550006', Body: 'Hi', StatusCallback: 'https://gateway.test/status' };

test.each([
  ['no credentials', post(good, {}), 401, 20003],
  ['JSON', new Request(messages, { method: 'POST', headers: { authorization: basic, 'content-type': 'application/json' }, body: '{}' }), 415, 20415],
  ['a number that is none', post({ ...good, To: '+1' }), 400, 21211],
  ['a number of somebody else', post({ ...good, From: '+15005550007' }), 400, 21606],
  ['nothing to say', post({ To: good.To, From: good.From }), 400, 21602],
  ['too much to say', post({ ...good, Body: 'x'.repeat(1_601) }), 400, 21617],
  ['nobody who sends', post({ To: good.To, Body: 'Hi' }), 400, 21603],
  ['another account', new Request(messages.replace(accountSid, `AC${'f'.repeat(32)}`), { method: 'POST', headers: { authorization: basic }, body: new URLSearchParams(good) }), 404, 20404],
])('a text with %s is refused as Twilio refuses it', async (_what, request, status, code) => {
  const twilio = simulator();
  const response = await twilio.fetch(request);
  expect([response.status, await response.json(), twilio.texts]).toEqual([status, expect.objectContaining({ code, status }), []]);
});

test('who said STOP is not sent anything until they say START', async () => {
  const twilio = simulator();
  const sent = async (): Promise<number> => (await twilio.fetch(post(good))).status;
  await twilio.write({ from: good.To, body: 'stop' });
  const refused = await sent();
  await twilio.write({ from: good.To, body: 'start' });
  expect([refused, await sent()]).toEqual([400, 201]);
});

test.each<readonly [TwilioFault, number | 'none', number]>([
  ['unavailable', 503, 0],
  ['rate-limited', 429, 0],
  ['unauthorized', 401, 0],
  ['broken', 500, 1],
  ['answer-lost', 'none', 1],
  ['request-lost', 'none', 0],
])('the fault %s happens once', async (fault, status, taken) => {
  const twilio = simulator();
  twilio.fail(fault);
  const answered = await twilio.fetch(post(good)).then(
    (response) => response.status,
    () => 'none' as const,
  );
  expect([answered, twilio.texts.length, (await twilio.fetch(post(good))).status]).toEqual([status, taken, 201]);
});

test('what was taken is listed, the newest first, and told of where it asked to be', async () => {
  const delivered: Request[] = [];
  const twilio = simulator(delivered);
  for (const Body of ['one', 'two']) await twilio.fetch(post({ ...good, Body }));
  const list = (await (await twilio.fetch(new Request(`${messages}?To=%2B14155550100`, { headers: { authorization: basic } }))).json()) as { readonly messages: readonly { readonly body: string }[] };
  expect(list.messages.map(({ body }) => body)).toEqual(['two', 'one']);
  await twilio.report(twilio.texts[0]?.sid ?? '', 'undelivered', { errorCode: 30003 });
  const [callback] = delivered;
  expect([callback?.url, Object.fromEntries(new URLSearchParams(await callback?.text()))]).toEqual([
    good.StatusCallback,
    expect.objectContaining({ MessageStatus: 'undelivered', ErrorCode: '30003', MessageSid: twilio.texts[0]?.sid }),
  ]);
});
