import { TakeoverError } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../../testing/fake-runtime.js';
import { createGatewayFixture } from '../../../testing/gateway-fixture.js';
import { twilioSignature } from './twilio/twilio-signature.js';
import { createMemoryStore } from '../../../testing/memory-store.js';
import type { InboundMessage } from '../channel.js';
import type { ProviderChannel } from '../provider-channel.js';
import { createSms } from './sms-channel.js';
import { accountSid, customer, ourNumber } from './sms.test-support.js';

const url = 'https://gateway.test/base/channels/sms/twilio';

interface Lone {
  readonly channel: ProviderChannel;
  readonly messages: readonly InboundMessage[];
  readonly lines: ReturnType<typeof createFakeRuntime>['lines'];
  post(fields: Readonly<Record<string, string>>, token?: string): Promise<Response | undefined>;
}

/** The channel alone, behind a proxy that takes `/base` away; the sink keeps what it is given, or fails. */
async function alone(failure?: Error, botId = 'bank'): Promise<Lone> {
  const number = { provider: 'twilio', number: ourNumber, botId, accountSid, authToken: 'TWILIO' };
  const fixture = await createGatewayFixture({ secrets: { TWILIO: 'new' }, config: { channels: { sms: { numbers: [number] } }, limits: { messageLength: 1_000 } } });
  await fixture.stop();
  const { config, sink } = fixture;
  const runtime = createFakeRuntime();
  const messages: InboundMessage[] = [];
  const settings = { config, secrets: { signing: { current: 's' }, named: new Map([['TWILIO', { current: 'new', previous: 'old' }]]) }, findBot: () => config.bots[0] };
  const channel = createSms({
    settings,
    runtime,
    store: createMemoryStore({ now: () => runtime.now() }),
    sink: {
      ...sink,
      newest: async () => undefined,
      async message(message) {
        if (failure !== undefined) throw failure;
        messages.push(message);
        return { type: 'message-sent', id: 'm', conversationId: 'c', seq: 1, at: 0, from: 'customer', text: '' };
      },
    },
    remoteFiles: { attachmentOf: (_tenant, { url: name }) => ({ name, contentType: 'image/png', url: name }) },
    attachments: { limits: { ...config.attachments, count: 2 } },
    publicUrl: () => 'https://gateway.test/base',
  });
  return {
    channel,
    messages,
    lines: runtime.lines,
    post(fields, token = 'new') {
      const body = new URLSearchParams({ MessageSid: 'SM1', AccountSid: accountSid, From: customer, To: ourNumber, Body: '', NumMedia: '0', ...fields }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': twilioSignature(token, url, body) };
      return channel.handle(new Request('http://10.0.0.5:8080/channels/sms/twilio', { method: 'POST', headers, body }));
    },
  };
}

test('the public address is what is signed, and the token before the present one is good too', async () => {
  const { post, messages } = await alone();
  expect([(await post({ Body: 'Hi' }))?.status, (await post({ Body: 'Hi' }, 'old'))?.status, (await post({ Body: 'Hi' }, 'older'))?.status]).toEqual([200, 200, 403]);
  expect(messages).toHaveLength(2);
});

test('a text belongs to the tenant of the bot that answers at its number', async () => {
  const { post, messages } = await alone(undefined, 'elsewhere');
  await post({ Body: 'Hi' });
  expect(messages[0]).toMatchObject({ tenant: 'other', botId: 'elsewhere', channel: 'sms', thread: `sms:${ourNumber}:${customer}`, messageId: 'SM1' });
});

test('a text of another account is not listened to', async () => {
  const { post } = await alone();
  expect((await post({ AccountSid: `AC${'f'.repeat(32)}` }))?.status).toBe(403);
});

test.each([
  ['no words', {}, { text: '', unsupported: 'empty text' }],
  ['too many words', { Body: 'x'.repeat(1_001) }, { text: 'x'.repeat(1_000), unsupported: 'too long text' }],
  ['too many files', { Body: 'Hi', NumMedia: '3', MediaUrl0: 'https://a.test/', MediaUrl1: 'https://b.test/', MediaUrl2: 'https://c.test/' }, { text: 'Hi', unsupported: 'more files' }],
])('a text with %s is kept, and says so', async (_what, fields, expected) => {
  const { post, messages } = await alone();
  expect((await post(fields))?.status).toBe(200);
  expect(messages[0]).toMatchObject(expected);
});

test('what cannot be stored is not acknowledged, so that the provider sends it again', async () => {
  const { post, lines } = await alone(new TakeoverError('store-unavailable', 'The store is away. Try again.', { retry: true }));
  expect((await post({ Body: 'Hi' }))?.status).toBe(503);
  expect(lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'sms-webhook-not-stored' }));
});

test('other paths are none of its', async () => {
  const { channel } = await alone();
  for (const path of ['/', '/channels/sms', '/channels/sms/other', '/channels/sms/twilio/else', '/channels/smsx/twilio'])
    expect(await channel.handle(new Request(`https://gateway.test${path}`, { method: 'POST' }))).toBeUndefined();
});
