import { spawn } from 'node:child_process';
import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The command `live-takeover-gateway` as a process of its own. */
export interface GatewayProcess {
  /** Lines for the user so far. */
  readonly printed: readonly string[];
  /** Lines of complaint and of the log so far. */
  readonly complained: readonly string[];
  /** The exit code, once the process has ended and its last words are in. */
  readonly ended: Promise<number | null>;
  /** Where it listens, once it says so. Rejects when it ends without. */
  readonly url: Promise<string>;
  /** Resolves with the first value that `find` makes of the complaints and the log, looking after each line. Rejects when the process ends without. */
  until<Found>(find: (complained: readonly string[]) => Found | undefined | false): Promise<Found>;
  stop(signal: NodeJS.Signals): void;
}

/** Compiled, this file lies one folder deeper, and so does what the command runs. */
const isCompiled = import.meta.url.endsWith('.js');
const script = fileURLToPath(new URL(`${isCompiled ? '../' : ''}../../bin/live-takeover-gateway.js`, import.meta.url));
const fromSources = isCompiled ? [] : ['--import', 'tsx', '--conditions', 'live-takeover-source'];

/**
 * Starts the command, from the sources if this runs from there.
 *
 * @param command - the script of another, built release
 */
export function startGatewayProcess(parameters: readonly string[], environment: Readonly<Record<string, string>> = {}, command?: string): GatewayProcess {
  const child = spawn(process.execPath, [...(command === undefined ? [...fromSources, script] : [command]), ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A database that somebody works with is none to test on.
    env: { ...process.env, DATABASE_URL: '', DATABASE_URL_FILE: '', ...environment },
  });
  // Whoever ends in a hurry leaves no gateway behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  const printed: string[] = [];
  const complained: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const url = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed.push(line);
      const [said] = /http:\S+/.exec(line) ?? [];
      if (said !== undefined) resolve(said);
    });
    void ended.then((code) => reject(new Error(`It ended with ${String(code)}: ${complained.join('\n')}`)));
  });
  // Whoever wants the URL awaits it; a command without one rejects nobody.
  url.catch(() => {});
  const until = read(createInterface({ input: child.stderr }), complained, ended);
  return { printed, complained, ended, url, until, stop: (signal) => void child.kill(signal) };
}

/** Gathers the lines of `input`, and lets others wait for what is in them. */
function read(input: Interface, lines: string[], ended: GatewayProcess['ended']): GatewayProcess['until'] {
  const watchers = new Set<() => void>();
  input.on('line', (line) => {
    lines.push(line);
    for (const watcher of [...watchers]) watcher();
  });
  return (find) =>
    new Promise((resolve, reject) => {
      const watcher = (): void => {
        const found = find(lines);
        if (found === undefined || found === false) return;
        watchers.delete(watcher);
        resolve(found);
      };
      watchers.add(watcher);
      void ended.then((code) => reject(new Error(`It ended with ${String(code)}: ${lines.join('\n')}`)));
      watcher();
    });
}
