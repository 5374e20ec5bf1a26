import type { Conversation } from '@live-takeover/sdk/core';
import type { Runtime } from '../../runtime.js';
import { untilDefinite } from '../../store/until-definite.js';
import type { ChannelSink } from '../channel.js';
import type { CustomerPlaces } from './customer-places.js';

/** What the watch needs from around it. */
export interface ConnectionWatchOptions {
  readonly runtime: Runtime;
  readonly sink: Pick<ChannelSink, 'left' | 'returned'>;
  /** How long without a socket or poll means that the customer is gone. */
  readonly lostAfterMs: () => number;
  /** The newest conversation of a thread, as it stands in the store. */
  readonly newest: (tenant: string, thread: string) => Promise<Conversation | undefined>;
  /** Where customers may be connected beside this node; undefined if there is nowhere else. */
  readonly places?: CustomerPlaces | undefined;
}

/** Notices when a customer's page goes away, and when it comes back. */
export interface ConnectionWatch {
  /** A socket of the thread opened. */
  opened(tenant: string, thread: string): void;
  /** A socket of the thread closed. */
  closed(tenant: string, thread: string): void;
  /** A customer was there when this process began, and is gone unless they come back. */
  expected(tenant: string, thread: string): void;
  /** The client called over HTTP. `isReading` if it asked for activities, as one without a socket does. */
  called(tenant: string, thread: string, isReading: boolean): void;
  /** Somebody stored that the customer is gone: not so, if they are connected here. */
  reportedLost(tenant: string, thread: string): void;
  /** Stores that a customer is gone who is connected nowhere. */
  lost(tenant: string, thread: string): Promise<void>;
  /** Forgets all threads without a word, those whose sockets close afterwards too. */
  stop(): void;
}

interface WatchedThread {
  readonly tenant: string;
  readonly id: string;
  sockets: number;
  /** Whether the customer may be thought gone: checked with the store at the next sign of life. */
  isDoubtful: boolean;
  /** When this node last said that it looks after the customer; 0 before. */
  enteredAt: number;
  cancel: (() => void) | undefined;
}

/** How long a socket counts as open although its node does not say so again. */
const placeMs = 12 * 60 * 60_000;

/** A watch over all threads of a channel. Which of them are gone is in the store, not here. */
export function createConnectionWatch(options: ConnectionWatchOptions): ConnectionWatch {
  return new ThreadWatch(options);
}

class ThreadWatch implements ConnectionWatch {
  readonly #options: ConnectionWatchOptions;
  readonly #threads = new Map<string, WatchedThread>();
  readonly #cancelRenewal: () => void;
  readonly #stopping = new AbortController();

  constructor(options: ConnectionWatchOptions) {
    this.#options = options;
    this.#cancelRenewal = options.places === undefined ? () => {} : this.#renewLater();
  }

  opened(tenant: string, id: string): void {
    const thread = this.#watched(tenant, id);
    thread.sockets += 1;
    thread.cancel?.();
    thread.cancel = undefined;
    this.#welcome(thread, thread.sockets === 1 ? placeMs : 0);
  }

  closed(tenant: string, id: string): void {
    const thread = this.#watched(tenant, id);
    thread.sockets = Math.max(0, thread.sockets - 1);
    if (thread.sockets === 0) this.#wait(thread);
  }

  expected(tenant: string, id: string): void {
    // Where there are other nodes, what this one does not see is seen by them, or left behind.
    if (this.#options.places === undefined && !this.#threads.has(keyOf(tenant, id))) this.#wait(this.#watched(tenant, id));
  }

  called(tenant: string, id: string, isReading: boolean): void {
    const thread = isReading ? this.#watched(tenant, id) : this.#threads.get(keyOf(tenant, id));
    if (thread === undefined) return;
    const { runtime, lostAfterMs } = this.#options;
    const isPlaceOld = runtime.now() - thread.enteredAt >= lostAfterMs() / 2;
    if (isReading) this.#welcome(thread, isPlaceOld && thread.sockets === 0 ? 2 * lostAfterMs() : 0);
    if (thread.sockets === 0) this.#wait(thread);
  }

  reportedLost(tenant: string, id: string): void {
    const thread = this.#threads.get(keyOf(tenant, id));
    if (thread === undefined) return;
    thread.isDoubtful = true;
    if (thread.sockets > 0) this.#welcome(thread, 0);
  }

  async lost(tenant: string, id: string): Promise<void> {
    const conversation = await this.#options.newest(tenant, id);
    if (conversation === undefined || conversation.left !== null || conversation.closed !== null) return;
    await this.#options.sink.left(tenant, conversation.id, 'connection-lost');
  }

  stop(): void {
    this.#stopping.abort();
    this.#cancelRenewal();
    for (const thread of this.#threads.values()) thread.cancel?.();
    this.#threads.clear();
  }

  #watched(tenant: string, id: string): WatchedThread {
    const key = keyOf(tenant, id);
    const known = this.#threads.get(key);
    if (known !== undefined) return known;
    const fresh: WatchedThread = { tenant, id, sockets: 0, isDoubtful: true, enteredAt: 0, cancel: undefined };
    this.#threads.set(key, fresh);
    return fresh;
  }

  /** @param forMs - how long to say that the customer is here; 0 if that is known */
  #welcome(thread: WatchedThread, forMs: number): void {
    const { tenant, id, isDoubtful } = thread;
    thread.isDoubtful = false;
    if (forMs > 0) this.#enter(thread, forMs);
    if (isDoubtful) this.#report('returned', this.#returned(tenant, id));
  }

  #enter(thread: WatchedThread, forMs: number): void {
    const { places, runtime } = this.#options;
    if (places === undefined) return;
    const { tenant, id } = thread;
    thread.enteredAt = runtime.now();
    const entered = untilDefinite({ runtime, signal: this.#stopping.signal }, () => places.enter(tenant, id, forMs));
    // It may have taken long, and the customer be gone by now.
    this.#report('entered', entered.then(() => (this.#threads.has(keyOf(tenant, id)) ? undefined : places.leave(tenant, id))));
  }

  async #returned(tenant: string, id: string): Promise<void> {
    const conversation = await this.#options.newest(tenant, id);
    if (conversation?.left?.why === 'connection-lost' && conversation.closed === null)
      await this.#options.sink.returned(tenant, conversation.id);
  }

  #wait(thread: WatchedThread): void {
    thread.cancel?.();
    if (this.#stopping.signal.aborted) return;
    thread.cancel = this.#options.runtime.schedule(this.#options.lostAfterMs(), () => {
      this.#threads.delete(keyOf(thread.tenant, thread.id));
      this.#report('left', this.#gone(thread));
    });
  }

  /** Nobody was heard of here for a while: perhaps elsewhere. */
  async #gone({ tenant, id }: WatchedThread): Promise<void> {
    const { places } = this.#options;
    if (places === undefined) return this.lost(tenant, id);
    if (!(await places.isElsewhere(tenant, id))) await this.lost(tenant, id);
    if (!this.#threads.has(keyOf(tenant, id))) await places.leave(tenant, id);
  }

  #renewLater(): () => void {
    const { runtime } = this.#options;
    let cancel = (): void => {};
    const renew = (): void => {
      for (const thread of this.#threads.values()) if (thread.sockets > 0) this.#enter(thread, placeMs);
      cancel = runtime.schedule(placeMs / 3, renew);
    };
    cancel = runtime.schedule(placeMs / 3, renew);
    return () => cancel();
  }

  #report(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#options.runtime.log('warn', 'direct-line-connection-unreported', { what, error: error instanceof Error ? error.name : 'unknown' });
    });
  }
}

function keyOf(tenant: string, thread: string): string {
  return `${tenant} ${thread}`;
}
