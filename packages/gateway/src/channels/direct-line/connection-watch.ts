import type { Conversation } from '@live-takeover/sdk/core';
import type { Runtime } from '../../runtime.js';
import type { ChannelSink } from '../channel.js';

/** What the watch needs from around it. */
export interface ConnectionWatchOptions {
  readonly runtime: Runtime;
  readonly sink: Pick<ChannelSink, 'left' | 'returned'>;
  /** How long without a socket or poll means that the customer is gone. */
  readonly lostAfterMs: number;
  /** The newest conversation of a thread, as it stands in the store. */
  readonly newest: (tenant: string, thread: string) => Promise<Conversation | undefined>;
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
  /** Forgets all threads without a word, those whose sockets close afterwards too. */
  stop(): void;
}

interface WatchedThread {
  sockets: number;
  /** Whether the customer may be thought gone: checked with the store at the next sign of life. */
  isDoubtful: boolean;
  cancel: (() => void) | undefined;
}

/** A watch over all threads of a channel. Which of them are gone is in the store, not here. */
export function createConnectionWatch(options: ConnectionWatchOptions): ConnectionWatch {
  const { runtime, sink, lostAfterMs, newest } = options;
  const threads = new Map<string, WatchedThread>();
  let isStopped = false;

  const watched = (key: string): WatchedThread => {
    const known = threads.get(key);
    if (known !== undefined) return known;
    const fresh: WatchedThread = { sockets: 0, isDoubtful: true, cancel: undefined };
    threads.set(key, fresh);
    return fresh;
  };
  const report = (what: string, work: Promise<void>): void =>
    void work.catch((error: unknown) => {
      runtime.log('warn', 'direct-line-connection-unreported', { what, error: error instanceof Error ? error.name : 'unknown' });
    });
  const welcome = (thread: WatchedThread, tenant: string, id: string): void => {
    if (!thread.isDoubtful) return;
    thread.isDoubtful = false;
    report('returned', returned(tenant, id));
  };
  const returned = async (tenant: string, id: string): Promise<void> => {
    const conversation = await newest(tenant, id);
    if (conversation?.left?.why === 'connection-lost' && conversation.closed === null)
      await sink.returned(tenant, conversation.id);
  };
  const lost = async (tenant: string, id: string): Promise<void> => {
    const conversation = await newest(tenant, id);
    if (conversation === undefined || conversation.left !== null || conversation.closed !== null) return;
    await sink.left(tenant, conversation.id, 'connection-lost');
  };
  const wait = (key: string, thread: WatchedThread, tenant: string, id: string): void => {
    thread.cancel?.();
    if (isStopped) return;
    thread.cancel = runtime.schedule(lostAfterMs, () => {
      threads.delete(key);
      report('left', lost(tenant, id));
    });
  };

  return {
    opened(tenant, id) {
      const thread = watched(keyOf(tenant, id));
      thread.sockets += 1;
      thread.cancel?.();
      thread.cancel = undefined;
      welcome(thread, tenant, id);
    },
    closed(tenant, id) {
      const key = keyOf(tenant, id);
      const thread = watched(key);
      thread.sockets = Math.max(0, thread.sockets - 1);
      if (thread.sockets === 0) wait(key, thread, tenant, id);
    },
    expected(tenant, id) {
      const key = keyOf(tenant, id);
      if (!threads.has(key)) wait(key, watched(key), tenant, id);
    },
    called(tenant, id, isReading) {
      const key = keyOf(tenant, id);
      const thread = isReading ? watched(key) : threads.get(key);
      if (thread === undefined) return;
      if (isReading) welcome(thread, tenant, id);
      if (thread.sockets === 0) wait(key, thread, tenant, id);
    },
    stop() {
      isStopped = true;
      for (const thread of threads.values()) thread.cancel?.();
      threads.clear();
    },
  };
}

function keyOf(tenant: string, thread: string): string {
  return `${tenant} ${thread}`;
}
