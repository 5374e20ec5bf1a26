import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createRelay } from '../nodes/relay.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { AgentIdentity } from './authenticate.js';
import type { Presence } from './presence.js';
import type { BoardDesk } from './presence-board.js';
import { createPresence } from './presence.js';
import { makeScope } from './scope.js';

const desk: BoardDesk = {
  agents: () => ({ reasons: [{ id: 'urgent', label: 'Urgent only', receivesRequests: true }], capacity: null }),
  holdings: { of: (_tenant, agentId) => (agentId === 'busy' ? 3 : 0) },
};
const isAvailable = (presence: Presence, agentId: string, botId: string): boolean => presence.readiness('default', agentId, botId) === 'available';

interface Around {
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
  readonly presence: Presence;
  readonly changes: string[];
}

async function around(before?: Pick<Around, 'runtime' | 'store'>): Promise<Around> {
  const runtime = before?.runtime ?? createFakeRuntime();
  const store = before?.store ?? createMemoryStore({ now: () => runtime.now() });
  const presence = createPresence({ store, runtime, relay: createRelay(store, runtime), tenants: ['default'], ...desk });
  const changes: string[] = [];
  presence.subscribe((tenant, agentId) => {
    const agent = presence.find(tenant, agentId);
    changes.push(`${agentId} ${agent?.availability ?? ''} ${agent?.isReachable === true ? 'reachable' : 'gone'}`);
  });
  await presence.start();
  return { runtime, store, presence, changes };
}

function identity(id: string, bots: 'all' | readonly string[] = 'all'): AgentIdentity {
  return { agent: { id, name: id, role: 'agent' }, scope: makeScope('default', bots), claims: {}, expiresAt: Infinity };
}

test('an agent is online by default, and there until 45 s after the last frame', async () => {
  const { presence, runtime, changes } = await around();
  const lease = presence.connect(identity('ana'));
  expect(isAvailable(presence, 'ana', 'bank')).toBe(true);
  await runtime.advance(44_000);
  lease.heard();
  await runtime.advance(44_999);
  expect(presence.bestReadiness('default', 'bank')).toBe('available');
  expect(changes).toEqual(['ana online reachable']);
  await runtime.advance(1);
  expect(presence.bestReadiness('default', 'bank')).toBe('absent');
  expect(presence.unreachableSince('default', 'ana')).toBe(runtime.now());
  expect(changes).toEqual(['ana online reachable', 'ana online gone']);
});

test('a goodbye lingers for 10 s, so that going to another page is not leaving', async () => {
  const { presence, runtime, changes } = await around();
  presence.connect(identity('ana')).goodbye();
  await runtime.advance(9_999);
  const next = presence.connect(identity('ana'));
  await runtime.advance(30_000);
  next.heard();
  expect(changes).toEqual(['ana online reachable']);
  next.goodbye();
  await runtime.advance(10_000);
  expect(changes).toEqual(['ana online reachable', 'ana online gone']);
});

test('a tab that is open keeps the agent there when another one goes, and no other client extends it', async () => {
  const { presence, runtime } = await around();
  const first = presence.connect(identity('ana'));
  const second = presence.connect(identity('ana'));
  presence.connect(identity('ben'));
  first.goodbye();
  await runtime.advance(20_000);
  second.heard();
  expect(presence.find('default', 'ana')?.isReachable).toBe(true);
  await runtime.advance(45_000);
  expect(presence.find('default', 'ana')?.isReachable).toBe(false);
});

test('only the agent changes their availability, and it outlives the process', async () => {
  const before = await around();
  before.presence.connect(identity('ana'));
  await before.presence.choose('default', 'ana', { availability: 'offline' });
  expect(isAvailable(before.presence, 'ana', 'bank')).toBe(false);
  await before.runtime.advance(100_000);
  expect(before.presence.find('default', 'ana')?.availability).toBe('offline');
  const after = await around(before);
  after.presence.connect(identity('ana'));
  expect(after.presence.find('default', 'ana')).toEqual({ id: 'ana', name: 'ana', availability: 'offline', isReachable: true, holding: 0 });
  await after.presence.choose('default', 'ana', { availability: 'online' });
  expect(isAvailable(after.presence, 'ana', 'bank')).toBe(true);
});

test('availability that cannot be stored is not claimed', async () => {
  const { presence, store } = await around();
  presence.connect(identity('ana'));
  await Promise.resolve();
  store.putSetting = () => Promise.reject(new Error('disk full'));
  await expect(presence.choose('default', 'ana', { availability: 'offline' })).rejects.toThrow('disk full');
  expect(presence.find('default', 'ana')?.availability).toBe('online');
});

test('a restarted gateway remembers who was there a moment ago, until their lease ends', async () => {
  const before = await around();
  before.presence.connect(identity('ana'));
  await before.runtime.advance(1_000);
  await before.presence.stop();
  const { presence, runtime } = await around(before);
  expect(isAvailable(presence, 'ana', 'bank')).toBe(true);
  await runtime.advance(44_000);
  expect(isAvailable(presence, 'ana', 'bank')).toBe(false);
});

test('of an agent it never saw a gateway says that they are gone since a lease after its own start', async () => {
  const { presence, runtime } = await around();
  const startedAt = runtime.now();
  await runtime.advance(500_000);
  expect(presence.unreachableSince('default', 'nobody')).toBe(startedAt + 45_000);
});

test('an agent is available only for the bots of their token', async () => {
  const { presence } = await around();
  const lease = presence.connect(identity('ana', ['bank']));
  expect([isAvailable(presence, 'ana', 'bank'), (presence.bestReadiness('default', 'shop') === 'available'), (presence.bestReadiness('other', 'bank') === 'available')]).toEqual([true, false, false]);
  lease.update(identity('ana', ['shop']));
  expect([isAvailable(presence, 'ana', 'bank'), (presence.bestReadiness('default', 'shop') === 'available')]).toEqual([false, true]);
});

test('everyone who was there is listed by name, gone ones too', async () => {
  const { presence, runtime } = await around();
  presence.connect(identity('ben')).goodbye();
  const ana = presence.connect(identity('ana'));
  await runtime.advance(20_000);
  ana.heard();
  expect(presence.agents('default')).toEqual([
    { id: 'ana', name: 'ana', availability: 'online', isReachable: true, holding: 0 },
    { id: 'ben', name: 'ben', availability: 'online', isReachable: false, unreachableSince: runtime.now() - 10_000, holding: 0 },
  ]);
});

test('a choice that was stored although the store did not say so is found out', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const putSetting = store.putSetting.bind(store);
  store.putSetting = async (...setting) => {
    await putSetting(...setting);
    throw new StoreError('unavailable', 'The answer was lost.');
  };
  const presence = createPresence({ store, runtime, relay: createRelay(store, runtime), tenants: ['default'], ...desk });
  await presence.start();
  presence.connect(identity('ana'));
  await expect(presence.choose('default', 'ana', { availability: 'lunch' })).rejects.toMatchObject({ code: 'unavailable' });
  await runtime.advance(10_000);
  expect(presence.find('default', 'ana')?.availability).toBe('lunch');
  await presence.stop();
});

test('what any client of an agent covers, the agent does, on whatever node it is', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now(), isShared: true });
  const [one, two] = [await around({ runtime, store: store.node() }), await around({ runtime, store: store.node() })];
  const bank = one.presence.connect(identity('ana', ['bank']));
  const shop = two.presence.connect(identity('ana', ['shop']));
  await runtime.advance(1_000);
  const covered = (): readonly boolean[] => [one, two].flatMap(({ presence }) => [isAvailable(presence, 'ana', 'bank'), isAvailable(presence, 'ana', 'shop')]);
  expect(covered()).toEqual([true, true, true, true]);
  bank.heard();
  shop.goodbye();
  await runtime.advance(12_000);
  expect(covered()).toEqual([true, false, true, false]);
  bank.update(identity('ana', ['cafe']));
  await runtime.advance(1_000);
  expect(covered()).toEqual([false, false, false, false]);
  expect(isAvailable(two.presence, 'ana', 'cafe')).toBe(true);
});

test('two tabs of one agent with different bots cover both, as long as both are there', async () => {
  const { presence, runtime } = await around();
  const bank = presence.connect(identity('ana', ['bank']));
  presence.connect(identity('ana', ['shop'])).goodbye();
  expect([isAvailable(presence, 'ana', 'bank'), isAvailable(presence, 'ana', 'shop')]).toEqual([true, true]);
  await runtime.advance(10_000);
  bank.heard();
  expect([isAvailable(presence, 'ana', 'bank'), isAvailable(presence, 'ana', 'shop')]).toEqual([true, false]);
});

test('what the clients of a node prove is written in one go, a few times a minute, however much they say', async () => {
  const { presence, runtime, store } = await around();
  let writes = 0;
  const lease = store.lease.bind(store);
  store.lease = (...of) => {
    writes += 1;
    return lease(...of);
  };
  const leases = Array.from({ length: 10 }, (_, index) => presence.connect(identity(`agent-${String(index)}`)));
  for (let seconds = 0; seconds < 60; seconds += 1) {
    for (const one of leases) one.heard();
    await runtime.advance(1_000);
  }
  expect(writes).toBeLessThanOrEqual(10 * 7);
  expect((await store.leases('default', 'presence')).map(({ expiresAt }) => expiresAt - runtime.now()).every((left) => left > 30_000)).toBe(true);
});

test('what could not be written is written later', async () => {
  const { presence, runtime, store } = await around();
  const { lease } = store;
  store.lease = () => Promise.reject(new Error('away'));
  presence.connect(identity('ana'));
  await runtime.advance(500);
  expect(await store.leases('default', 'presence')).toEqual([]);
  store.lease = lease;
  await runtime.advance(2_000);
  expect(await store.leases('default', 'presence')).toHaveLength(1);
});

test('two nodes that change name and choice of one agent keep both', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now(), isShared: true });
  const [one, two] = [await around({ runtime, store: store.node() }), await around({ runtime, store: store.node() })];
  const lease = one.presence.connect(identity('ana'));
  await runtime.advance(1_000);
  lease.update({ ...identity('ana'), agent: { id: 'ana', name: 'Ana Maria', role: 'agent' } });
  await two.presence.choose('default', 'ana', { availability: 'lunch' });
  await runtime.advance(1_000);
  for (const { presence } of [one, two, await around({ runtime, store: store.node() })]) expect(presence.find('default', 'ana')).toMatchObject({ name: 'Ana Maria', availability: 'lunch' });
});

test('what a supervisor chose for somebody stands until they choose again, on every node and after a restart', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now(), isShared: true });
  const [one, two] = [await around({ runtime, store: store.node() }), await around({ runtime, store: store.node() })];
  one.presence.connect(identity('ana'));
  await two.presence.choose('default', 'ana', { availability: 'offline', setBy: 'Sue' });
  await runtime.advance(1_000);
  for (const { presence } of [one, two, await around({ runtime, store: store.node() })]) expect(presence.find('default', 'ana')).toMatchObject({ availability: 'offline', isReachable: true, setBy: 'Sue' });
  await one.presence.choose('default', 'ana', { availability: 'online' });
  await runtime.advance(1_000);
  for (const { presence } of [one, two]) expect(presence.find('default', 'ana')).not.toHaveProperty('setBy');
});

test('a reason that a later or earlier release wrote in its own way is read as it stands', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  await store.putSetting('default', 'availability:ana', '{lunch}');
  const { presence } = await around({ runtime, store });
  expect(presence.find('default', 'ana')?.availability).toBe('{lunch}');
});

test('an agent with a full desk is there and not available; with a hand about to be free they are', async () => {
  const { presence } = await around();
  presence.connect({ ...identity('busy'), capacity: 3 });
  expect(presence.readiness('default', 'busy', 'bank')).toBe('full');
  expect([presence.bestReadiness('default', 'bank'), presence.bestReadiness('default', 'bank', 'busy')]).toEqual(['full', 'available']);
  expect(presence.find('default', 'busy')).toMatchObject({ holding: 3, capacity: 3 });
  presence.connect(identity('ana'));
  expect(presence.bestReadiness('default', 'bank')).toBe('available');
});

test("how much an agent's token lets them hold is known on every node, and goes with a token that says nothing of it", async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now(), isShared: true });
  const [one, two] = [await around({ runtime, store: store.node() }), await around({ runtime, store: store.node() })];
  const lease = one.presence.connect({ ...identity('busy'), capacity: 4 });
  await runtime.advance(1_000);
  expect(two.presence.find('default', 'busy')).toMatchObject({ holding: 3, capacity: 4 });
  lease.update({ ...identity('busy'), capacity: 3 });
  await runtime.advance(1_000);
  expect([one, two].map(({ presence }) => presence.readiness('default', 'busy', 'bank'))).toEqual(['full', 'full']);
  lease.update(identity('busy'));
  await runtime.advance(1_000);
  expect([one, two].map(({ presence }) => presence.readiness('default', 'busy', 'bank'))).toEqual(['available', 'available']);
});

test('a reason that receives requests leaves its agent available', async () => {
  const { presence } = await around();
  presence.connect(identity('ana'));
  await presence.choose('default', 'ana', { availability: 'urgent' });
  expect(isAvailable(presence, 'ana', 'bank')).toBe(true);
});
