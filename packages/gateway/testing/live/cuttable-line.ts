import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A stretch of network between a client and a server, to be cut. */
export interface CuttableLine {
  /** In place of the server's own. */
  readonly url: string;
  /** Breaks every connection; whoever comes after that hangs. */
  cut(): void;
  /** Lets those who hang through, and everyone after them. */
  restore(): void;
  close(): Promise<void>;
}

/** @param url - of the server, with its port */
export async function layLine(url: string): Promise<CuttableLine> {
  const { hostname, port } = new URL(url);
  const ends = new Set<Socket>();
  const hanging = new Set<Socket>();
  let isCut = false;
  const join = (near: Socket): void => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const [end, other] of [[near, far], [far, near]] as const) {
      ends.add(end);
      // A broken end breaks the other one; an error is followed by a close.
      end.on('error', () => {});
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
  };
  const server = createServer((near) => {
    if (!isCut) return join(near);
    hanging.add(near);
    near.on('error', () => {});
    near.on('close', () => hanging.delete(near));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = (sockets: ReadonlySet<Socket>): void => [...sockets].forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      drop(ends);
    },
    restore() {
      isCut = false;
      for (const near of hanging) join(near);
      hanging.clear();
    },
    close() {
      drop(ends);
      drop(hanging);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
