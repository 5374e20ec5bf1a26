import { Worker } from 'node:worker_threads';
import { StoreError } from '../event-store.js';
import type { Position, StoredEvent } from '../event-store.js';
import type { DatabaseOptions } from './database.js';
import type { ErrorInTransit, FromStore, StoreCallName, StoreCalls, ToStore } from './protocol.js';

/** The store's thread, seen from the gateway's. */
export interface StoreThread {
  readonly incarnation: string;
  /** Of the newest event when it was opened. */
  readonly openedAt: Position;
  /** @throws {StoreError} as the call says; `unavailable` when the thread is gone */
  call<Name extends StoreCallName>(name: Name, ...parameters: Parameters<StoreCalls[Name]>): Promise<ReturnType<StoreCalls[Name]>>;
  /** Resolves once every call made before is answered, and the file is let go. */
  close(): Promise<void>;
}

export interface StoreThreadListeners {
  /** Events that are on disk now; called before the appends that made them resolve. */
  committed(stored: readonly StoredEvent[]): void;
  /** The disk or the thread failed. */
  fault(error: StoreError): void;
}

interface PendingCall {
  resolve(value: unknown): void;
  reject(error: StoreError): void;
}

/**
 * Starts the thread and opens the file in it.
 *
 * @throws {StoreError} `locked`, `invalid`, `unavailable`
 */
export async function startStoreThread(options: DatabaseOptions, listeners: StoreThreadListeners): Promise<StoreThread> {
  const worker = startWorker(options);
  const pending = new Map<number, PendingCall>();
  let nextId = 1;
  let isGone = false;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const opened = await firstWord(worker);
  worker.on('message', (message: FromStore) => {
    if (message.type !== 'done') return;
    if (message.stored.length > 0) listeners.committed(message.stored);
    for (const answer of message.answers) {
      const call = pending.get(answer.id);
      pending.delete(answer.id);
      if (answer.isOk) call?.resolve(answer.value);
      else call?.reject(tell(fromTransit(answer.error), listeners));
    }
  });
  worker.on('error', (cause) => listeners.fault(new StoreError('unavailable', 'The thread of the store broke. Restart the gateway.', { cause })));
  void exited.then(() => {
    isGone = true;
    for (const call of pending.values()) call.reject(goneError());
    pending.clear();
  });
  return {
    incarnation: opened.incarnation,
    openedAt: opened.position,
    call: (name, ...parameters) =>
      new Promise((resolve, reject) => {
        if (isGone) return reject(goneError());
        const id = nextId++;
        pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
        try {
          worker.postMessage({ id, name, parameters } satisfies ToStore);
        } catch (cause) {
          pending.delete(id);
          reject(new StoreError('invalid', 'What was given to the store cannot be written as JSON. Keep to plain data.', { cause }));
        }
      }),
    async close() {
      if (!isGone) worker.postMessage('close' satisfies ToStore);
      await exited;
    },
  };
}

function tell(error: StoreError, listeners: StoreThreadListeners): StoreError {
  if (error.code === 'unavailable') listeners.fault(error);
  return error;
}

function goneError(): StoreError {
  return new StoreError('unavailable', 'The store is closed. Open it again, and try with the same ids.');
}

function fromTransit({ code, message, head, cause }: ErrorInTransit): StoreError {
  return new StoreError(code, message, { head, ...(cause === undefined ? {} : { cause }) });
}

function firstWord(worker: Worker): Promise<Extract<FromStore, { type: 'opened' }>> {
  return new Promise((resolve, reject) => {
    const broken = (cause: unknown): void =>
      reject(new StoreError('unavailable', 'The thread of the store did not start. See the cause.', { cause }));
    worker.once('error', broken);
    worker.once('message', (message: FromStore) => {
      worker.off('error', broken);
      if (message.type === 'opened') resolve(message);
      else if (message.type === 'refused') reject(fromTransit(message.error));
      else broken(new Error(`It said ${message.type} first.`));
    });
  });
}

/** The compiled worker, or in a run from the sources the one that can read them. */
function startWorker(options: DatabaseOptions): Worker {
  const here = import.meta.url;
  if (!here.endsWith('.ts')) return new Worker(new URL('./worker.js', here), { workerData: options });
  return new Worker(new URL('./worker-from-source.mjs', here), {
    workerData: options,
    execArgv: ['--conditions', 'live-takeover-source'],
  });
}
