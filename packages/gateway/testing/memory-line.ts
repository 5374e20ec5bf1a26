import type { Socket } from '../src/agents/socket.js';
import type { Gateway } from '../src/gateway.js';
import type { SocketConstructor, SocketLike } from '@live-takeover/sdk/websocket';

/** What a test may do to the sockets of a {@link MemoryLine}. */
export interface LineEnd {
  /** The code with which either side closed; undefined while open. */
  readonly closedWith: number | undefined;
  /** Bytes that the client has not read. */
  bufferedAmount: number;
  /** Says something in the client's place. */
  say(text: string): void;
}

/** WebSockets from a connector to a gateway in the same process. */
export interface MemoryLine {
  /** For the connector. */
  readonly Socket: SocketConstructor;
  /** Every socket so far, oldest first. */
  readonly ends: readonly LineEnd[];
  /** What of the client's frames gets through. Replace it to lose some. */
  passes: (text: string) => boolean;
  /** The page's origin; none by default. */
  origin: string | undefined;
  /** What is offered in place of the connector's subprotocol. */
  protocol: string | undefined;
}

/** @param gatewayNow - asked at each new socket */
export function memoryLine(gatewayNow: () => Gateway): MemoryLine {
  const ends: LineEnd[] = [];
  const line: MemoryLine = { ends, passes: () => true, origin: undefined, protocol: undefined, Socket: makeSocket() };
  return line;

  function makeSocket(): SocketConstructor {
    return class extends MemorySocket {
      constructor(url: string, protocols: readonly string[]) {
        super((text) => line.passes(text));
        ends.push(this);
        const headers = { 'sec-websocket-protocol': line.protocol ?? protocols.join(', '), ...(line.origin === undefined ? {} : { origin: line.origin }) };
        const request = new Request(url.replace(/^ws/, 'http'), { headers });
        void gatewayNow()
          .acceptSocket(request)
          .then((accepted) => this.open(accepted));
      }
    };
  }
}

const openState = 1;
const closedState = 3;

class MemorySocket implements SocketLike, LineEnd {
  readyState = 0;
  bufferedAmount = 0;
  closedWith: number | undefined;
  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: { readonly data: string }) => void) | null = null;
  onclose: ((event: { readonly code: number }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  readonly #passes: (text: string) => boolean;
  #onMessage = (_text: string): void => {};
  #onClose = (_code: number): void => {};

  constructor(passes: (text: string) => boolean) {
    this.#passes = passes;
  }

  send(text: string): void {
    if (this.#passes(text)) this.say(text);
  }

  say(text: string): void {
    queueMicrotask(() => {
      if (this.closedWith === undefined) this.#onMessage(text);
    });
  }

  close(code = 1000): void {
    this.#end(code);
  }

  protected open(accepted: Response | ((socket: Socket) => void)): void {
    if (this.closedWith !== undefined) return;
    if (accepted instanceof Response) return this.#end(1006);
    this.readyState = openState;
    accepted(this.#gatewaysEnd());
    this.onopen?.({});
  }

  #gatewaysEnd(): Socket {
    const amount = (): number => this.bufferedAmount;
    return {
      get bufferedAmount() {
        return amount();
      },
      send: (text) =>
        queueMicrotask(() => {
          if (this.readyState === openState) this.onmessage?.({ data: text });
        }),
      close: (code) => this.#end(code),
      onMessage: (listener) => (this.#onMessage = listener),
      onClose: (listener) => (this.#onClose = listener),
    };
  }

  #end(code: number): void {
    if (this.closedWith !== undefined) return;
    this.closedWith = code;
    // What was said before the end arrives before it.
    queueMicrotask(() => {
      this.readyState = closedState;
      this.#onClose(code);
      this.onclose?.({ code });
    });
  }
}
