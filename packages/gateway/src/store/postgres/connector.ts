import { StoreError } from '../event-store.js';
import type { Connection, ConnectionOptions } from './connection.js';
import { connectTo } from './connection.js';
import type { DatabaseHost } from './database-url.js';

/** Makes connections to whichever server is the primary. */
export interface Connector {
  /** For messages: the servers, without password. */
  readonly name: string;
  /** @throws {StoreError} `unavailable`, or `invalid`: it can never work with these servers or credentials */
  connect(listeners?: Listeners): Promise<Connection>;
}

type Listeners = Pick<ConnectionOptions, 'onNotification' | 'onLost'>;

/**
 * Asks all servers at once and takes the first that is no standby: one that is gone and swallows packets holds nobody
 * up. A server that was replaced by another and comes back is not taken any more.
 */
export function createConnector(hosts: readonly DatabaseHost[], options: Omit<ConnectionOptions, 'onNotification' | 'onLost'>): Connector {
  let newestTimeline = 0;
  const attempt = async (host: DatabaseHost, listeners: Listeners): Promise<Attempt> => {
    const state = { isTaken: false };
    const onLost = (): void => {
      if (state.isTaken) listeners.onLost?.();
    };
    const connection = await connectTo(host, { ...options, ...listeners, onLost });
    if (connection.timeline >= newestTimeline) {
      newestTimeline = connection.timeline;
      return { connection, take: () => (state.isTaken = true) };
    }
    await connection.end();
    throw new StoreError('unavailable', `PostgreSQL at ${host.name} was replaced by its standby, and must not be written to. Stop it.`);
  };
  return {
    name: hosts.map(({ name }) => name).join(', '),
    async connect(listeners = {}) {
      const attempts = hosts.map((host) => attempt(host, listeners));
      const first = await Promise.any(attempts).catch((error: unknown) => Promise.reject(worst(error)));
      first.take();
      for (const other of attempts)
        other.then(
          ({ connection }) => (connection === first.connection ? undefined : connection.end()),
          () => {
            // It was not needed.
          },
        );
      return first.connection;
    },
  };
}

/** A connection, of which nobody is told before it is taken: that one of several could not be made is no loss. */
interface Attempt {
  readonly connection: Connection;
  take(): void;
}

/** Of several servers one is the primary: what is wrong with it matters more than that others do not answer. */
function worst(error: unknown): unknown {
  const errors = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
  return errors.find((one) => one instanceof StoreError && one.code === 'invalid') ?? errors[0];
}
