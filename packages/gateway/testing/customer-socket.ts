import type { Socket } from '../src/agents/socket.js';

/** A customer's {@link Socket} whose other end is the test. */
export interface CustomerSocket extends Socket {
  /** Parsed frames that were sent to the other end. */
  readonly frames: readonly unknown[];
  /** How the gateway closed it; undefined while it did not. */
  readonly closedWith: { readonly code: number; readonly reason: string } | undefined;
  bufferedAmount: number;
  /** The other end says something. */
  receive(text: string): void;
  /** The other end goes away. */
  hangUp(): void;
}

/** A socket that is open. */
export function createCustomerSocket(): CustomerSocket {
  const frames: unknown[] = [];
  let onMessage: (text: string) => void = () => undefined;
  let onClose: (code: number) => void = () => undefined;
  let closedWith: CustomerSocket['closedWith'];
  return {
    frames,
    bufferedAmount: 0,
    get closedWith() {
      return closedWith;
    },
    send(text) {
      if (closedWith === undefined) frames.push(JSON.parse(text));
    },
    close(code, reason) {
      if (closedWith !== undefined) return;
      closedWith = { code, reason };
      onClose(code);
    },
    onMessage: (listener) => void (onMessage = listener),
    onClose: (listener) => void (onClose = listener),
    receive: (text) => onMessage(text),
    hangUp() {
      if (closedWith !== undefined) return;
      closedWith = { code: 1006, reason: '' };
      onClose(1006);
    },
  };
}
