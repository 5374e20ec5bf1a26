import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A line between a store and its database, on which things go wrong when told to. */
export interface PostgresRelay {
  /** The same database, reached through the relay. */
  url(databaseUrl: string): string;
  /** The next commit of a batch of appends is carried out, and the line is cut before the answer is through. */
  cutAfterNextCommit(): void;
  /** Notifications get lost from now on. */
  loseNotifications(): void;
  /** Nothing gets through any more, and nobody is told. */
  freeze(): void;
  /** Cuts what was frozen; new lines work. */
  thaw(): void;
  /** Cuts every line there is; new ones may be made. */
  cut(): void;
  /** New lines lead there. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

interface Line {
  readonly client: Socket;
  readonly server: Socket;
}

const notificationResponse = 'A'.charCodeAt(0);
const lengthBytes = 4;

/** Starts a relay on loopback. */
export async function startPostgresRelay(databasePort: number): Promise<PostgresRelay> {
  const lines = new Set<Line>();
  let port = databasePort;
  const state = { isCutting: false, isLosingNotifications: false, isFrozen: false };
  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    const line = { client, server };
    lines.add(line);
    const end = (): void => {
      lines.delete(line);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.setNoDelay(true).on('error', end).on('close', end);
    carry(line, state, end);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const { client, server } of [...lines]) {
      client.destroy();
      server.destroy();
    }
  };
  return {
    url(databaseUrl) {
      const url = new URL(databaseUrl);
      url.port = String((listener.address() as AddressInfo).port);
      return url.href;
    },
    cutAfterNextCommit: () => void (state.isCutting = true),
    loseNotifications: () => void (state.isLosingNotifications = true),
    freeze: () => void (state.isFrozen = true),
    thaw() {
      state.isFrozen = false;
      cut();
    },
    cut,
    leadTo: (other) => void (port = other),
    async close() {
      cut();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}

function carry(
  { client, server }: Line,
  state: { isCutting: boolean; readonly isLosingNotifications: boolean; readonly isFrozen: boolean },
  end: () => void,
): void {
  let isDoomed = false;
  const withoutNotifications = createNotificationFilter();
  client.on('data', (data: Buffer) => {
    if (state.isFrozen) return;
    if (state.isCutting && /EXECUTE (write_messages|examine_and_write)/.test(data.toString('latin1'))) {
      state.isCutting = false;
      isDoomed = true;
    }
    server.write(data);
  });
  server.on('data', (data: Buffer) => {
    if (state.isFrozen) return;
    const carried = withoutNotifications(data, state.isLosingNotifications);
    if (!isDoomed) client.write(carried);
    // CommandComplete of the transaction: it is on disk, and nobody will know.
    else if (data.includes('COMMIT\0')) end();
  });
}

/** Follows the server's messages, so that those that notify can be left out. */
function createNotificationFilter(): (data: Buffer, isOn: boolean) => Buffer {
  let rest = Buffer.alloc(0);
  return (data, isOn) => {
    // What has no type and length is only said while a connection begins, and nobody loses anything then.
    if (!isOn) return data;
    rest = Buffer.concat([rest, data]);
    const kept: Buffer[] = [];
    while (rest.length > lengthBytes) {
      const length = 1 + rest.readUInt32BE(1);
      if (rest.length < length) break;
      if (rest[0] !== notificationResponse) kept.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    return Buffer.concat(kept);
  };
}
