import { pause } from '../pause.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { Projection } from './projection.js';

/** Knows whether what this node shows can be up to date. Looks only while somebody is shown something, or the store is away. */
export interface StoreWatch {
  /** Since when the store cannot be read, epoch ms of its clock; null while it can, and while nobody looks. */
  readonly behindSince: number | null;
  /** Told when {@link StoreWatch.behindSince} becomes a time, or null again. */
  subscribe(listener: () => void): () => void;
  /** Somebody is shown something from now on. */
  wake(): void;
  /** Nobody is any more. */
  rest(): void;
  /** Ends it for good. */
  stop(): void;
}

/** What a watch looks at. */
export interface StoreWatchOptions {
  readonly store: Pick<EventStore, 'setting'>;
  readonly projection: Pick<Projection, 'interruptedAt'>;
  readonly runtime: Runtime;
}

const lookEveryMs = 2_000;
const answerWithinMs = 4_000;
/** A store that is missed for less than this is not missed. */
const graceMs = 8_000;

/**
 * A watch over the store. Clients keep their sockets while it is away, and are
 * told: a gateway that answers from memory looks well, and is not.
 */
export function createStoreWatch({ store, projection, runtime }: StoreWatchOptions): StoreWatch {
  const listeners = new Set<() => void>();
  let state: 'resting' | 'looking' | 'over' = 'resting';
  let isNeeded = false;
  let behindSince: number | null = null;
  let wellAt = 0;
  let cancel = (): void => {};

  const look = async (): Promise<void> => {
    const lookedAt = runtime.now();
    // Broken off between two looks means that it may still be broken.
    if ((await isAnswering(store, runtime)) && projection.interruptedAt < lookedAt - lookEveryMs) wellAt = lookedAt;
    if (state === 'over') return;
    const before = behindSince;
    behindSince = runtime.now() - wellAt > graceMs ? wellAt : null;
    if (isNeeded || behindSince !== null) cancel = runtime.schedule(lookEveryMs, () => void look());
    else state = 'resting';
    if ((before === null) !== (behindSince === null)) for (const listener of [...listeners]) listener();
  };
  return {
    get behindSince() {
      return behindSince;
    },
    subscribe(listener) {
      const entry = (): void => listener();
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    wake() {
      isNeeded = true;
      if (state !== 'resting') return;
      state = 'looking';
      wellAt = runtime.now();
      void look();
    },
    rest: () => void (isNeeded = false),
    stop() {
      state = 'over';
      cancel();
    },
  };
}

async function isAnswering(store: StoreWatchOptions['store'], runtime: Pick<Runtime, 'schedule'>): Promise<boolean> {
  const answered = new AbortController();
  const isInTime = store.setting('default', 'store-watch').then(
    () => true,
    () => false,
  );
  const isLate = pause(runtime, answerWithinMs, answered.signal).then(() => false);
  return Promise.race([isInTime, isLate]).finally(() => answered.abort());
}
