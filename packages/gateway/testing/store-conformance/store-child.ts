import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process that holds a store, and the lines it says. */
export interface StoreChild {
  readonly process: ChildProcess;
  /** Everything said so far. */
  readonly lines: readonly unknown[];
  /** Resolves with the first line, said or to come, that `matches`. Rejects when the process ends without it. */
  until<Line>(matches: (line: Line) => boolean): Promise<Line>;
  /** Resolves when the process has ended and its last words are in `lines`. */
  readonly ended: Promise<void>;
}

/** Starts a script that says one JSON value per line, from the sources. */
export function startStoreChild(script: URL, parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): StoreChild {
  const command = ['--import', 'tsx', '--conditions', 'live-takeover-source', fileURLToPath(script), ...parameters];
  const child = spawn(process.execPath, command, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const lines: unknown[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => [...waiting].forEach((listener) => listener());
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve())).then(() => {
    hasEnded = true;
    wake();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line));
    wake();
  });
  return {
    process: child,
    lines,
    ended,
    until: <Line>(matches: (line: Line) => boolean) =>
      new Promise<Line>((resolve, reject) => {
        let seen = 0;
        const look = (): void => {
          for (; seen < lines.length; seen += 1)
            if (matches(lines[seen] as Line)) {
              waiting.delete(look);
              return resolve(lines[seen] as Line);
            }
          if (hasEnded) reject(new Error('The process ended before it said so.'));
        };
        waiting.add(look);
        look();
      }),
  };
}
