/** The command `live-takeover-gateway`. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runAudit } from './commands/audit.js';
import { runBackup } from './commands/backup.js';
import { runCheck } from './commands/check.js';
import type { CommandLine, CommandOptions, RunCommand } from './commands/command.js';
import { CommandError, exitCodes } from './commands/command.js';
import { runCompact } from './commands/compact.js';
import { runErase } from './commands/erase.js';
import { runExport } from './commands/export.js';
import { runImport } from './commands/import.js';
import { runRestore } from './commands/restore.js';
import { runServer } from './commands/serve.js';
import type { GatewayConfig } from './config/config.js';
import type { LoadedConfig } from './config/load-config.js';
import { loadConfig } from './config/load-config.js';

const help = `live-takeover-gateway: bots, customers and agents, in one process.

  live-takeover-gateway --config FILE    start the gateway
  live-takeover-gateway check            ask bots, providers and desks whether the configuration works
  live-takeover-gateway import FILE      store recorded conversations
  live-takeover-gateway export FILE      write everything kept about a contact to a new file
  live-takeover-gateway erase            erase what a contact wrote, and who they are
  live-takeover-gateway audit            print the audit stream
  live-takeover-gateway backup FILE      copy the store to a new file
  live-takeover-gateway restore [FILE]   put a copy in place of the store
  live-takeover-gateway compact          take what was erased out of the store's files

Options
  --config FILE   the configuration (default: live-takeover.json)
  --port NUMBER   listen on this port, whatever the configuration says; 0 for any free one
  --demo          give tokens to whoever asks on this machine; never for production
  --bot ID        with import: the bot they are shown under (default: the first)
  --limit NUMBER  with import: at most so many conversations
  --contact ID    with export and erase: whose conversations
  --conversation ID  with export and erase: a single conversation instead
  --compact       with erase: compact afterwards
  --tenant ID     with export, erase and audit: of which tenant, where there are several
  --since INSTANT with audit: from then on, as in 2026-01-31T12:00Z
  --csv           with audit: comma-separated values for a spreadsheet
  --database      with restore: the database of DATABASE_URL was restored with its own tools
  --help          this text
  --version       the version

SIGHUP reads the configuration and the secrets' files again, without dropping a connection.

Secrets come from the environment, each as NAME or as NAME_FILE (a path):
  LIVE_TAKEOVER_SIGNING_SECRET      signs what the gateway hands out
  LIVE_TAKEOVER_AGENT_SECRET        verifies agents' tokens (HS256), unless agents.jwksUrl is set
  LIVE_TAKEOVER_DIRECT_LINE_SECRET  lets your server ask for customers' tokens
  LIVE_TAKEOVER_WEBHOOK_SECRET      signs what is put to webhook bots
  LIVE_TAKEOVER_SECRET_<NAME>       a secret that the configuration names
  …_PREVIOUS                        each one's predecessor, still accepted

Exit codes: 0 ended as asked; 1 failed, or a line could not be imported; 2 wrong use or a mistake in the configuration.`;

interface Command {
  /** How many files it is given, at least and at most. */
  readonly files: readonly [number, number];
  readonly run: RunCommand;
  /** Whether a secret that is missing is a mistake. */
  readonly needsSecrets?: true;
}

const server: Command = { files: [0, 0], run: runServer, needsSecrets: true };
const commands: ReadonlyMap<string | undefined, Command> = new Map<string | undefined, Command>([
  [undefined, server],
  ['check', { files: [0, 0], run: runCheck, needsSecrets: true }],
  ['import', { files: [1, 1], run: runImport }],
  ['export', { files: [1, 1], run: runExport }],
  ['erase', { files: [0, 0], run: runErase }],
  ['audit', { files: [0, 0], run: runAudit }],
  ['backup', { files: [1, 1], run: runBackup }],
  ['restore', { files: [0, 1], run: runRestore }],
  ['compact', { files: [0, 0], run: runCompact }],
]);

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
    return exitCodes.misused;
  }
  const { values, positionals } = parsed;
  if (values.help === true || values.version === true) {
    line.print(values.help === true ? help : version());
    return exitCodes.done;
  }
  const [name, ...files] = positionals;
  const command = commands.get(name);
  const mistake = mistakeIn(name, files, command);
  if (command === undefined || mistake !== undefined) {
    line.complain(`${mistake ?? ''} See --help.`);
    return exitCodes.misused;
  }
  const loadAgain = (): LoadedConfig => load(values, command.needsSecrets !== true, line);
  const loaded = loadAgain();
  if (!loaded.ok) {
    for (const wrong of loaded.mistakes) line.complain(wrong);
    return exitCodes.misused;
  }
  try {
    return await command.run({ file: files[0], options: values, loaded, load: loadAgain, line });
  } catch (error) {
    line.complain(explained(error, loaded.config));
    return error instanceof CommandError ? error.exitCode : exitCodes.failed;
  }
}

function mistakeIn(name: string | undefined, files: readonly string[], command: Command | undefined): string | undefined {
  if (command === undefined) return `There is no command "${name ?? ''}".`;
  const [least, most] = command.files;
  if (files.length >= least && files.length <= most) return undefined;
  return `${name ?? ''} takes ${most === 0 ? 'no file' : least === 0 ? 'one file at most' : 'one file'}.`;
}

type Parsed = { readonly values: CommandOptions; readonly positionals: readonly string[] } | { readonly mistake: string };

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
        contact: { type: 'string' },
        conversation: { type: 'string' },
        tenant: { type: 'string' },
        since: { type: 'string' },
        csv: { type: 'boolean' },
        compact: { type: 'boolean' },
        database: { type: 'boolean' },
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

function load({ config = 'live-takeover.json', port, demo = false }: CommandOptions, isOffline: boolean, { environment }: CommandLine): LoadedConfig {
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

function explained(error: unknown, config: GatewayConfig): string {
  if (error instanceof CommandError) return error.message;
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
