import type { SocketConstructor, SocketLike } from './socket-session.js';
import type { ClientFrame, ServerFrame } from '../wire/frames.js';

/** The gateway's end of a socket, played by a test. */
export interface FakeSocket {
  readonly url: string;
  readonly protocols: readonly string[];
  /** What the client sent, oldest first. */
  readonly frames: readonly ClientFrame[];
  /** The code that the client closed it with; undefined while it did not. */
  readonly closedWith: number | undefined;
  accept(): void;
  say(frame: ServerFrame | { readonly type: string }): void;
  sayText(text: string): void;
  /** The close event, as the client sees it. */
  drop(code?: number): void;
}

/** The class to give to the connector, and the sockets it made. */
export interface FakeSockets {
  readonly Socket: SocketConstructor;
  readonly all: readonly FakeSocket[];
  /** The newest. */
  readonly last: FakeSocket;
}

class Socket implements SocketLike, FakeSocket {
  readyState = 0;
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;
  readonly frames: ClientFrame[] = [];
  closedWith: number | undefined;
  readonly url: string;
  readonly protocols: readonly string[];

  constructor(url: string, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  send(text: string): void {
    if (this.readyState !== 1) throw new Error('This socket is not open.');
    this.frames.push(JSON.parse(text) as ClientFrame);
  }

  close(code = 1005): void {
    if (code !== 1000 && code !== 1005 && !(code >= 3000 && code <= 4999)) throw new Error(`A page may not close with ${code}.`);
    this.closedWith ??= code;
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.({});
  }

  say(frame: ServerFrame | { readonly type: string }): void {
    this.sayText(JSON.stringify(frame));
  }

  sayText(text: string): void {
    this.onmessage?.({ data: text });
  }

  drop(code = 1006): void {
    this.readyState = 3;
    this.onerror?.({});
    this.onclose?.({ code });
  }
}

/** A platform whose sockets a test holds by the other end. */
export function fakeSockets(): FakeSockets {
  const all: Socket[] = [];
  const made = class extends Socket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      all.push(this);
    }
  };
  return {
    Socket: made,
    all,
    get last() {
      const last = all.at(-1);
      if (last === undefined) throw new Error('No socket was opened.');
      return last;
    },
  };
}
