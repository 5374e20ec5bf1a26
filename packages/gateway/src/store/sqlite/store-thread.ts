import { Worker } from 'node:worker_threads';
import { StoreError } from '../event-store.js';
import type { StoredEvent } from '../event-store.js';
import type { DatabaseOptions } from './database.js';
import { faultMessage } from './faults.js';
import type { CallMessage, ErrorInTransit, FromStore, Json, OpenedAt, StoreCallName, StoreCalls, ToStore } from './protocol.js';
import { unsharedCalls } from './protocol.js';

/** The store's thread, seen from the gateway's. */
export interface StoreThread {
  readonly openedAt: OpenedAt;
  /** @throws {StoreError} as the call says; `unavailable` when the thread is gone */
  call<Name extends StoreCallName>(name: Name, ...parameters: Parameters<StoreCalls[Name]>): Promise<ReturnType<StoreCalls[Name]>>;
  /** A call that tells something before it is answered. @throws {StoreError} as the call says, and then nothing of it counts */
  callInParts<Name extends StoreCallName>(onPart: (json: Json) => void, name: Name, ...parameters: Parameters<StoreCalls[Name]>): Promise<ReturnType<StoreCalls[Name]>>;
  /**
   * What a call gave as JSON.
   *
   * @throws {StoreError} `unavailable`: the file does not hold what was written
   */
  parsed<Value>(json: Json): Value;
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
  onPart?(json: Json): void;
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
    if (message.type === 'part') return pending.get(message.id)?.onPart?.(message.json);
    if (message.type !== 'done') return;
    if (message.stored !== undefined) listeners.committed(JSON.parse(message.stored) as readonly StoredEvent[]);
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
  let unsent: CallMessage[] = [];
  const post = (calls: readonly CallMessage[]): void => {
    try {
      worker.postMessage(calls satisfies ToStore);
    } catch (cause) {
      if (calls.length > 1) return calls.forEach((call) => post([call]));
      for (const { id } of calls) {
        pending.get(id)?.reject(new StoreError('invalid', 'What was given to the store cannot be written as JSON. Keep to plain data.', { cause }));
        pending.delete(id);
      }
    }
  };
  const postUnsent = (): void => {
    const calls = unsent;
    unsent = [];
    if (calls.length > 0) post(calls);
  };
  const send = (call: Omit<CallMessage, 'id'>, whenAnswered: PendingCall): void => {
    if (isGone) return whenAnswered.reject(goneError());
    const id = nextId++;
    pending.set(id, whenAnswered);
    if (unsharedCalls.has(call.name)) {
      postUnsent();
      return post([{ id, ...call }]);
    }
    unsent.push({ id, ...call });
    // Whoever was answered together asks again together: one message costs less than many.
    if (unsent.length === 1) process.nextTick(postUnsent);
  };
  return {
    openedAt: opened.at,
    call: (name, ...parameters) => new Promise((resolve, reject) => send({ name, parameters }, { resolve: resolve as (value: unknown) => void, reject })),
    callInParts: (onPart, name, ...parameters) =>
      new Promise((resolve, reject) => send({ name, parameters }, { onPart, resolve: resolve as (value: unknown) => void, reject })),
    parsed: (json) => {
      try {
        return JSON.parse(json);
      } catch (cause) {
        throw tell(new StoreError('unavailable', faultMessage(cause), { cause }), listeners);
      }
    },
    async close() {
      postUnsent();
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
