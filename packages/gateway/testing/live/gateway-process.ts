import { spawn } from 'node:child_process';
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
  stop(signal: NodeJS.Signals): void;
}

const script = fileURLToPath(new URL('../../bin/live-takeover-gateway.js', import.meta.url));

/** Starts the command, from the sources. */
export function startGatewayProcess(parameters: readonly string[], environment: Readonly<Record<string, string>> = {}): GatewayProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions', 'live-takeover-source', script, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
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
  createInterface({ input: child.stderr }).on('line', (line) => complained.push(line));
  return { printed, complained, ended, url, stop: (signal) => void child.kill(signal) };
}
