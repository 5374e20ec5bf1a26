import { StoreError } from '../event-store.js';
import type { Connection, ConnectionOptions } from './connection.js';
import { connectTo } from './connection.js';
import type { DatabaseHost } from './database-url.js';

/** Makes connections to whichever server is the primary. */
export interface Connector {
  /** For messages: the servers, without password. */
  readonly name: string;
  /** @throws {StoreError} `unavailable`, or `invalid`: it can never work with these servers or credentials */
  connect(listeners?: Pick<ConnectionOptions, 'onNotification' | 'onLost'>): Promise<Connection>;
}

/**
 * Asks all servers at once and takes the first that is no standby: one that is gone and swallows packets holds nobody
 * up. A server that was replaced by another and comes back is not taken any more.
 */
export function createConnector(hosts: readonly DatabaseHost[], options: Omit<ConnectionOptions, 'onNotification' | 'onLost'>): Connector {
  let newestTimeline = 0;
  const attempt = async (host: DatabaseHost, listeners: Pick<ConnectionOptions, 'onNotification' | 'onLost'>): Promise<Connection> => {
    const connection = await connectTo(host, { ...options, ...listeners });
    if (connection.timeline >= newestTimeline) {
      newestTimeline = connection.timeline;
      return connection;
    }
    await connection.end();
    throw new StoreError('unavailable', `PostgreSQL at ${host.name} was replaced by its standby, and must not be written to. Stop it.`);
  };
  return {
    name: hosts.map(({ name }) => name).join(', '),
    async connect(listeners = {}) {
      const attempts = hosts.map((host) => attempt(host, listeners));
      const first = await Promise.any(attempts).catch((error: unknown) => Promise.reject(worst(error)));
      for (const other of attempts)
        other.then(
          (connection) => (connection === first ? undefined : connection.end()),
          () => {
            // It was not needed.
          },
        );
      return first;
    },
  };
}

/** Of several servers one is the primary: what is wrong with it matters more than that others do not answer. */
function worst(error: unknown): unknown {
  const errors = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
  return errors.find((one) => one instanceof StoreError && one.code === 'invalid') ?? errors[0];
}
