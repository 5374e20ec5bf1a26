import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Token } from '@live-takeover/sdk/websocket';
import { loadConfig } from '../../src/config/load-config.js';
import { splitLines } from '../../src/import/lines.js';
import type { RunningServer } from '../../src/server.js';
import { createNodeRuntime, startServer } from '../../src/server.js';
import { createMemoryStore } from '../memory-store.js';
import { openCustomer } from './direct-line-customer.js';
import { startOnlooker } from './onlooker.js';
import { replay } from './replay.js';

let bot: Server;
let gateway: RunningServer;

beforeAll(async () => {
  bot = await webhookBot();
  const config = loadConfig(
    JSON.stringify({
      listen: { host: '127.0.0.1', port: 0 },
      store: { sqlite: 'not-used.sqlite' },
      bots: [{ id: 'help', name: 'Help', protocol: 'webhook', url: `http://127.0.0.1:${(bot.address() as AddressInfo).port}/` }],
    }),
    { environment: {}, readFile: () => '', isDemo: true },
  );
  if (!config.ok) throw new Error(config.mistakes.join('\n'));
  gateway = await startServer({ ...config, store: createMemoryStore(), runtime: createNodeRuntime(() => undefined), demo: {} });
});

afterAll(async () => {
  await gateway.stop();
  bot.close();
});

test('recorded customers talk to the real gateway and its bot, and an agent who looks on sees what comes of it', async () => {
  const { url } = gateway;
  const onlooker = await startOnlooker(url, async () => (await (await fetch(`${url}/demo/agent-token?agent=replay`)).json()) as Token);
  const user = (text: string) => ({ from: 'user', text, at_ms_offset: 0 });
  const records = [
    { id: 'a', turns: [user('nonsense'), user('more nonsense'), user('nonsense again')] },
    { id: 'b', turns: [user('hello')], outcome: 'complete', end_at_ms_offset: 1 },
  ];
  const tally = await replay(
    splitLines([records.map((record) => JSON.stringify({ time_resolution_ms: 1_000, ...record })).join('\n')]),
    { seed: 1, speed: 1, limit: 10, concurrency: 2, answerTimeoutMs: 10_000, signal: new AbortController().signal },
    { openCustomer: (signal) => openCustomer({ url }, signal), wait: () => Promise.resolve() },
  );
  expect(tally).toMatchObject({ conversations: 2, finished: 2, messagesSent: 4, answers: 4, answersMissed: 0, errors: new Map() });
  expect(await onlooker?.untilSeen(tally.threads, 10_000)).toBe(true);
  const observed = onlooker?.result(new Set(tally.threads.keys()));
  expect(observed?.defaultAnswers).toBe(3);
  expect(observed?.reached.get('live')).toBe(2);
  expect(observed?.reached.get('action')).toBe(1);
  onlooker?.close();
});

test('a call that the gateway refuses says which, and why', async () => {
  const { signal } = new AbortController();
  await expect(openCustomer({ url: gateway.url, botId: 'nobody' }, signal)).rejects.toThrow(/^POST \/demo\/direct-line-token was answered 4\d\d: /);
  await expect(openCustomer({ url: gateway.url, secret: 'wrong' }, signal)).rejects.toThrow(/^POST \/v3\/directline\/tokens\/generate was answered 40[13]/);
  const customer = await openCustomer({ url: gateway.url }, signal);
  await expect(customer.say('x'.repeat(1_000_000), signal)).rejects.toThrow(/conversations\/…\/activities was answered 4\d\d/);
  customer.close();
});

/** Says the default answer to whatever holds the word "nonsense". */
function webhookBot(): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += String(piece)));
    request.on('end', () => {
      const reply = body.includes('nonsense') ? { text: 'What?', fallback: true } : { text: 'Hello' };
      response.setHeader('content-type', 'application/json').end(JSON.stringify([reply]));
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
