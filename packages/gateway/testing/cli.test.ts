import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.js';
import type { GatewayProcess } from './live/gateway-process.js';
import { startGatewayProcess } from './live/gateway-process.js';
import { openLiveAgent } from './live/live-agent.js';
import { connectorTo, tokenOf } from './live/live-gateway.js';

const secret = 'a secret of at least thirty-two characters';
const environment = { LIVE_TAKEOVER_SIGNING_SECRET: secret, LIVE_TAKEOVER_AGENT_SECRET: secret };

let directory: string;
let config: string;
let database: string;
const processes: GatewayProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  database = join(directory, 'store.sqlite');
  config = await write('live-takeover.json', {
    listen: { port: 0 },
    store: { sqlite: database },
    bots: [
      { id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://127.0.0.1:9/' },
      { id: 'shop', name: 'Shop', protocol: 'webhook', url: 'http://127.0.0.1:9/' },
    ],
  });
});

afterEach(async () => {
  for (const process of processes.splice(0)) {
    process.stop('SIGKILL');
    await process.ended;
  }
  await rm(directory, { recursive: true });
});

function start(...parameters: readonly string[]): GatewayProcess {
  const started = startGatewayProcess(parameters, environment);
  processes.push(started);
  return started;
}

async function write(name: string, content: unknown): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('the process prints one line per mistake in its configuration, nothing else, and ends with 2', async () => {
  const broken = await write('broken.json', { bots: [{ id: 'a b', name: 'B', protocol: 'smoke', url: 'http://127.0.0.1:9/' }] });
  const gateway = start('--config', broken);
  expect(await gateway.ended).toBe(2);
  expect(gateway.printed).toEqual([]);
  expect(gateway.complained).toEqual([expect.stringMatching(/bots\[0\]\.id: /), expect.stringMatching(/bots\[0\]\.protocol: /)]);
});

test('the process says where it is and that it is well, keeps a second one off its file, and ends with 0 when told to', async () => {
  const gateway = start('--config', config);
  const url = await gateway.url;
  expect(gateway.printed).toEqual([`Live Takeover listens on ${url}`]);
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'alive' });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' });

  const second = start('--config', config);
  expect(await second.ended).toBe(1);
  expect(second.complained).toEqual([`${database} is held by another process. Stop that one, or name another file in store.sqlite.`]);

  const agent = await openLiveAgent(connectorTo(url, () => tokenOf('ana', secret)));
  gateway.stop('SIGTERM');
  expect(await gateway.ended).toBe(0);
  agent.close();
  const lines = gateway.complained.map((line) => (JSON.parse(line) as { readonly event: string }).event);
  expect([lines[0], lines.at(-1)]).toEqual(['started', 'stopped']);
});

test('what import wrote, an agent of that bot sees; a line that cannot be read is told, and the exit code with it', async () => {
  const say = (from: string, text: string) => ({ from, text });
  const record = (id: string) => ({ id, turns: [say('user', 'Hello'), say('bot', 'Hi')] });
  const good = await write('good.ndjson', `${JSON.stringify(record('g1'))}\n${JSON.stringify(record('g2'))}\n`);
  const bad = await write('bad.ndjson', `${JSON.stringify(record('b1'))}\noops\n`);

  const imported = start('import', good, '--config', config);
  expect(await imported.ended).toBe(0);
  expect(imported.printed[0]).toBe('2 conversations imported, 6 events.');
  const partly = start('import', bad, '--config', config, '--bot', 'shop');
  expect(await partly.ended).toBe(1);
  expect(partly.printed).toEqual(expect.arrayContaining(['Lines that could not be imported: 1.', expect.stringMatching(/^Line 2: /)]));
  expect((await botsInStore()).sort()).toEqual(['bank', 'bank', 'shop']);

  const gateway = start('--config', config);
  const agent = await openLiveAgent(connectorTo(await gateway.url, () => tokenOf('ana', secret, { bots: ['bank'] })));
  expect(agent.heads.map(({ bot }) => bot.name)).toEqual(['Bank', 'Bank']);
  agent.close();
  gateway.stop('SIGTERM');
  expect(await gateway.ended).toBe(0);
});

async function botsInStore(): Promise<string[]> {
  const store = await openSqliteStore({ path: database });
  const { heads } = await store.heads({ activeSince: 0 });
  await store.close();
  return heads.map(({ head }) => head.bot.id);
}
