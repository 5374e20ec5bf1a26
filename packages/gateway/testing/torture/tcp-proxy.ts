/** A stretch of network of our own, between clients and one or more servers, that can be spoiled. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { TcpFlow } from './tcp-flow.js';

/** Up is from client to server. */
export type Direction = 'up' | 'down' | 'both';

/** One connection of a client, as it passes through. */
export interface ProxiedConnection {
  /** The server's URL. */
  readonly target: string;
  /** Breaks it at both ends with a reset. */
  cut(): void;
  /** Each byte arrives so much later, in both directions. */
  delay(delayMs: number): void;
  throttle(bytesPerSecond: number): void;
  /** Nothing passes any more, not even that an end has closed; nobody is told. */
  stall(direction: Direction): void;
  /** Everything passes again, and what was held first. */
  heal(): void;
}

/** What becomes of new connections: they are joined to a server, reset, or left to wait. */
export type Welcome = 'joined' | 'refused' | 'held';

/** The proxy. */
export interface TcpProxy {
  /** In place of the servers' own. */
  readonly url: string;
  /** Those that stand now. */
  readonly connections: readonly ProxiedConnection[];
  /** Where new connections go, in turn; a server that does not listen is passed over. */
  route(targets: readonly string[]): void;
  /** What becomes of new connections from now on. Those that were held are joined as soon as they may be. */
  welcome(how: Welcome): void;
  /** Breaks everything and lets go of the port. */
  close(): Promise<void>;
}

/** @param targets - URLs of servers, with their ports */
export async function startTcpProxy(targets: readonly string[]): Promise<TcpProxy> {
  const proxy = new BalancingProxy(targets);
  await proxy.listen();
  return proxy;
}

class BalancingProxy implements TcpProxy {
  url = '';
  #targets: readonly string[];
  #how: Welcome = 'joined';
  #turn = 0;
  readonly #server: Server;
  readonly #joined = new Set<Joined>();
  /** Held, or on their way to a server. */
  readonly #waiting = new Set<Socket>();

  constructor(targets: readonly string[]) {
    this.#targets = targets;
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => this.#meet(near));
  }

  get connections(): readonly ProxiedConnection[] {
    return [...this.#joined];
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#server.once('error', reject).listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  route(targets: readonly string[]): void {
    this.#targets = targets;
  }

  welcome(how: Welcome): void {
    this.#how = how;
    if (how !== 'held') for (const near of this.#waiting) this.#meet(near);
  }

  close(): Promise<void> {
    this.#how = 'refused';
    for (const connection of this.#joined) connection.cut();
    for (const near of this.#waiting) near.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #meet(near: Socket): void {
    if (!this.#waiting.has(near)) {
      near.on('error', ignore);
      near.on('close', () => this.#waiting.delete(near));
    }
    this.#waiting.add(near);
    if (this.#how === 'refused') near.resetAndDestroy();
    else if (this.#how === 'joined') void this.#join(near);
  }

  async #join(near: Socket): Promise<void> {
    this.#waiting.delete(near);
    const targets = this.#targets;
    for (let attempt = 0; attempt < targets.length; attempt += 1) {
      const target = targets[(this.#turn += 1) % targets.length] ?? '';
      const far = await reach(target);
      if (far === undefined) continue;
      if (near.destroyed || this.#how === 'refused') {
        far.destroy();
        break;
      }
      const joined = new Joined(near, far, target, () => this.#joined.delete(joined));
      this.#joined.add(joined);
      return;
    }
    near.resetAndDestroy();
  }
}

class Joined implements ProxiedConnection {
  readonly target: string;
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #up: TcpFlow;
  readonly #down: TcpFlow;

  constructor(near: Socket, far: Socket, target: string, onOver: () => void) {
    this.target = target;
    this.#near = near;
    this.#far = far;
    let open = 2;
    for (const end of [near, far]) end.on('error', ignore).on('close', () => (open -= 1) === 0 && onOver());
    this.#up = new TcpFlow(near, far);
    this.#down = new TcpFlow(far, near);
  }

  cut(): void {
    for (const end of [this.#near, this.#far]) end.resetAndDestroy();
    this.heal();
  }

  delay(delayMs: number): void {
    for (const flow of [this.#up, this.#down]) flow.set({ delayMs });
  }

  throttle(bytesPerSecond: number): void {
    for (const flow of [this.#up, this.#down]) flow.set({ bytesPerSecond });
  }

  stall(direction: Direction): void {
    if (direction !== 'down') this.#up.set({ isStalled: true });
    if (direction !== 'up') this.#down.set({ isStalled: true });
  }

  heal(): void {
    for (const flow of [this.#up, this.#down]) flow.set({ delayMs: 0, bytesPerSecond: Infinity, isStalled: false });
  }
}

function reach(target: string): Promise<Socket | undefined> {
  const { hostname, port } = new URL(target);
  return new Promise((resolve) => {
    const far = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    far.once('connect', () => resolve(far));
    far.once('error', () => resolve(undefined));
  });
}

/** An error is followed by a close, which is what counts. */
function ignore(): void {}
