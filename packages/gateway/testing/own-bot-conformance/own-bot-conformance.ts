/** What the server of a bot with its own widget must show, to be run against it by whoever wrote it. */
import assert from 'node:assert/strict';
import type { ConformanceRunner } from '../store-conformance/subject.js';
import type { GatewaySimulator } from './gateway-simulator.js';
import { createGatewaySimulator } from './gateway-simulator.js';
import { signatureHeader, signatureOf } from './signed-body.js';

/** A server under test. */
export interface OwnBotSubject {
  /** Where it takes news: `channels.webhook.bots[].url` of the configuration. */
  readonly url: string;
  /** The bot's id and the secret it shares with the gateway. */
  readonly botId: string;
  readonly secret: string;
  /**
   * Makes the server call `gateway` from now on, in place of a real one. Absent: only what it does with news is judged.
   *
   * @returns ends it
   */
  readonly connect?: (gateway: (request: Request) => Promise<Response>) => Promise<() => Promise<void>>;
  /** A customer writes in the widget; resolves once the server has dealt with it. */
  readonly customerWrites?: (threadId: string, text: string) => Promise<void>;
  /** The texts that the customer sees in the widget, oldest first. */
  readonly shown?: (threadId: string) => Promise<readonly string[]>;
}

let drawn = 0;

/** Registers the tests with the given runner: `test` of vitest or of node:test. */
export function ownBotConformance(subject: OwnBotSubject, runner: ConformanceRunner): void {
  newsGroup(subject, runner);
  if (subject.shown !== undefined) shownGroup(subject, subject.shown, runner);
  if (subject.connect !== undefined && subject.customerWrites !== undefined) callsGroup(subject, subject.connect, subject.customerWrites, runner);
}

function simulatorOf({ botId, secret, url }: OwnBotSubject): GatewaySimulator {
  return createGatewaySimulator({ botId, secret, url, now: Date.now, deliver: (request) => fetch(request) });
}

/** Each test has a thread of its own, for the server may remember earlier runs. */
function newThread(): string {
  return `conformance-${Date.now().toString(36)}-${String((drawn += 1))}`;
}

function newsGroup(subject: OwnBotSubject, { test }: ConformanceRunner): void {
  const post = async (body: string, signature: string | undefined): Promise<number> => {
    const headers = { 'content-type': 'application/json', ...(signature === undefined ? {} : { [signatureHeader]: signature }) };
    return (await fetch(subject.url, { method: 'POST', headers, body, redirect: 'manual' })).status;
  };
  const bodyOf = (threadId: string): string =>
    JSON.stringify({ version: 1, id: `c/${threadId}`, event: 'typing', at: Date.now(), thread: { threadId }, typing: { author: 'Ana', isActive: true } });

  test('news that are signed are taken, whatever their kind', async () => {
    const gateway = simulatorOf(subject);
    const threadId = newThread();
    const told = [
      await gateway.takeOver(threadId, 'Ana'),
      await gateway.agentWrites(threadId, 'Ünïcode 😀 "q"', 'k1:0'),
      await gateway.tell(threadId, { event: 'message', message: { id: 's', from: 'system', text: 'You are now talking to Ana.', automatic: 'start' } }),
      await gateway.tell(threadId, { event: 'message', message: { id: 'f', from: 'agent', text: '', attachments: [{ name: 'a.png', contentType: 'image/png', url: 'https://files.example/a.png' }] } }),
      await gateway.tell(threadId, { event: 'typing', typing: { author: 'Ana', isActive: true } }),
      await gateway.handBack(threadId),
      await gateway.tell(threadId, { event: 'conversation-closed', why: 'timed-out' }),
    ];
    for (const { status } of told) assertTaken(status);
  });

  test('news of a kind that is not known yet are taken too', async () => {
    assertTaken((await simulatorOf(subject).tell(newThread(), { event: 'invented-later', detail: { any: 1 } })).status);
  });

  test('news that were not signed, or not by us, are refused', async () => {
    const body = bodyOf(newThread());
    assertRefused(await post(body, undefined));
    assertRefused(await post(body, 'nonsense'));
    assertRefused(await post(body, signatureOf(`${subject.secret}x`, body, Date.now())));
  });

  test('news that were changed on the way are refused', async () => {
    const body = bodyOf(newThread());
    assertRefused(await post(body.replace('Ana', 'Eve'), signatureOf(subject.secret, body, Date.now())));
    assertRefused(await post(JSON.stringify(JSON.parse(body), null, 1), signatureOf(subject.secret, body, Date.now())));
  });

  test('news of an hour ago, or of an hour to come, are refused', async () => {
    const body = bodyOf(newThread());
    for (const hours of [-1, 1]) assertRefused(await post(body, signatureOf(subject.secret, body, Date.now() + hours * 3_600_000)));
  });

  test('news that come again are taken again', async () => {
    const gateway = simulatorOf(subject);
    const threadId = newThread();
    for (let time = 0; time < 3; time += 1) assertTaken((await gateway.agentWrites(threadId, 'Once', 'k:0')).status);
  });
}

function shownGroup(subject: OwnBotSubject, shown: NonNullable<OwnBotSubject['shown']>, { test }: ConformanceRunner): void {
  test('the customer sees what agents write, in order, and each of it once', async () => {
    const gateway = simulatorOf(subject);
    const threadId = newThread();
    await gateway.takeOver(threadId, 'Ana');
    await gateway.agentWrites(threadId, 'First', 'k1:0');
    await gateway.agentWrites(threadId, 'First', 'k1:0');
    await gateway.agentWrites(threadId, 'Second', 'k2:0');
    const texts = await shown(threadId);
    assert.deepEqual(texts.filter((text) => /First|Second/.test(text)).length, 2, `shown: ${texts.join(' | ')}`);
    assert.ok(texts.findIndex((text) => text.includes('First')) < texts.findIndex((text) => text.includes('Second')));
  });

  test('a forged message is not shown', async () => {
    const threadId = newThread();
    const forger = createGatewaySimulator({ ...subject, secret: `${subject.secret}x`, now: Date.now, deliver: (request) => fetch(request) });
    await forger.agentWrites(threadId, 'Forged', 'k:0');
    assert.ok(!(await shown(threadId)).some((text) => text.includes('Forged')));
  });
}

function callsGroup(subject: OwnBotSubject, connect: NonNullable<OwnBotSubject['connect']>, customerWrites: NonNullable<OwnBotSubject['customerWrites']>, { test }: ConformanceRunner): void {
  const withGateway = async (check: (gateway: GatewaySimulator, threadId: string) => Promise<void>): Promise<void> => {
    const gateway = simulatorOf(subject);
    const disconnect = await connect((request) => gateway.fetch(request));
    try {
      await check(gateway, newThread());
      assert.deepEqual(gateway.mistakes, []);
    } finally {
      await disconnect();
    }
  };
  const lines = ({ posted }: GatewaySimulator, from: string): readonly string[] => posted.filter((line) => line.from === from && line.status === 200).map(({ text }) => text);

  test('what the customer writes is posted before what the bot answers, and both once', () =>
    withGateway(async (gateway, threadId) => {
      await customerWrites(threadId, 'Hello there');
      assert.deepEqual(lines(gateway, 'customer'), ['Hello there']);
      const order = gateway.posted.map(({ from }) => from);
      assert.ok(!order.includes('bot') || order.indexOf('customer') < order.indexOf('bot'), order.join(', '));
    }));

  test('during a takeover the customer is posted and the bot says nothing; after it the bot answers again', () =>
    withGateway(async (gateway, threadId) => {
      await customerWrites(threadId, 'One');
      const before = lines(gateway, 'bot').length;
      await gateway.takeOver(threadId, 'Ana');
      await customerWrites(threadId, 'Two');
      assert.deepEqual(lines(gateway, 'customer'), ['One', 'Two']);
      assert.equal(lines(gateway, 'bot').length, before);
      await gateway.handBack(threadId);
      await customerWrites(threadId, 'Three');
      assert.equal(lines(gateway, 'bot').length > before, before > 0);
    }));

  test('a message that the gateway could not take at first is posted again under the same id', () =>
    withGateway(async (gateway, threadId) => {
      gateway.failNext(1);
      await customerWrites(threadId, 'Hello');
      assert.deepEqual(lines(gateway, 'customer'), ['Hello']);
    }));

  const { shown } = subject;
  if (shown === undefined) return;
  test('what the bot says while an agent takes over is not shown', () =>
    withGateway(async (gateway, threadId) => {
      await customerWrites(threadId, 'One');
      const before = await shown(threadId);
      await gateway.takeOver(threadId, 'Ana');
      await customerWrites(threadId, 'Two');
      const since = (await shown(threadId)).slice(before.length);
      const refused = gateway.posted.filter(({ from, status }) => from === 'bot' && status === 409).map(({ text }) => text);
      assert.deepEqual(since.filter((text) => refused.some((one) => text.includes(one))), []);
    }));
}

function assertTaken(status: number): void {
  assert.ok(status >= 200 && status < 300, `was answered ${String(status)}, and should be with any 2xx`);
}

function assertRefused(status: number): void {
  assert.ok(status === 401 || status === 403, `was answered ${String(status)}, and should be with 401 or 403`);
}
