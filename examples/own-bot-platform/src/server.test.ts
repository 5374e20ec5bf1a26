import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, createNodeRuntime, loadConfig, openSqliteStore, startServer } from '@live-takeover/gateway';
import type { RunningServer } from '@live-takeover/gateway';
import { ownBotConformance } from '@live-takeover/gateway/testing';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createPlatform } from './server.js';

const secret = 'the-secret-of-gateway-and-platform';
const agentSecret = 'agents-secret-of-thirty-two-characters!';
const platform = { gatewayUrl: '', botId: 'shop', secret };
const widget = createPlatform(platform);
let widgetUrl = '';

beforeAll(async () => {
  widgetUrl = await listening(widget);
});
afterAll(() => closed(widget));

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function closed(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

async function says(thread: string, text: string): Promise<void> {
  const response = await fetch(`${widgetUrl}/say?thread=${thread}`, { method: 'POST', body: text });
  expect(response.status).toBe(204);
}

async function shown(thread: string): Promise<readonly string[]> {
  return (await (await fetch(`${widgetUrl}/lines?thread=${thread}`)).json()) as readonly string[];
}

describe('with a real gateway', () => {
  let directory: string;
  let gateway: RunningServer;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
    const bots = [{ id: 'shop', name: 'Shop Bot', protocol: 'own' }];
    const channels = { webhook: { bots: [{ botId: 'shop', url: `${widgetUrl}/news`, secret: 'PLATFORM' }] } };
    const environment = { LIVE_TAKEOVER_SECRET_PLATFORM: secret, LIVE_TAKEOVER_AGENT_SECRET: agentSecret, LIVE_TAKEOVER_SIGNING_SECRET: 'signing-secret-of-thirty-two-characters' };
    const loaded = loadConfig(JSON.stringify({ listen: { port: 0 }, drainMs: 0, bots, channels }), { environment, readFile: () => '' });
    if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
    const store = await openSqliteStore({ path: join(directory, 'store.sqlite') });
    gateway = await startServer({ config: loaded.config, secrets: loaded.secrets, store, runtime: createNodeRuntime(createLog(() => {}, Date.now)) });
    platform.gatewayUrl = gateway.url;
  });

  afterAll(async () => {
    await gateway.stop();
    await rm(directory, { recursive: true });
  });

  async function command(given: Readonly<Record<string, unknown>>): Promise<void> {
    const token = await new SignJWT({ name: 'Ana', role: 'agent' }).setProtectedHeader({ alg: 'HS256' }).setSubject('ana').setExpirationTime('5m').sign(new TextEncoder().encode(agentSecret));
    const response = await fetch(`${gateway.url}/v1/commands`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(given) });
    expect(await response.json()).toMatchObject({ ok: true });
  }

  test('bot and widget stay as they are: an agent takes over, writes, and hands back', async () => {
    await says('mia', 'Where is my card?');
    await says('mia', 'And the meaning of life?');
    const [head] = gateway.gateway.projection.heads('default');
    const conversationId = String(head?.id);
    expect(head).toMatchObject({ channel: 'webhook', defaultAnswers: 1 });
    await command({ id: 'k1', name: 'take-over', conversationId, seenTerm: 0 });
    await says('mia', 'Is anybody there?');
    await command({ id: 'k2', name: 'send', conversationId, term: 1, text: 'I am. What is it?' });
    await command({ id: 'k3', name: 'hand-back', conversationId, term: 1 });
    await vi.waitFor(async () => expect(await shown('mia')).toContain('Help desk: You are talking to Shop Bot again.'), { timeout: 20_000 });
    await says('mia', 'My card again');
    expect((await shown('mia')).filter((line) => !line.startsWith('Help desk'))).toEqual([
      'You: Where is my card?',
      'Bot: Your card is on its way.',
      'You: And the meaning of life?',
      'Bot: Sorry, I do not know that.',
      'You: Is anybody there?',
      'Ana: I am. What is it?',
      'You: My card again',
      'Bot: Your card is on its way.',
    ]);
  });
});

describe('it passes what every such server must', () => {
  ownBotConformance(
    {
      // The tests run after it listens.
      get url() {
        return `${widgetUrl}/news`;
      },
      ...{ botId: 'shop', secret, customerWrites: says, shown },
      async connect(gateway) {
        const server = createServer((request, response) => {
          const chunks: Uint8Array[] = [];
          request.on('data', (chunk: Uint8Array) => void chunks.push(chunk));
          request.on('end', () => {
            const method = request.method ?? 'GET';
            const headers = new Headers(Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]));
            void gateway(new Request(`http://gateway.test${request.url ?? '/'}`, { method, headers, ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }) })).then(async (answer) => {
              response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
            });
          });
        });
        platform.gatewayUrl = await listening(server);
        return () => closed(server);
      },
    },
    { test },
  );
});
