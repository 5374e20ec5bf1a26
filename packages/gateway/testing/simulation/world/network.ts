/**
 * Connections as TCP gives them: what is sent arrives in order or not at all, is
 * cut off at any point, and an end may never learn that the other is gone.
 */
import type { Process } from './schedule.js';
import type { World } from './world.js';

/** One end of a connection. Whoever has it sets what it does when something arrives. */
export class End {
  readonly process: Process;
  onOpen: () => void = () => {};
  onMessage: (text: string) => void = () => {};
  onClose: (code: number) => void = () => {};
  readonly #out: Direction;
  readonly #in: Direction;
  readonly #onOver: () => void;
  #isClosed = false;

  constructor(process: Process, out: Direction, incoming: Direction, onOver: () => void) {
    this.process = process;
    this.#out = out;
    this.#in = incoming;
    this.#onOver = onOver;
  }

  /** Sent and not yet arrived, in UTF-16 code units. */
  get bufferedAmount(): number {
    return this.#out.bufferedAmount;
  }

  send(text: string): void {
    if (!this.#isClosed) this.#out.put({ kind: 'text', text });
  }

  /** Ends it from this side. The other end hears the code after everything sent before. */
  close(code: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#in.isCut = true;
    this.#out.put({ kind: 'close', code });
    this.#onOver();
  }
}

/** A connection with both its ends. */
export interface Connection {
  readonly client: End;
  readonly server: End;
  readonly link: Link;
  readonly isOver: boolean;
  /** The server took it: the client's end opens. */
  open(): void;
  /** Cuts it: what is under way is lost. An end that `isTold` hears of it, the other believes that it stands. */
  cut(isTold: { readonly client: boolean; readonly server: boolean }): void;
}

/** The way between two places. While it is blocked, what is sent waits; TCP sends it again. */
export interface Link {
  isBlocked: boolean;
  /** When it was last unblocked, epoch ms. */
  freeSince: number;
  /** Adds to each way, in ms. */
  delayMs: number;
  readonly connections: Set<Connection>;
  /** What waits for the way to be free. */
  readonly waiting: (() => void)[];
}

/** A way on which nothing goes yet. */
export function createLink(): Link {
  return { isBlocked: false, freeSince: 0, delayMs: 0, connections: new Set(), waiting: [] };
}

/** Frees a way, and sends on what waited. */
export function unblock({ schedule }: World, link: Link): void {
  link.isBlocked = false;
  link.freeSince = schedule.now;
  for (const goOn of link.waiting.splice(0)) goOn();
}

/** How long a packet takes. */
export function travelMs(world: World, link: Link): number {
  return link.delayMs + (world.chance.happens(0.05) ? world.chance.between(50, 800) : world.chance.between(1, 20));
}

type Item = { readonly kind: 'open' } | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'close'; readonly code: number };

/** One way of a connection. */
class Direction {
  readonly #world: World;
  readonly #link: Link;
  readonly #receiver: () => End;
  readonly #queue: { readonly item: Item; readonly dueAt: number }[] = [];
  #isMoving = false;
  isCut = false;
  bufferedAmount = 0;

  constructor(world: World, link: Link, receiver: () => End) {
    this.#world = world;
    this.#link = link;
    this.#receiver = receiver;
  }

  put(item: Item): void {
    if (item.kind === 'text') this.bufferedAmount += item.text.length;
    if (this.isCut) return;
    const dueAt = Math.max(this.#queue.at(-1)?.dueAt ?? 0, this.#world.schedule.now + travelMs(this.#world, this.#link));
    this.#queue.push({ item, dueAt });
    this.#move();
  }

  #move(): void {
    const next = this.#queue[0];
    if (next === undefined || this.#isMoving || this.isCut) return;
    this.#isMoving = true;
    const { schedule } = this.#world;
    schedule.after(next.dueAt - schedule.now, this.#receiver().process, () => this.#arrive());
  }

  #arrive(): void {
    this.#isMoving = false;
    if (this.isCut) return;
    if (this.#link.isBlocked) return void this.#link.waiting.push(() => this.#move());
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#move();
    const { item } = next;
    const receiver = this.#receiver();
    if (item.kind === 'open') receiver.onOpen();
    else if (item.kind === 'close') receiver.onClose(item.code);
    else {
      this.bufferedAmount -= item.text.length;
      receiver.onMessage(item.text);
    }
  }
}

/** A connection that the server has yet to {@link Connection.open}. */
export function createConnection(world: World, client: Process, server: Process, link: Link): Connection {
  const toServer = new Direction(world, link, () => connection.server);
  const toClient = new Direction(world, link, () => connection.client);
  let isOver = false;
  const end = (): void => {
    isOver = true;
    link.connections.delete(connection);
  };
  const connection: Connection = {
    client: new End(client, toServer, toClient, end),
    server: new End(server, toClient, toServer, end),
    link,
    get isOver() {
      return isOver;
    },
    open: () => toClient.put({ kind: 'open' }),
    cut(isTold) {
      toServer.isCut = true;
      toClient.isCut = true;
      end();
      const { schedule } = world;
      if (isTold.client) schedule.after(travelMs(world, link), client, () => connection.client.onClose(1006));
      if (isTold.server) schedule.after(travelMs(world, link), server, () => connection.server.onClose(1006));
    },
  };
  link.connections.add(connection);
  return connection;
}

/** How a request is put to a program elsewhere. */
export interface RemoteCall<Result> {
  readonly from: Process;
  readonly to: Process;
  readonly link: Link;
  /** Runs in `to`. */
  readonly handle: () => Promise<Result>;
  /** Runs in `from`, if an answer arrives. */
  readonly onAnswer: (result: Result) => void;
  /** Runs in `from`, if it is told that there will be none. */
  readonly onFailure: () => void;
}

/** Puts a request, and takes the answer back; either may be lost on the way without a word. */
export function callRemote<Result>(world: World, { from, to, link, handle, onAnswer, onFailure }: RemoteCall<Result>, lossProbability = 0): void {
  const { schedule, chance } = world;
  const deliver = (process: Process, arrive: () => void): void => {
    if (chance.happens(lossProbability)) return;
    schedule.after(travelMs(world, link), process, () => {
      if (link.isBlocked) link.waiting.push(() => schedule.after(1, process, arrive));
      else arrive();
    });
  };
  if (!to.isAlive) return void schedule.after(travelMs(world, link), from, onFailure);
  deliver(to, () => {
    handle().then(
      (result) => {
        if (to.isAlive) deliver(from, () => onAnswer(result));
      },
      () => {
        if (to.isAlive) deliver(from, onFailure);
      },
    );
  });
}
