import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { botConfig } from '../../testing/direct-line-harness.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { BotAuth } from '../config/channels-config.js';
import type { BotConfig } from '../config/config.js';
import type { BotInput } from './bot.js';
import { connectBots } from './bots.js';

const input: BotInput = { kind: 'message', activityId: 'm1', text: 'hello', attachments: [], customer: { id: 'u', name: 'Ann' }, at: 1000 };

/** The headers of a call to a bot that is configured so, and its body. */
async function called(protocol: BotConfig['protocol'], auth: BotAuth): Promise<{ readonly headers: Headers; readonly body: string }> {
  const runtime = createFakeRuntime();
  const calls: { readonly headers: Headers; readonly body: string }[] = [];
  runtime.answerRequests(async (request) => {
    calls.push({ headers: request.headers, body: await request.text() });
    return Response.json([]);
  });
  const sink = { act: () => Promise.reject(new Error('Not called.')), customer: async () => undefined, begin: async () => undefined };
  const secrets = { secret: { current: 's' }, webhookSecret: { current: 'shared' }, namedSecrets: new Map([['BANK', { current: 'of-the-bank', previous: 'before' }]]) };
  const bots = connectBots({ ...secrets, bots: [botConfig({ protocol, auth })], publicUrl: () => 'http://gw.example', runtime, bodyBytesLimit: 10_000, sink });
  await bots.get('bank')?.port.put('c1', input, new AbortController().signal);
  const [call] = calls;
  if (call === undefined) throw new Error('The bot was not called.');
  return call;
}

describe.each(['activity', 'webhook'] as const)('a bot of protocol %s', (protocol) => {
  test('is given a secret in a header of its own', async () => {
    const { headers } = await called(protocol, { kind: 'header', header: 'x-bank-key', secret: 'BANK' });
    expect([headers.get('x-bank-key'), headers.get('authorization')]).toEqual(['of-the-bank', null]);
  });

  test('is given an HMAC of the body under its own secret', async () => {
    const { headers, body } = await called(protocol, { kind: 'hmac', secret: 'BANK' });
    expect(headers.get('x-live-takeover-signature')).toBe(`sha256=${createHmac('sha256', 'of-the-bank').update(body).digest('hex')}`);
  });

  test('is given nothing of its own where nothing is agreed', async () => {
    const { headers } = await called(protocol, { kind: 'none' });
    expect([headers.has('x-bank-key'), headers.has('x-live-takeover-signature')]).toEqual([false, protocol === 'webhook']);
  });
});

test('a bot that keeps its own widget is not called at all', () => {
  const sink = { act: () => Promise.reject(new Error('Not called.')), customer: async () => undefined, begin: async () => undefined };
  const bots = connectBots({ bots: [botConfig({ protocol: 'own' })], secret: { current: 's' }, publicUrl: () => 'http://gw.example', runtime: createFakeRuntime(), bodyBytesLimit: 10_000, sink });
  expect(bots.size).toBe(0);
});
