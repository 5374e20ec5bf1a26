import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from './cli.js';
import { openSqliteStore } from './store/sqlite/sqlite-store.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
});

afterEach(() => rm(directory, { recursive: true }));

interface Run {
  readonly printed: readonly string[];
  readonly complaints: readonly string[];
  readonly code: Promise<number>;
  readonly saysUrl: Promise<string>;
  end(): void;
}

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Run {
  const printed: string[] = [];
  const complaints: string[] = [];
  let end: () => void = () => {};
  let sayUrl: (url: string) => void = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const saysUrl = new Promise<string>((resolve) => (sayUrl = resolve));
  const print = (line: string): void => {
    printed.push(line);
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) sayUrl(url);
  };
  const code = runCommand(args, { environment, print, complain: (line) => void complaints.push(line), log: () => {}, ended, onReload: () => {} });
  return { printed, complaints, code, saysUrl, end };
}

async function config(extra: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const path = join(directory, 'live-takeover.json');
  const bots = [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://127.0.0.1:9/' }];
  await writeFile(path, JSON.stringify({ listen: { port: 0 }, drainMs: 0, store: { sqlite: join(directory, 'data', 'store.sqlite') }, bots, ...extra }));
  return path;
}

test.each([
  [['--help'], 0, /live-takeover-gateway --config FILE/],
  [['--version'], 0, /^\d+\.\d+\.\d+/],
])('%s explains itself', async (args, code, text) => {
  const command = run(args);
  expect(await command.code).toBe(code);
  expect(command.printed.join('\n')).toMatch(text);
});

test.each([
  [['--prot', '80'], /--prot/],
  [['--port', 'eighty'], /--port takes a whole number/],
  [['--port', '70000'], /65535/],
  [['explode'], /no command "explode"/],
  [['export'], /export takes one file/],
  [['erase', 'x'], /erase takes no file/],
  [['import'], /import takes one file/],
  [['--config', '/nowhere/live-takeover.json'], /cannot be read \(ENOENT\)/],
])('wrong use is said so, with exit code 2: %s', async (args, text) => {
  const command = run(args);
  expect(await command.code).toBe(2);
  expect(command.complaints.join('\n')).toMatch(text);
});

test('every mistake in the configuration is a line of its own', async () => {
  const command = run(['--config', await config({ bots: [{ id: 'a b' }], listen: { port: 'x' } })]);
  expect(await command.code).toBe(2);
  expect(command.complaints.length).toBeGreaterThan(3);
  for (const line of command.complaints) expect(line).toMatch(/live-takeover\.json: .+: .+\. ./);
});

test('the gateway starts, says where it is, and ends when asked to', async () => {
  const command = run(['--config', await config(), '--demo']);
  const url = await command.saysUrl;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  command.end();
  expect(await command.code).toBe(0);
});

test('without the demo, secrets are needed', async () => {
  const path = await config();
  const without = run(['--config', path]);
  expect(await without.code).toBe(2);
  expect(without.complaints.join('\n')).toContain('LIVE_TAKEOVER_SIGNING_SECRET');
  const secret = 'a secret of at least thirty-two chars';
  const command = run(['--config', path], { LIVE_TAKEOVER_SIGNING_SECRET: secret, LIVE_TAKEOVER_AGENT_SECRET: secret });
  const url = await command.saysUrl;
  expect((await fetch(`${url}/demo/agent-token?agent=ana`)).status).toBe(404);
  command.end();
  expect(await command.code).toBe(0);
});

test('a port in use is said so, with exit code 1', async () => {
  const first = run(['--config', await config(), '--demo']);
  const port = new URL(await first.saysUrl).port;
  const second = run(['--config', await config({ store: { sqlite: join(directory, 'second.sqlite') } }), '--demo', '--port', port]);
  expect(await second.code).toBe(1);
  expect(second.complaints.join('\n')).toContain(`${port} is in use`);
  const third = run(['--config', await config(), '--demo']);
  expect(await third.code).toBe(1);
  expect(third.complaints.join('\n')).toContain('held by another process');
  first.end();
  expect(await first.code).toBe(0);
});

test('recorded conversations are imported under a bot, and a line that cannot be read is reported', async () => {
  const path = await config();
  const file = join(directory, 'records.ndjson');
  const record = { id: 'r1', source: 'test', language: 'en', turns: [{ from: 'user', text: 'Hello' }, { from: 'bot', text: 'Hi' }] };
  await writeFile(file, `${JSON.stringify(record)}\nnot json\n`);
  const command = run(['import', file, '--config', path]);
  expect(await command.code).toBe(1);
  expect(command.printed.join('\n')).toMatch(/1 conversations? imported/);
  expect(command.printed.join('\n')).toMatch(/Line 2/);
  const store = await openSqliteStore({ path: join(directory, 'data', 'store.sqlite') });
  const { heads } = await store.heads({ activeSince: 0 });
  expect(heads.map(({ head }) => head.bot.id)).toEqual(['bank']);
  await store.close();
});
