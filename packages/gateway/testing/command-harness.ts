/** The command `live-takeover-gateway` with a configuration and a store of its own, and a customer in it to be found again. */
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Attachment } from '@live-takeover/sdk/core';
import { createAttachments } from '../src/attachments/attachments.js';
import { configuredAttachments } from '../src/attachments/directory/configured-attachments.js';
import { runCommand } from '../src/cli.js';
import { loadConfig } from '../src/config/load-config.js';
import { createNodeRuntime } from '../src/server.js';
import type { EventStore } from '../src/store/event-store.js';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.js';
import type { GatewayProcess } from './live/gateway-process.js';
import { startGatewayProcess } from './live/gateway-process.js';

/** Of the gateway and of agents' tokens. */
export const secret = 'a secret of at least thirty-two characters';
/** What the gateway is started with. */
export const environment: Readonly<Record<string, string>> = { LIVE_TAKEOVER_SIGNING_SECRET: secret, LIVE_TAKEOVER_AGENT_SECRET: secret };
/** A customer. */
export const kim = { id: 'customer-kim-4711', name: 'Kimberly Wexler', phone: '+34600100200', verified: true } as const;
/** What tells of Kim. */
export const telling: readonly string[] = [kim.id, kim.name, kim.phone, 'the kettle exploded'];
/** What another customer wrote. */
export const strangersWords = 'nothing exploded here';

/** What a command came to. */
export interface EndedCommand {
  readonly code: number;
  readonly printed: readonly string[];
  readonly complained: readonly string[];
}

/** A place for commands to work in. */
export interface CommandHarness {
  readonly directory: string;
  readonly config: string;
  /** The store's directory, with nothing else in it. */
  readonly home: string;
  readonly database: string;
  /** Starts a process; without a command, a gateway. */
  start(...parameters: readonly string[]): GatewayProcess;
  /** Runs a command in this process. */
  run(parameters: readonly string[], secrets?: Readonly<Record<string, string>>): Promise<EndedCommand>;
  /** Kim's conversation with a file in it, and a stranger's, in a store that nobody has open. */
  fill(): Promise<void>;
  /** What a store holds that nobody has open. */
  look<Value>(path: string, at: (store: EventStore) => Promise<Value>): Promise<Value>;
  /** Which of these stand anywhere in the files of the store's directory. */
  found(texts: readonly string[], within?: string): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** An empty place. */
export async function createCommandHarness(): Promise<CommandHarness> {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  const home = join(directory, 'store');
  const [config, database] = [join(directory, 'live-takeover.json'), join(home, 'store.sqlite')];
  const bots = [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://127.0.0.1:9/' }];
  await mkdir(home);
  await writeFile(config, JSON.stringify({ listen: { port: 0 }, drainMs: 0, store: { sqlite: database }, bots }));
  const processes: GatewayProcess[] = [];
  return {
    directory,
    config,
    home,
    database,
    start(...parameters) {
      const started = startGatewayProcess([...parameters, '--config', config], environment);
      processes.push(started);
      return started;
    },
    run: (parameters, secrets = environment) => runHere([...parameters, '--config', config], secrets),
    fill: () => looking(database, async (store) => fill(store, await fileOf(config, store, 'kims'))),
    look: looking,
    found: (texts, within = '') => foundIn(join(home, within), texts),
    async dispose() {
      for (const process of processes) {
        process.stop('SIGKILL');
        await process.ended;
      }
      await rm(directory, { recursive: true });
    },
  };
}

/** How another command finds a gateway. */
export async function portOf(gateway: GatewayProcess): Promise<readonly string[]> {
  return ['--port', new URL(await gateway.url).port];
}

async function runHere(parameters: readonly string[], secrets: Readonly<Record<string, string>>): Promise<EndedCommand> {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(parameters, {
    environment: secrets,
    print: (line) => void printed.push(line),
    complain: (line) => void complained.push(line),
    log: (line) => void complained.push(line),
    ended: new Promise(() => {}),
    onReload: () => {},
  });
  return { code, printed, complained };
}

async function looking<Value>(path: string, at: (store: EventStore) => Promise<Value>): Promise<Value> {
  const store = await openSqliteStore({ path });
  try {
    return await at(store);
  } finally {
    await store.close();
  }
}

async function fill(store: EventStore, bill: Attachment): Promise<void> {
  const start = { bot: { id: 'bank', name: 'Bank' }, channel: 'web', attributes: {} };
  await store.append('default', 'kims', [
    { type: 'conversation-started', id: 's', ...start, contact: kim, reference: 'K1M00000', thread: `sms:${kim.phone}` },
    { type: 'message-sent', id: 'm', from: 'customer', text: 'the kettle exploded', attachments: [bill] },
    // Answered, so that a gateway that starts owes nothing.
    { type: 'message-sent', id: 'b', from: 'bot', text: `Oh dear, ${kim.name}`, term: 0, causedBy: 'm' },
    { type: 'agent-requested', id: 'r', target: 'agents', reason: 'the kettle exploded' },
  ]);
  await store.append('default', 'strangers', [
    { type: 'conversation-started', id: 's', ...start, contact: { id: 'stranger', verified: false }, reference: 'STRANGER', thread: 't' },
    { type: 'message-sent', id: 'm', from: 'customer', text: strangersWords },
    { type: 'message-sent', id: 'b', from: 'bot', text: 'Good', term: 0, causedBy: 'm' },
  ]);
}

async function fileOf(config: string, store: EventStore, conversationId: string): Promise<Attachment> {
  const loaded = loadConfig(await readFile(config, 'utf8'), { environment: {}, readFile: () => '', isOffline: true });
  if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
  const attachments = createAttachments({
    store: await configuredAttachments(loaded.config, store),
    config: () => loaded.config.attachments,
    runtime: createNodeRuntime(() => {}),
    publicUrl: () => 'https://gateway.example',
    events: store,
  });
  const upload = { tenant: 'default', conversationId, uploader: 'customer', name: `${kim.name}.txt`, contentType: 'text/plain' } as const;
  return attachments.receive(upload, Readable.from([Buffer.from(`Bill of ${kim.name}: the kettle exploded`)]));
}

async function foundIn(path: string, texts: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    for (const text of texts)
      for (const encoding of ['utf8', 'utf16le'] as const) if (bytes.includes(Buffer.from(text, encoding))) found.add(text);
  }
  return texts.filter((text) => found.has(text));
}
