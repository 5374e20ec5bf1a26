/** SIGHUP, as the operator of a running gateway sends it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GatewayProcess } from './live/gateway-process.js';
import { startGatewayProcess } from './live/gateway-process.js';
import { tokenOf } from './live/live-gateway.js';
import type { RawSocket } from './live/raw-socket.js';
import { openRawSocket } from './live/raw-socket.js';

const first = 'the-first-secret-of-at-least-thirty-two-characters';
const second = 'the-second-secret-of-at-least-thirty-two-characters';

let directory: string;
let config: string;
let gateway: GatewayProcess;
let url: string;
const sockets: RawSocket[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  config = join(directory, 'live-takeover.json');
  await configure({});
  await Promise.all([secret('agent', first), secret('agent-before', first), secret('signing', first)]);
  gateway = startGatewayProcess(['--config', config], {
    LIVE_TAKEOVER_SIGNING_SECRET_FILE: join(directory, 'signing'),
    LIVE_TAKEOVER_AGENT_SECRET_FILE: join(directory, 'agent'),
    LIVE_TAKEOVER_AGENT_SECRET_PREVIOUS_FILE: join(directory, 'agent-before'),
  });
  url = await gateway.url;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  gateway.stop('SIGKILL');
  await gateway.ended;
  await rm(directory, { recursive: true });
});

async function configure(more: Readonly<Record<string, unknown>>): Promise<void> {
  const bots = [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://127.0.0.1:9/' }];
  await writeFile(config, JSON.stringify({ listen: { port: 0 }, drainMs: 0, store: { sqlite: join(directory, 'store.sqlite') }, bots, ...more }));
}

const secret = (name: string, text: string): Promise<void> => writeFile(join(directory, name), `${text}\n`);

/** Tells the gateway to read its configuration again. Resolves with what it had to say, up to the end of it. */
async function reload(): Promise<readonly string[]> {
  const from = gateway.complained.length;
  gateway.stop('SIGHUP');
  return gateway.until((lines) => {
    const said = lines.slice(from);
    return said.some((line) => /"(reloaded|reload-refused|reload-failed)"/.test(line)) && said;
  });
}

async function signIn(agentId: string, signedWith: string): Promise<RawSocket> {
  const socket = await openRawSocket(url);
  sockets.push(socket);
  const { token } = await tokenOf(agentId, signedWith);
  socket.say(JSON.stringify({ type: 'hello', token, topics: { alerts: true, conversations: 'all' }, clientId: agentId }));
  return socket;
}

const isWelcome = ({ type }: { readonly type: string }): boolean => type === 'welcome';

test('new rules reach who is connected, on the socket they have', async () => {
  const ana = await signIn('ana', first);
  await ana.frame(isWelcome);
  const rules = { stalledAfterMs: 60_000 };
  await configure({ bots: [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://127.0.0.1:9/', rules }] });
  await reload();
  expect(await ana.frame(({ type }) => type === 'bot-rules-changed')).toMatchObject({ rules: { bank: rules } });
  ana.say('{"type":"ping"}');
  await ana.frame(({ type }) => type === 'ping');
});

test('secrets in files are read again: those before are still accepted, and nobody is cut off', async () => {
  const ana = await signIn('ana', first);
  await ana.frame(isWelcome);
  await secret('agent', second);
  await reload();
  const ben = await signIn('ben', second);
  const cem = await signIn('cem', first);
  await Promise.all([ben.frame(isWelcome), cem.frame(isWelcome)]);
  await secret('agent-before', second);
  await reload();
  expect(await (await signIn('dan', first)).closed).toBe(4500);
  for (const socket of [ana, ben, cem]) {
    socket.say('{"type":"ping"}');
    await socket.frame(({ type }) => type === 'ping');
  }
});

test('with a mistake in it all stays as it was, and the mistake is told as at the start', async () => {
  const bots = [{ id: 'a b', name: 'B', protocol: 'webhook', url: 'http://127.0.0.1:9/' }];
  await configure({ bots, drainMs: -1 });
  await secret('agent', 'short');
  const said = await reload();
  const atStart = startGatewayProcess(['--config', config], {
    LIVE_TAKEOVER_SIGNING_SECRET_FILE: join(directory, 'signing'),
    LIVE_TAKEOVER_AGENT_SECRET_FILE: join(directory, 'agent'),
    LIVE_TAKEOVER_AGENT_SECRET_PREVIOUS_FILE: join(directory, 'agent-before'),
  });
  expect(await atStart.ended).toBe(2);
  expect(said.slice(0, -1)).toEqual(atStart.complained);
  expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ level: 'error', event: 'reload-refused', mistakes: said.length - 1 });
  expect(said.length).toBeGreaterThan(3);
  await (await signIn('ana', first)).frame(isWelcome);
});

test('what cannot change while it runs is named, and the rest changes', async () => {
  await configure({ listen: { port: 1 }, store: { sqlite: 'elsewhere.sqlite' }, origins: ['https://crm.example'] });
  const said = (await reload()).map((line) => JSON.parse(line) as { readonly event: string; readonly setting?: string });
  expect(said.map(({ event, setting }) => setting ?? event)).toEqual(['listen', 'store', 'reloaded']);
  const preflight = await fetch(`${url}/v1/commands`, { method: 'OPTIONS', headers: { origin: 'https://crm.example', 'access-control-request-method': 'POST' } });
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://crm.example');
});
