import type { ServerFrame } from '@live-takeover/sdk/core';
import { subprotocol } from '@live-takeover/sdk/core';
import { WebSocket } from 'ws';

/** A socket to the gateway, without a client that would say only what is right. */
export interface RawSocket {
  /** Says anything: text in a text frame, bytes in a binary one. */
  say(data: string | Buffer): void;
  /** Resolves with the first frame, come or to come, that fits. Rejects when the socket closes without. */
  frame(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame>;
  /** The close code, once it is closed. */
  readonly closed: Promise<number>;
  close(): void;
}

/** Opens one where agents connect. */
export async function openRawSocket(url: string): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/agents`, [subprotocol]);
  const frames: ServerFrame[] = [];
  const watchers = new Set<() => void>();
  const wake = (): void => [...watchers].forEach((watcher) => watcher());
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString('utf8')) as ServerFrame);
    wake();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  socket.on('close', wake);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return {
    say: (data) => socket.send(data),
    closed,
    frame: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = frames.find(fits);
          if (found === undefined && socket.readyState !== WebSocket.CLOSED) return;
          watchers.delete(look);
          if (found === undefined) reject(new Error('The socket closed without that frame.'));
          else resolve(found);
        };
        watchers.add(look);
        look();
      }),
    close: () => socket.terminate(),
  };
}
