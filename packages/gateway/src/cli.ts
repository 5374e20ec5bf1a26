/** The command `live-takeover-gateway`. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { GatewayConfig } from './config/config.js';
import type { LoadedConfig } from './config/load-config.js';
import { loadConfig } from './config/load-config.js';
import type { Environment } from './config/secrets.js';
import { importFile, importReport } from './import/index.js';
import { createLog } from './log.js';
import type { Runtime } from './runtime.js';
import type { RunningServer } from './server.js';
import { createNodeRuntime, startServer } from './server.js';
import type { EventStore } from './store/event-store.js';
import { openSqliteStore } from './store/sqlite/sqlite-store.js';

/** What the command needs of the process it runs in. */
export interface CommandLine {
  readonly environment: Environment;
  /** For the user: help, results. */
  readonly print: (line: string) => void;
  /** For the user: what is wrong. */
  readonly complain: (line: string) => void;
  /** One line of the log, with its line break. */
  readonly log: (line: string) => void;
  /** Resolves when the process is asked to end. */
  readonly ended: Promise<void>;
}

const help = `live-takeover-gateway: bots, customers and agents, in one process.

  live-takeover-gateway --config FILE            start the gateway
  live-takeover-gateway import FILE --config FILE  store recorded conversations, then end

Options
  --config FILE   the configuration (default: live-takeover.json)
  --port NUMBER   listen on this port, whatever the configuration says; 0 for any free one
  --demo          give tokens to whoever asks on this machine; never for production
  --bot ID        with import: the bot they are shown under (default: the first)
  --limit NUMBER  with import: at most so many conversations
  --help          this text
  --version       the version

Secrets come from the environment, each as NAME or as NAME_FILE (a path):
  LIVE_TAKEOVER_SIGNING_SECRET      signs what the gateway hands out
  LIVE_TAKEOVER_AGENT_SECRET        verifies agents' tokens (HS256), unless agents.jwksUrl is set
  LIVE_TAKEOVER_DIRECT_LINE_SECRET  lets your server ask for customers' tokens
  LIVE_TAKEOVER_WEBHOOK_SECRET      signs what is put to webhook bots
  …_PREVIOUS                        each one's predecessor, still accepted

Exit codes: 0 ended as asked; 1 failed, or a line could not be imported; 2 wrong use or a mistake in the configuration.`;

const failed = 1;
const misused = 2;

/**
 * Runs the command until it is done or asked to end.
 *
 * @param args - without `node` and the script
 * @returns the exit code
 */
export async function runCommand(args: readonly string[], line: CommandLine): Promise<number> {
  const parsed = parse(args);
  if ('mistake' in parsed) {
    line.complain(`${parsed.mistake} See --help.`);
    return misused;
  }
  const { values, positionals } = parsed;
  if (values.help === true || values.version === true) {
    line.print(values.help === true ? help : version());
    return 0;
  }
  const [action, file, ...rest] = positionals;
  const isImport = action === 'import' && file !== undefined && rest.length === 0;
  if (action !== undefined && !isImport) {
    line.complain(action === 'import' ? 'import takes one file. See --help.' : `There is no command "${action}". See --help.`);
    return misused;
  }
  const loaded = load(values, isImport, line);
  if (!loaded.ok) {
    for (const mistake of loaded.mistakes) line.complain(mistake);
    return misused;
  }
  try {
    return isImport ? await runImport(file, values, loaded.config, line) : await serve(values, loaded, line);
  } catch (error) {
    line.complain(explained(error, loaded.config));
    return failed;
  }
}

interface Options {
  readonly config?: string | undefined;
  readonly port?: string | undefined;
  readonly limit?: string | undefined;
  readonly bot?: string | undefined;
  readonly demo?: boolean | undefined;
  readonly help?: boolean | undefined;
  readonly version?: boolean | undefined;
}

type Parsed = { readonly values: Options; readonly positionals: readonly string[] } | { readonly mistake: string };

function parse(args: readonly string[]): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        port: { type: 'string' },
        limit: { type: 'string' },
        bot: { type: 'string' },
        demo: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
    for (const name of ['port', 'limit'] as const)
      if (values[name] !== undefined && !/^\d{1,9}$/.test(values[name])) return { mistake: `--${name} takes a whole number, not "${values[name]}".` };
    if (Number(values.port ?? 0) > 65_535) return { mistake: `--port takes 0 to 65535, not "${values.port ?? ''}".` };
    return { values, positionals };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}

function load({ config = 'live-takeover.json', port, demo = false }: Options, isOffline: boolean, { environment }: CommandLine): LoadedConfig {
  let text: string;
  try {
    text = readFileSync(config, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { ok: false, mistakes: [`${resolve(config)}: cannot be read (${why}). Name the configuration with --config FILE.`] };
  }
  const loaded = loadConfig(text, { environment, readFile: (path) => readFileSync(path, 'utf8'), isDemo: demo, isOffline });
  if (!loaded.ok) return { ok: false, mistakes: loaded.mistakes.map((mistake) => `${config}: ${mistake}`) };
  if (port === undefined) return loaded;
  return { ...loaded, config: { ...loaded.config, listen: { ...loaded.config.listen, port: Number(port) } } };
}

async function serve({ demo }: Options, loaded: Extract<LoadedConfig, { ok: true }>, line: CommandLine): Promise<number> {
  const { config, secrets } = loaded;
  const runtime = createNodeRuntime(createLog(line.log, Date.now));
  const store = await open(config, runtime);
  const server: RunningServer = await startServer({ config, secrets, store, runtime, ...(demo === true ? { demo: {} } : {}) });
  line.print(`Live Takeover listens on ${server.url}`);
  await line.ended;
  await server.stop();
  return 0;
}

async function runImport(file: string, { limit, bot: botId }: Options, config: GatewayConfig, line: CommandLine): Promise<number> {
  const bot = botId === undefined ? config.bots[0] : config.bots.find(({ id }) => id === botId);
  if (bot === undefined) {
    line.complain(`--bot: the configuration has no bot "${botId ?? ''}". Name one of ${config.bots.map(({ id }) => id).join(', ')}.`);
    return misused;
  }
  const store = await open(config, createNodeRuntime(createLog(line.log, Date.now)));
  try {
    const { id, name, tenant } = bot;
    const summary = await importFile(store, file, { now: Date.now(), tenant, bot: { id, name }, ...(limit === undefined ? {} : { limit: Number(limit) }) });
    for (const text of importReport(summary)) line.print(text);
    return summary.errors.length === 0 ? 0 : failed;
  } finally {
    await store.close();
  }
}

function open({ store }: GatewayConfig, runtime: Runtime): Promise<EventStore> {
  mkdirSync(dirname(resolve(store.sqlite)), { recursive: true });
  return openSqliteStore({ path: store.sqlite, onFault: ({ code }) => runtime.log('error', 'store-fault', { code }) });
}

function explained(error: unknown, config: GatewayConfig): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const { host, port } = config.listen;
  if (code === 'EADDRINUSE') return `${host}:${port} is in use. Stop what listens there, or choose another port with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES') return `${host}:${port} cannot be listened on (${code}). Choose another listen.host or port.`;
  if (code === 'ENOENT') return `${error instanceof Error ? error.message : ''}. Check the path.`;
  if (code === 'locked') return `${config.store.sqlite} is held by another process. Stop that one, or name another file in store.sqlite.`;
  return `The gateway failed: ${error instanceof Error ? error.message : String(error)}`;
}

function version(): string {
  // Beside `src` when run from source, one level further up when compiled.
  const path = ['../package.json', '../../package.json'].map((relative) => new URL(relative, import.meta.url)).find((url) => existsSync(url));
  if (path === undefined) return 'unknown';
  const { version: text } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
  return text;
}
