import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The demo as its user starts it: a process of its own. */
export interface Product {
  readonly url: string;
  readonly port: number;
  /** Everything it printed. */
  readonly lines: readonly string[];
  readonly process: ChildProcess;
  /** Ctrl-C. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** A directory that goes with the test. */
export async function temporaryDirectory(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** Starts the demo and resolves once it prints its address. */
export async function startProduct(options: {
  readonly data: string;
  readonly port: number;
  readonly arguments?: readonly string[];
  readonly nodeArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}): Promise<Product> {
  const script = fileURLToPath(new URL('../dist/start.js', import.meta.url));
  const child = spawn(
    process.execPath,
    [...(options.nodeArguments ?? []), script, '--data', options.data, ...(options.arguments ?? ['--customers', '0', '--no-recorded'])],
    { env: { ...process.env, DATABASE_URL: '', DATABASE_URL_FILE: '', ...options.environment, PORT: String(options.port) }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lines: string[] = [];
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    const read = (line: string): void => {
      lines.push(line);
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0];
      if (address !== undefined) resolve(address.slice(0, -1));
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
    void exited.then((code) => reject(new Error(`The demo ended with code ${String(code)} before it was ready:\n${lines.join('\n')}`)));
  });
  return {
    url,
    port: options.port,
    lines,
    process: child,
    stop: () => {
      child.kill('SIGINT');
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
