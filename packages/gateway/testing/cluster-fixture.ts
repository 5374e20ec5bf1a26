/** Several whole gateways on one store in memory, each with a clock of its own that is wrong, and one time that a test lets pass for all. */
import type { EventStore } from '../src/store/event-store.js';
import type { FakeRuntime } from './fake-runtime.js';
import { createFakeRuntime } from './fake-runtime.js';
import type { FakeSocket } from './fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from './gateway-fixture.js';
import { createGatewayFixture } from './gateway-fixture.js';
import type { MemoryStore } from './memory-store.js';
import { createMemoryStore } from './memory-store.js';

/** One gateway of a {@link Cluster}. */
export interface ClusterNode extends GatewayFixture {
  /** From now on it does nothing and hears nothing, as after `kill -9`: the other nodes are not told. */
  kill(): void;
  /** The same, until it goes on where it was, as after `kill -STOP`. */
  freeze(): void;
  thaw(): void;
}

/** Gateways on one store. */
export interface Cluster {
  readonly store: MemoryStore;
  /** The true time, which no node's own clock shows. */
  readonly world: FakeRuntime;
  readonly nodes: readonly ClusterNode[];
  /** Starts one more; its clock is off by `skewMs`, or by another amount for each. */
  add(options?: ClusterNodeOptions): Promise<ClusterNode>;
  /** Lets time pass for every node. */
  advance(durationMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** What a test may set for one node. */
export interface ClusterNodeOptions extends Omit<GatewayFixtureOptions, 'runtime' | 'store'> {
  readonly skewMs?: number;
  /** How bots answer this node. Default: with nothing, until the test says otherwise by `runtime.answerRequests`. */
  readonly onRequest?: (request: Request) => Promise<Response>;
  /** Stands between the node and the store. */
  readonly wrapStore?: (store: EventStore) => EventStore;
}

/** What a test may set for all. */
export interface ClusterOptions extends ClusterNodeOptions {
  /** Default 3. */
  readonly nodes?: number;
  /** Default 8. */
  readonly partitions?: number;
}

const skewsMs = [90_000, -90_000, 45_000, -30_000];

/** A running cluster. */
export async function createCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const world = createFakeRuntime();
  const store = createMemoryStore({ now: () => world.now(), partitions: options.partitions ?? 8, isShared: true });
  const nodes: ClusterNode[] = [];
  const cluster: Cluster = {
    store,
    world,
    nodes,
    async add(more = {}) {
      const given = { ...options, skewMs: skewsMs[nodes.length % skewsMs.length] ?? 0, ...more };
      const gate = createGate();
      const { wrapStore = (inner: EventStore): EventStore => inner } = given;
      const runtime = gatedRuntime(world, gate, given);
      const fixture = await createGatewayFixture({ ...given, runtime, store: gatedStore(wrapStore(store.node()), gate) });
      const node: ClusterNode = { ...fixture, kill: () => gate.close(), freeze: () => gate.close(), thaw: () => gate.open() };
      nodes.push(node);
      return node;
    },
    advance: (durationMs) => world.advance(durationMs),
    async stop() {
      for (const node of nodes) node.thaw();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
  for (let count = 0; count < (options.nodes ?? 3); count += 1) await cluster.add();
  await world.advance(10_000);
  return cluster;
}

/** The node that was added as the one with that index, from 0. */
export function nodeOf(cluster: Cluster, index: number): ClusterNode {
  const node = cluster.nodes[index];
  if (node === undefined) throw new Error(`There is no node ${String(index)}.`);
  return node;
}

/** Lets time pass while clients answer pings. */
export async function passing(cluster: Cluster, durationMs: number, sockets: readonly FakeSocket[]): Promise<void> {
  for (let left = durationMs; left > 0; left -= 5_000) {
    for (const socket of sockets) if (socket.closed === undefined) socket.say({ type: 'pong' });
    await cluster.advance(Math.min(left, 5_000));
  }
}

/** What happened in a conversation after a seq, a line each. */
export async function story({ store }: Cluster, conversationId: string, after = 0): Promise<readonly string[]> {
  const events = await store.read('default', conversationId, after);
  return events.map((event) => ('why' in event ? `${event.type} ${event.why}` : event.type === 'message-sent' ? `${event.automatic ?? event.from}: ${event.text}` : event.type));
}

/** What a node does and hears passes here, or waits. */
interface Gate {
  readonly isOpen: boolean;
  open(): void;
  close(): void;
  /** Does something now, or once the gate is open again. */
  pass(action: () => void): void;
}

function createGate(): Gate {
  let isOpen = true;
  let waiting: (() => void)[] = [];
  return {
    get isOpen() {
      return isOpen;
    },
    open() {
      isOpen = true;
      const due = waiting;
      waiting = [];
      for (const action of due) action();
    },
    close() {
      isOpen = false;
    },
    pass(action) {
      if (isOpen) action();
      else waiting.push(action);
    },
  };
}

function gatedRuntime(world: FakeRuntime, gate: Gate, { skewMs = 0, onRequest }: ClusterNodeOptions): FakeRuntime {
  let answer = onRequest ?? ((): Promise<Response> => Promise.resolve(Response.json([])));
  return {
    ...world,
    now: () => world.now() + skewMs,
    schedule: (delayMs, callback) => {
      let isCancelled = false;
      const cancel = world.schedule(delayMs, () => gate.pass(() => void (isCancelled || callback())));
      return () => {
        isCancelled = true;
        cancel();
      };
    },
    request: ({ url, ...init }) => through(gate, () => answer(new Request(url, init))),
    answerRequests(next) {
      // A fixture's default does not replace what the test said before.
      if (onRequest === undefined) answer = next;
    },
  };
}

function gatedStore(store: EventStore, gate: Gate): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const call = (member as (...of: readonly unknown[]) => unknown).bind(target);
      if (name === 'now') return call;
      if (name === 'announce') return (text: string): void => void (gate.isOpen && call(text));
      if (name === 'onAnnouncement') return (listener: (text: string) => void) => call((text: string) => void (gate.isOpen && listener(text)));
      if (name === 'tail') return (...of: readonly unknown[]) => gatedTail(call(...of) as AsyncIterable<unknown>, gate);
      return (...of: readonly unknown[]) => through(gate, () => call(...of) as Promise<unknown>);
    },
  });
}

async function* gatedTail(tail: AsyncIterable<unknown>, gate: Gate): AsyncGenerator<unknown> {
  for await (const batch of tail) yield await through(gate, () => Promise.resolve(batch));
}

/** Neither is anything asked nor is an answer heard while the gate is closed. */
function through<Answer>(gate: Gate, ask: () => Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    gate.pass(() => {
      ask().then(
        (answer) => gate.pass(() => resolve(answer)),
        (error: unknown) => gate.pass(() => reject(error as Error)),
      );
    });
  });
}
