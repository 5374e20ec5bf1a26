import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createGatewaySimulator } from './gateway-simulator.js';
import type { OwnBotSubject } from './own-bot-conformance.js';
import { ownBotConformance } from './own-bot-conformance.js';
import { isSignatureOf, signatureHeader, signatureOf } from './signed-body.js';

const secret = 'a-secret';
const at = Date.UTC(2026, 0, 5, 9);

/** What the suite says of a server: the titles of the tests that it fails. */
async function complaintsOf(answer: (body: string, signature: string | null) => number, shown?: OwnBotSubject['shown']): Promise<readonly string[]> {
  const server = createServer((request, response) => {
    void text(request).then((body) => response.writeHead(answer(body, String(request.headers[signatureHeader] ?? ''))).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tests: { readonly title: string; readonly run: () => Promise<void> }[] = [];
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  ownBotConformance({ url, botId: 'shop', secret, ...(shown === undefined ? {} : { shown }) }, { test: (title, run) => void tests.push({ title, run }) });
  const failed: string[] = [];
  for (const { title, run } of tests) await run().catch(() => void failed.push(title));
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return failed;
}

const isGenuine = (body: string, signature: string | null): boolean => isSignatureOf(secret, body, signature, Date.now());

test('a server that checks signatures and takes everything else passes', async () => {
  expect(await complaintsOf((body, signature) => (isGenuine(body, signature) ? 204 : 401))).toEqual([]);
});

test.each<[string, (body: string, signature: string | null) => number, string]>([
  ['takes anything', () => 204, 'news that were not signed, or not by us, are refused'],
  ['takes nothing', () => 401, 'news that are signed are taken, whatever their kind'],
  ['signs what it parsed', (body, signature) => (isGenuine(body, signature) || isGenuine(JSON.stringify(JSON.parse(body)), signature) ? 204 : 401), 'news that were changed on the way are refused'],
  ['forgets the time', (body, signature) => (isSignatureOf(secret, body, signature, 1000 * Number(/^t=(\d+)/.exec(signature ?? '')?.[1] ?? 0)) ? 204 : 401), 'news of an hour ago, or of an hour to come, are refused'],
  ['stumbles over new kinds', (body, signature) => (!isGenuine(body, signature) ? 401 : body.includes('invented-later') ? 500 : 204), 'news of a kind that is not known yet are taken too'],
])('a server that %s does not', async (_name, answer, title) => {
  expect(await complaintsOf(answer)).toContain(title);
});

test('a server that shows a repeat twice does not pass', async () => {
  const lines: string[] = [];
  const answer = (body: string, signature: string | null): number => {
    if (!isGenuine(body, signature)) return 401;
    const { message } = JSON.parse(body) as { readonly message?: { readonly text: string } };
    if (message !== undefined) lines.push(message.text);
    return 204;
  };
  expect(await complaintsOf(answer, async () => lines.slice(-3))).toEqual(['the customer sees what agents write, in order, and each of it once']);
});

test('the simulated gateway refuses what the real one refuses', async () => {
  const gateway = createGatewaySimulator({ botId: 'shop', secret, url: 'http://platform.test/', now: () => at, deliver: async () => new Response(null) });
  const post = async (body: string, signedAt = at, key = secret): Promise<number> => {
    const headers = { [signatureHeader]: signatureOf(key, body, signedAt) };
    return (await gateway.fetch(new Request('http://gateway.test/channels/webhook/shop/messages', { method: 'POST', body, headers }))).status;
  };
  const message = { threadId: 't', id: '1', from: 'bot', text: 'Hi', term: 0 };
  expect(await post(JSON.stringify(message))).toBe(200);
  expect(await post(JSON.stringify(message), at, 'another')).toBe(401);
  expect(await post(JSON.stringify(message), at - 301_000)).toBe(401);
  expect(await post(JSON.stringify({ ...message, from: 'agent' }))).toBe(400);
  await gateway.takeOver('t', 'Ana');
  expect(await post(JSON.stringify({ ...message, id: '2' }))).toBe(409);
  expect(await post(JSON.stringify(message))).toBe(200);
  expect(gateway.posted.map(({ status }) => status)).toEqual([200, 409]);
  expect(gateway.mistakes).toHaveLength(3);
  const act = async (path: string, given: object): Promise<number> => {
    const body = JSON.stringify(given);
    return (await gateway.fetch(new Request(`http://gateway.test/channels/webhook/shop/threads/${path}`, { method: 'POST', body, headers: { [signatureHeader]: signatureOf(secret, body, at) } }))).status;
  };
  expect(await act('t/end', { action: 'end', threadId: 't', id: 'e' })).toBe(200);
  expect(await act('t/end', { action: 'end', threadId: 't' })).toBe(400);
  expect(await act('t/end', { action: 'end', threadId: 'u', id: 'e' })).toBe(400);
  expect(await act('t/explode', {})).toBe(404);
});
