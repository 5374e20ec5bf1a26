import type { Cursor, ServerFrame } from '@live-takeover/sdk/core';
import { decodeServerFrame } from '@live-takeover/sdk/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeRuntime, settled } from '../../testing/fake-runtime.js';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import type { MemoryStore } from '../../testing/memory-store.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { Projection } from '../conversations/projection.js';
import { createProjection } from '../conversations/projection.js';
import type { EventStore, StoredEvent } from '../store/event-store.js';
import type { Hub } from './hub.js';
import { createHub } from './hub.js';
import { makeScope } from './scope.js';

const partitions = 3;
const nodeCount = 3;
const conversations = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6'];
/** Every other one is none of the client's business. */
const botOf = (id: string): string => (Number(id.slice(1)) % 2 === 0 ? 'bank' : 'shop');

/** A node that learns of each partition's events only when it is let. */
interface Node {
  readonly hub: Hub;
  readonly projection: Projection;
  learn(partition: number): Promise<void>;
}

async function nodeOn(store: EventStore, runtime: FakeRuntime): Promise<Node> {
  const gates = Array.from({ length: partitions }, () => ({ open: (): void => {}, opened: Promise.resolve() }));
  const close = (partition: number): void => {
    const gate = gates[partition];
    if (gate !== undefined) gate.opened = new Promise((resolve) => (gate.open = resolve));
  };
  gates.forEach((_, partition) => close(partition));
  const slow = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'tail') return (member as () => unknown).bind(target);
      return async function* (partition: number, after: number, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]> {
        for await (const batch of target.tail(partition, after, signal))
          for (const event of batch) {
            await gates[partition]?.opened;
            yield [event];
          }
      };
    },
  });
  const projection = createProjection(slow, runtime);
  await projection.ready;
  const hub = createHub({ store, projection, runtime, rulesOf: () => undefined });
  return {
    hub,
    projection,
    async learn(partition) {
      gates[partition]?.open();
      await settled(3);
      close(partition);
    },
  };
}

interface Around {
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
}

/** A client that keeps to the protocol: it applies what follows on its cursor, and drops by seq what it has. */
class Client {
  cursor: Cursor | undefined;
  readonly seen = new Map<string, number>();
  readonly wrongs: string[] = [];
  resets = 0;
  #leave = (): void => {};

  /** @param isCatchingUp - whether the node learns, while the client waits, what others know */
  async join(node: Node, { runtime, store }: Around, isCatchingUp: boolean): Promise<void> {
    const { hub } = node;
    this.#leave();
    if (this.cursor !== undefined) {
      const reached = hub.reached(this.cursor);
      // Not awaited: whoever waits for `reached` alone must not join too early.
      if (isCatchingUp) void everything(node, store);
      else await runtime.advance(5_000);
      await reached;
    }
    let isOver = false;
    const send = (text: string): void => {
      const decoded = decodeServerFrame(text);
      if (!isOver && decoded.ok && decoded.frame !== null) this.#receive(decoded.frame);
    };
    const joined = hub.join(makeScope('default', ['bank']), 'all', this.cursor, { bufferedAmount: 0, send, tooSlow: () => this.wrongs.push('too slow') });
    if (joined.refusal !== undefined) this.#reset();
    if (joined.refusal !== undefined && isCatchingUp) this.wrongs.push('A node that had caught up refused the cursor.');
    joined.begin();
    await settled(3);
    this.#leave = () => {
      isOver = true;
      joined.leave();
    };
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === 'reset') this.#reset();
    if (frame.type === 'snapshot') {
      for (const head of frame.heads) this.seen.set(head.id, head.seq);
      this.cursor = frame.cursor;
    }
    if (frame.type !== 'delta') return;
    if (frame.prev !== this.cursor) this.wrongs.push(`${frame.prev} does not follow on ${this.cursor ?? 'nothing'}`);
    this.cursor = frame.cursor;
    for (const { conversationId, seq } of frame.events) {
      const last = this.seen.get(conversationId) ?? 0;
      if (seq > last + 1) this.wrongs.push(`${conversationId}: ${String(seq)} after ${String(last)}`);
      if (botOf(conversationId) !== 'bank') this.wrongs.push(`${conversationId} is not in scope`);
      this.seen.set(conversationId, Math.max(last, seq));
    }
  }

  #reset(): void {
    this.resets += 1;
    this.seen.clear();
    this.cursor = undefined;
  }
}

/** A node learns all that is stored. */
async function everything({ projection, learn }: Node, store: EventStore): Promise<void> {
  const { atPositions } = await store.heads({ activeSince: Infinity });
  for (const [partition, end] of atPositions.entries()) while ((projection.positions[partition] ?? 0) < end) await learn(partition);
}

type Step = { readonly what: 'write'; readonly conversation: number } | { readonly what: 'learn'; readonly node: number; readonly partition: number } | { readonly what: 'hop'; readonly node: number; readonly isCatchingUp: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant('write' as const), conversation: fc.nat(conversations.length - 1) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('learn' as const), node: fc.nat(nodeCount - 1), partition: fc.nat(partitions - 1) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('hop' as const), node: fc.nat(nodeCount - 1), isCatchingUp: fc.boolean() }) },
);

async function write(store: MemoryStore, id: string, count: number): Promise<void> {
  const head = await store.head('default', id);
  const body = { type: 'message-sent', id: `m${String(count)}`, from: 'customer', text: 'x' } as const;
  const bot = { id: botOf(id), name: 'Bot' };
  const started = { type: 'conversation-started', id: 'started', bot, channel: 'test', contact: { verified: false }, attributes: {}, reference: `R${id}`, thread: id } as const;
  await store.append('default', id, head === undefined ? [started, body] : [body]);
}

test('a client that hops between nodes, some behind and each with another order of partitions, misses nothing and applies nothing out of order', async () => {
  let resets = 0;
  let hops = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const runtime = createFakeRuntime();
      const store = createMemoryStore({ now: () => runtime.now(), partitions, isShared: true });
      const nodes = await Promise.all(Array.from({ length: nodeCount }, () => nodeOn(store.node(), runtime)));
      const around = { runtime, store };
      const nodeAt = (index: number): Node => nodes[index] as Node;
      const client = new Client();
      await client.join(nodeAt(0), around, false);
      for (const [count, one] of steps.entries()) {
        if (one.what === 'write') await write(store, conversations[one.conversation] ?? '', count);
        else if (one.what === 'learn') await nodeAt(one.node).learn(one.partition);
        else {
          hops += 1;
          await client.join(nodeAt(one.node), around, one.isCatchingUp);
        }
        await settled(2);
      }
      // In the end every node knows everything, and so does the client, wherever it goes.
      for (const node of nodes) await everything(node, store);
      for (const node of nodes) {
        await client.join(node, around, true);
        expect(client.wrongs).toEqual([]);
        for (const id of conversations) {
          const head = await store.head('default', id);
          if (botOf(id) === 'bank') expect(client.seen.get(id) ?? 0).toBe(head?.seq ?? 0);
        }
      }
      resets += client.resets;
      for (const { projection, hub } of nodes) {
        hub.stop();
        void projection.stop();
      }
    }),
    { numRuns: 60 },
  );
  // Else this would show nothing about resuming.
  expect(hops).toBeGreaterThan(100);
  expect(resets).toBeGreaterThan(0);
  expect(resets).toBeLessThan(hops / 2);
});
