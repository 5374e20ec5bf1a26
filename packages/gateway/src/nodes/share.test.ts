import { afterEach, expect, test } from 'vitest';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createFakeRuntime, settled } from '../../testing/fake-runtime.js';
import type { MemoryStore } from '../../testing/memory-store.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { EventStore } from '../store/event-store.js';
import { createRelay } from './relay.js';
import type { Share } from './share.js';
import { createShare } from './share.js';

const running: Share[] = [];

afterEach(() => {
  // Not awaited: some of their stores do not answer any more.
  for (const share of running.splice(0)) void share.stop();
});

interface Around {
  readonly runtime: FakeRuntime;
  readonly store: MemoryStore;
}

function around(partitions = 8): Around {
  const runtime = createFakeRuntime();
  return { runtime, store: createMemoryStore({ now: () => runtime.now(), partitions, isShared: true }) };
}

interface Node {
  readonly share: Share;
  readonly store: EventStore;
  /** Conversations gained, told by conversation. */
  readonly gained: string[];
  readonly lost: string[];
  readonly losing: string[];
}

const ids = Array.from({ length: 64 }, (_, index) => `c${String(index)}`);

async function join({ runtime, store }: Around, options: { readonly prepare?: () => Promise<void>; readonly finish?: Promise<void> } = {}): Promise<Node> {
  const own = store.node();
  const share = createShare({ store: own, runtime, relay: createRelay(own, runtime), prepare: options.prepare ?? (async () => {}) });
  const node: Node = { share, store: own, gained: [], lost: [], losing: [] };
  share.onGained((isMeant) => void node.gained.push(...ids.filter((id) => isMeant('default', id))));
  share.onLosing((isMeant) => {
    node.losing.push(...ids.filter((id) => isMeant('default', id)));
    return options.finish;
  });
  share.onLost((isMeant) => void node.lost.push(...ids.filter((id) => isMeant('default', id))));
  running.push(share);
  await share.start();
  return node;
}

const held = ({ share }: Node): readonly string[] => ids.filter((id) => share.holds('default', id));
const holdersOf = (id: string, nodes: readonly Node[]): number => nodes.filter(({ share }) => share.holds('default', id)).length;
const hang = (store: EventStore): void => {
  for (const name of ['lease', 'leases', 'release'] as const) store[name] = () => new Promise<never>(() => {});
};

test('a node alone looks after everything, at once', async () => {
  const node = await join(around());
  expect(held(node)).toEqual(ids);
  expect([...node.gained].sort()).toEqual([...ids].sort());
});

test('on a store that nobody shares, everything is looked after without a single lease', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const node = await join({ runtime, store });
  expect(held(node)).toEqual(ids);
  expect(node.gained).toEqual(ids);
  expect(await store.leases('*', 'share')).toEqual([]);
  await node.share.stop();
  expect(held(node)).toEqual([]);
});

test('nodes that come later get their fair share, and at no moment do two hold the same', async () => {
  const set = around(16);
  const nodes = [await join(set)];
  for (let count = 1; count < 4; count += 1) nodes.push(await join(set));
  for (let passed = 0; passed < 10_000; passed += 100) {
    await set.runtime.advance(100);
    for (const id of ids) expect(holdersOf(id, nodes)).toBeLessThanOrEqual(1);
  }
  expect(ids.map((id) => holdersOf(id, nodes))).toEqual(ids.map(() => 1));
  const leases = await set.store.leases('*', 'share');
  const counts = new Map<string, number>();
  for (const { holder } of leases) counts.set(holder, (counts.get(holder) ?? 0) + 1);
  expect([...counts.values()].sort()).toEqual([4, 4, 4, 4]);
});

test('what a node held that stops is taken up at once', async () => {
  const set = around();
  const [first, second] = [await join(set), await join(set)];
  await set.runtime.advance(10_000);
  const before = held(first);
  expect(before.length).toBeGreaterThan(0);
  await first.share.stop();
  expect([...first.lost].sort()).toEqual(expect.arrayContaining([...before].sort()));
  await set.runtime.advance(100);
  expect(held(second)).toEqual(ids);
});

test('what a node held that is heard of no more is taken up within ten seconds and a bit, and that it is gone is told', async () => {
  const set = around();
  const [first, second] = [await join(set), await join(set)];
  await set.runtime.advance(10_000);
  let gone = 0;
  second.share.onNodesGone(() => (gone += 1));
  hang(first.store);
  await set.runtime.advance(10_500);
  expect(held(second)).toEqual(ids);
  expect(gone).toBe(1);
});

test('a node that cannot renew its leases steps down before another can take them', async () => {
  const set = around();
  const [first, second] = [await join(set), await join(set)];
  await set.runtime.advance(10_000);
  hang(first.store);
  const before = held(first);
  for (let passed = 0; passed < 12_000; passed += 100) {
    await set.runtime.advance(100);
    for (const id of ids) expect(holdersOf(id, [first, second])).toBeLessThanOrEqual(1);
  }
  expect([...first.lost].sort()).toEqual(expect.arrayContaining([...before].sort()));
});

test('a node that was frozen holds nothing from the instant it wakes, before any of its timers ran', async () => {
  const runtime = createFakeRuntime();
  let frozenMs = 0;
  const now = (): number => runtime.now() + frozenMs;
  const node = await join({ runtime: { ...runtime, now }, store: createMemoryStore({ now, partitions: 8, isShared: true }) });
  expect(held(node)).toEqual(ids);
  frozenMs = 60_000;
  expect(held(node)).toEqual([]);
  expect(ids.filter((id) => node.share.mayFinish('default', id))).toEqual([]);
});

test('what is given back is given back once what runs there is finished', async () => {
  const set = around(2);
  let finish = (): void => {};
  const first = await join(set, { finish: new Promise((resolve) => (finish = resolve)) });
  const second = await join(set);
  await set.runtime.advance(500);
  const [leaving = ''] = first.losing;
  expect([first.share.holds('default', leaving), first.share.mayFinish('default', leaving), second.share.holds('default', leaving)]).toEqual([false, true, false]);
  finish();
  await set.runtime.advance(500);
  expect([first.share.mayFinish('default', leaving), second.share.holds('default', leaving)]).toEqual([false, true]);
});

test('what never finishes holds nothing up for long', async () => {
  const set = around(2);
  const first = await join(set, { finish: new Promise(() => {}) });
  const second = await join(set);
  await set.runtime.advance(5_000);
  expect(held(second).length).toBeGreaterThan(0);
  expect(first.lost).toEqual(first.losing);
});

test('a node whose lease lapsed and that gets it back is told so, for something may have been due meanwhile', async () => {
  const set = around();
  const node = await join(set);
  const { lease } = node.store;
  node.store.lease = () => Promise.reject(new Error('away'));
  await set.runtime.advance(12_000);
  expect(held(node)).toEqual([]);
  node.gained.length = 0;
  node.store.lease = lease;
  await set.runtime.advance(2_000);
  expect([...node.gained].sort()).toEqual([...ids].sort());
});

test('nothing is gained before the node has looked around', async () => {
  const set = around();
  let looked = (): void => {};
  const joining = join(set, { prepare: () => new Promise((resolve) => (looked = resolve)) });
  await settled();
  expect(await set.store.leases('*', 'share')).toEqual([]);
  looked();
  expect(held(await joining)).toEqual(ids);
});

test('a node that cannot look around gains nothing until it can', async () => {
  const set = around();
  let isAway = true;
  const node = await join(set, { prepare: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve()) });
  expect(held(node)).toEqual([]);
  isAway = false;
  await set.runtime.advance(1_000);
  expect(held(node)).toEqual(ids);
});
