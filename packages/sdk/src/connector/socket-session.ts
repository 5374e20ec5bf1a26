import type { Clock } from '../base/clock.js';
import { TakeoverError } from '../base/errors.js';
import { encodeFrame } from '../wire/codec.js';
import type { ClientFrame, ServerFrame } from '../wire/frames.js';
import { subprotocol } from '../wire/frames.js';
import { decodeServerFrame } from '../wire/server-frames.js';
import { Liveness } from './liveness.js';

/** As much of the platform's `WebSocket` as is used. */
export interface SocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  // Every implementation has an event type of its own here, and none is assignable to another.
  /* eslint-disable @typescript-eslint/no-explicit-any */
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  /* eslint-enable @typescript-eslint/no-explicit-any */
}

/** The platform's `WebSocket`, or one that behaves like it. */
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

/** What a {@link SocketSession} tells its owner. */
export interface SocketSessionListener {
  onFrame(frame: ServerFrame): void;
  /** The socket may be dead; a sign of life is wanted. */
  onDoubt(): void;
  /** Over, once. `code` is the close code, 0 when this side gave up. */
  onEnd(code: number, error: TakeoverError): void;
}

const isOpen = 1;

/** The codes with which this side closes a socket, as in the table of close codes. */
export const closedAs = { silent: 4002, outOfStep: 4003 } as const;

/** One socket, from its opening to its end: says hello, answers pings, notices silence. */
export class SocketSession {
  readonly #socket: SocketLike;
  readonly #listener: SocketSessionListener;
  readonly #liveness: Liveness;
  #isOver = false;

  constructor(Socket: SocketConstructor, url: string, clock: Clock, hello: ClientFrame, listener: SocketSessionListener) {
    this.#listener = listener;
    // First, for it throws at an address that is none.
    this.#socket = new Socket(url, [subprotocol]);
    this.#liveness = new Liveness(clock, {
      onSilent: () => this.fail(closedAs.silent, 'Nothing was heard from the gateway for too long.'),
      onDoubt: () => listener.onDoubt(),
    });
    this.#socket.onopen = () => this.send(hello);
    this.#socket.onmessage = (event: { readonly data: unknown }) => this.#receive(event.data);
    this.#socket.onclose = (event: { readonly code: number }) => this.#end(event.code, `The socket was closed (${event.code}).`);
    // A close event follows, and says more.
    this.#socket.onerror = () => {};
  }

  /** When the last frame came, epoch ms of this machine's clock; the beginning if none did. */
  get heardAt(): number {
    return this.#liveness.heardAt;
  }

  /** Sends, if the socket is open; whether it was. */
  send(frame: ClientFrame): boolean {
    if (this.#isOver || this.#socket.readyState !== isOpen) return false;
    this.#socket.send(encodeFrame(frame));
    return true;
  }

  /** From now on, silence of a few seconds ends the session. */
  doubt(): void {
    this.#liveness.doubt();
  }

  /** Gives up: the listener hears of the end at once, whatever the socket does. */
  fail(closeCode: number, message: string): void {
    this.#end(0, message, closeCode);
  }

  /** Ends without telling the listener. */
  leave(): void {
    if (!this.#isOver) this.#release(1000);
  }

  #receive(data: unknown): void {
    if (this.#isOver || typeof data !== 'string') return;
    this.#liveness.hear();
    const decoded = decodeServerFrame(data);
    if (!decoded.ok) return this.#end(0, `The gateway sent what is no frame: ${decoded.error.message}`, closedAs.outOfStep);
    if (decoded.frame === null) return;
    if (decoded.frame.type === 'ping') this.send({ type: 'pong' });
    this.#listener.onFrame(decoded.frame);
  }

  #end(code: number, message: string, closeCode = 1000): void {
    if (this.#isOver) return;
    this.#release(closeCode);
    this.#listener.onEnd(code, new TakeoverError('connection-lost', message, { retry: true }));
  }

  #release(closeCode: number): void {
    this.#isOver = true;
    this.#liveness.stop();
    const socket = this.#socket;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(closeCode);
  }
}
