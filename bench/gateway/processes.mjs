/** A process of this benchmark's, seen from the one that measures. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts one of the programs beside this file that call {@link answerCalls}.
 *
 * @returns {{ pid: number, call(name: string, ...parameters: unknown[]): Promise<any>, stop(): Promise<void> }} parameters
 *   and results travel as structured clones; a call rejects with what it threw there
 */
export function startProcess(program, ...parameters) {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), parameters.map((parameter) => JSON.stringify(parameter)), {
    execArgv: [...process.execArgv, '--expose-gc'],
    serialization: 'advanced',
  });
  running.add(child);
  const pending = new Map();
  let count = 0;
  child.on('message', ({ id, value, error }) => {
    const { resolve, reject } = pending.get(id);
    pending.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(`${program}: ${error}`));
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  void ended.then((code) => {
    running.delete(child);
    for (const { reject } of pending.values()) reject(new Error(`${program} ended with ${code}.`));
  });
  return {
    pid: child.pid,
    call: (name, ...values) =>
      new Promise((resolve, reject) => {
        count += 1;
        pending.set(count, { resolve, reject });
        child.send({ id: count, name, values });
      }),
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

/** What such a program was started with. */
export function givenParameters() {
  return process.argv.slice(2).map((parameter) => JSON.parse(parameter));
}

/** Answers the calls of whoever started this program, which ends when they let go of it. */
export function answerCalls(calls, end = () => {}) {
  process.on('message', async ({ id, name, values }) => {
    try {
      process.send({ id, value: await calls[name](...values) });
    } catch (error) {
      process.send({ id, error: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.on('disconnect', () => Promise.resolve(end()).finally(() => process.exit()));
}
