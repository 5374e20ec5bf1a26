/**
 * The whole product on one machine: gateway, bot, pages, and a few simulated
 * customers.
 *
 *   npm start -- [--data DIR] [--customers N] [--no-recorded] [--settings FILE] [--all-channels]
 *
 * With DATABASE_URL it keeps conversations there, in PostgreSQL. What a JSON
 * file given with --settings holds goes before the demo's own configuration.
 * --all-channels adds Messenger, text messages and Salesforce, simulated.
 */
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startBot } from '@live-takeover/example-bot';
import { createLog, createNodeRuntime, importFile, loadConfig, openStore, startServer, storePlace } from '@live-takeover/gateway';
import type { StorePlace } from '@live-takeover/gateway';
import { createAllChannels } from './all-channels/all-channels.js';
import { demoConfiguration } from './configuration.js';
import { keepCustomersChatting } from './customers.js';
import { servePage } from './pages.js';

const recorded = fileURLToPath(new URL('../recorded.ndjson', import.meta.url));

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    customers: { type: 'string', default: '4' },
    'no-recorded': { type: 'boolean', default: false },
    settings: { type: 'string' },
    'all-channels': { type: 'boolean', default: false },
  },
});
const port = wholeNumber('PORT', process.env['PORT'] ?? '8787', 65_535);
const customers = wholeNumber('--customers', values.customers, 100);

const folder = values.data === undefined ? mkdtempSync(join(tmpdir(), 'live-takeover-')) : resolve(values.data);
const files = join(folder, 'conversations.attachments');
mkdirSync(files, { recursive: true });
const logFile = createWriteStream(join(folder, 'gateway.log'), { flags: 'a' });

const bot = await startBot();
if (values['all-channels'] && port === 0) fail('--all-channels needs a port that is known before: set PORT to one.');
const channels = values['all-channels'] ? createAllChannels({ baseUrl: `http://127.0.0.1:${String(port)}`, now: Date.now }) : undefined;
const configuration = {
  ...demoConfiguration({ port, sqlite: join(folder, 'conversations.sqlite'), files, botUrl: process.env['BOT_URL'] ?? bot.url, hasSalesforce: channels !== undefined }),
  ...channels?.configuration,
  ...(values.settings === undefined ? {} : settingsIn(values.settings)),
};
const loaded = loadConfig(JSON.stringify(configuration), { environment: { ...process.env, ...channels?.environment }, readFile: (path) => readFileSync(path, 'utf8'), isDemo: true });
if (!loaded.ok) fail(loaded.mistakes.join('\n'));

const machine = createNodeRuntime(createLog((line) => void logFile.write(line), Date.now));
const runtime = channels?.reaching(machine) ?? machine;
const place = placeOf(loaded.config.store);
const store = await openStore(place).catch((error: unknown) => fail(messageOf(error)));
if (!values['no-recorded']) await importFile(store, recorded, { now: Date.now(), bot: { id: 'help-desk', name: 'Help desk' } });
const server = await startServer({ ...loaded, store, runtime, demo: { pages: async (request) => (await channels?.answer(request)) ?? servePage(request, channels !== undefined) } }).catch((error: unknown) =>
  fail(isAboutPort(error) ? `Port ${String(port)} cannot be used (${messageOf(error)}). Set PORT to another.` : messageOf(error)),
);

const leaving = new AbortController();
void keepCustomersChatting({ url: server.url, count: customers, signal: leaving.signal, random: Math.random });
const what = place.kind === 'postgres' ? 'Conversations are in PostgreSQL; files and log are in' : 'Conversations and log are in';
console.log(`\n  Live Takeover: ${server.url}/\n\n  ${what} ${folder}${values.data === undefined ? ' and go with it' : ''}. Ctrl-C stops.\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    leaving.abort();
    void stop();
  });

async function stop(): Promise<void> {
  await server.stop();
  await bot.close();
  await new Promise<void>((done) => logFile.end(done));
  if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
}

function settingsIn(path: string): object {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as object;
  } catch (error) {
    return fail(`${path} cannot be used (${messageOf(error)}). Give --settings a file of JSON.`);
  }
}

function placeOf(config: { readonly sqlite: string }): StorePlace {
  try {
    return storePlace(config, process.env);
  } catch (error) {
    return fail(messageOf(error));
  }
}

function isAboutPort(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > most) fail(`${name} takes a whole number from 0 to ${String(most)}, not "${text}".`);
  return number;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
