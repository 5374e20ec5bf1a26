import type { ClientFrame, ServerFrame } from '@live-takeover/sdk/core';
import { decodeServerFrame, encodeFrame } from '@live-takeover/sdk/core';
import type { Socket } from '../src/agents/socket.js';

/** The gateway's end of a socket, with the client's end in the test's hands. */
export interface FakeSocket extends Socket {
  bufferedAmount: number;
  /** Everything the gateway sent, decoded. */
  readonly frames: readonly ServerFrame[];
  /** Why the gateway closed; undefined while it has not. */
  readonly closed: { readonly code: number; readonly reason: string } | undefined;
  /** The frames of one type. */
  of<Type extends ServerFrame['type']>(type: Type): readonly Extract<ServerFrame, { type: Type }>[];
  /** Resolves with the first value that `look` finds, looking after each frame and at the end. */
  until<Value>(look: () => Value | undefined | false): Promise<Value>;
  /** The client says something. */
  say(frame: ClientFrame): void;
  /** The client says something that may be no frame. */
  sayText(text: string): void;
  /** The client is gone; 1006 without a word. */
  drop(code?: number): void;
}

/** An open socket. */
export function createFakeSocket(): FakeSocket {
  const frames: ServerFrame[] = [];
  let onMessage = (_text: string): void => {};
  let onClose = (_code: number): void => {};
  let closed: FakeSocket['closed'];
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  return {
    bufferedAmount: 0,
    frames,
    get closed() {
      return closed;
    },
    of: <Type extends ServerFrame['type']>(type: Type) =>
      frames.filter((frame): frame is Extract<ServerFrame, { type: Type }> => frame.type === type),
    send(text) {
      if (closed !== undefined) return;
      const decoded = decodeServerFrame(text);
      if (!decoded.ok || decoded.frame === null) throw new Error(`The gateway sent what is no frame: ${text.slice(0, 200)}`);
      frames.push(decoded.frame);
      look();
    },
    close(code, reason) {
      if (closed !== undefined) return;
      closed = { code, reason };
      onClose(code);
      look();
    },
    onMessage(listener) {
      onMessage = listener;
    },
    onClose(listener) {
      onClose = listener;
    },
    until: <Value>(find: () => Value | undefined | false) =>
      new Promise<Value>((resolve) => {
        const watcher = (): void => {
          const found = find();
          if (found === undefined || found === false) return;
          watchers.delete(watcher);
          resolve(found);
        };
        watchers.add(watcher);
        watcher();
      }),
    say: (frame) => onMessage(encodeFrame(frame)),
    sayText: (text) => onMessage(text),
    drop(code = 1006) {
      closed ??= { code, reason: 'dropped by the client' };
      onClose(code);
      look();
    },
  };
}
