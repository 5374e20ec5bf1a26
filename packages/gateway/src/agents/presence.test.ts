import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createRelay } from '../nodes/relay.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { AgentIdentity } from './authenticate.js';
import type { Presence } from './presence.js';
import { createPresence } from './presence.js';
import { makeScope } from './scope.js';

interface Around {
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
  readonly presence: Presence;
  readonly changes: string[];
}

async function around(before?: Pick<Around, 'runtime' | 'store'>): Promise<Around> {
  const runtime = before?.runtime ?? createFakeRuntime();
  const store = before?.store ?? createMemoryStore({ now: () => runtime.now() });
  const presence = createPresence({ store, runtime, relay: createRelay(store, runtime), tenants: ['default'] });
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
  expect(presence.isAvailable('default', 'ana', 'bank')).toBe(true);
  await runtime.advance(44_000);
  lease.heard();
  await runtime.advance(44_999);
  expect(presence.isAnyoneAvailable('default', 'bank')).toBe(true);
  expect(changes).toEqual(['ana online reachable']);
  await runtime.advance(1);
  expect(presence.isAnyoneAvailable('default', 'bank')).toBe(false);
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
  await before.presence.setAvailability(identity('ana'), 'offline');
  expect(before.presence.isAvailable('default', 'ana', 'bank')).toBe(false);
  await before.runtime.advance(100_000);
  expect(before.presence.find('default', 'ana')?.availability).toBe('offline');
  const after = await around(before);
  after.presence.connect(identity('ana'));
  expect(after.presence.find('default', 'ana')).toEqual({ id: 'ana', name: 'ana', availability: 'offline', isReachable: true });
  await after.presence.setAvailability(identity('ana'), 'online');
  expect(after.presence.isAvailable('default', 'ana', 'bank')).toBe(true);
});

test('availability that cannot be stored is not claimed', async () => {
  const { presence, store } = await around();
  presence.connect(identity('ana'));
  await Promise.resolve();
  store.putSetting = () => Promise.reject(new Error('disk full'));
  await expect(presence.setAvailability(identity('ana'), 'offline')).rejects.toThrow('disk full');
  expect(presence.find('default', 'ana')?.availability).toBe('online');
});

test('a restarted gateway remembers who was there a moment ago, until their lease ends', async () => {
  const before = await around();
  before.presence.connect(identity('ana'));
  await before.runtime.advance(1_000);
  await before.presence.stop();
  const { presence, runtime } = await around(before);
  expect(presence.isAvailable('default', 'ana', 'bank')).toBe(true);
  await runtime.advance(44_000);
  expect(presence.isAvailable('default', 'ana', 'bank')).toBe(false);
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
  expect([presence.isAvailable('default', 'ana', 'bank'), presence.isAnyoneAvailable('default', 'shop'), presence.isAnyoneAvailable('other', 'bank')]).toEqual([true, false, false]);
  lease.update(identity('ana', ['shop']));
  expect([presence.isAvailable('default', 'ana', 'bank'), presence.isAnyoneAvailable('default', 'shop')]).toEqual([false, true]);
});

test('everyone who was there is listed by name, gone ones too', async () => {
  const { presence, runtime } = await around();
  presence.connect(identity('ben')).goodbye();
  const ana = presence.connect(identity('ana'));
  await runtime.advance(20_000);
  ana.heard();
  expect(presence.agents('default')).toEqual([
    { id: 'ana', name: 'ana', availability: 'online', isReachable: true },
    { id: 'ben', name: 'ben', availability: 'online', isReachable: false },
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
  const presence = createPresence({ store, runtime, relay: createRelay(store, runtime), tenants: ['default'] });
  await presence.start();
  presence.connect(identity('ana'));
  await expect(presence.setAvailability(identity('ana'), 'lunch')).rejects.toMatchObject({ code: 'unavailable' });
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
  const covered = (): readonly boolean[] => [one, two].flatMap(({ presence }) => [presence.isAvailable('default', 'ana', 'bank'), presence.isAvailable('default', 'ana', 'shop')]);
  expect(covered()).toEqual([true, true, true, true]);
  bank.heard();
  shop.goodbye();
  await runtime.advance(12_000);
  expect(covered()).toEqual([true, false, true, false]);
  bank.update(identity('ana', ['cafe']));
  await runtime.advance(1_000);
  expect(covered()).toEqual([false, false, false, false]);
  expect(two.presence.isAvailable('default', 'ana', 'cafe')).toBe(true);
});

test('two tabs of one agent with different bots cover both, as long as both are there', async () => {
  const { presence, runtime } = await around();
  const bank = presence.connect(identity('ana', ['bank']));
  presence.connect(identity('ana', ['shop'])).goodbye();
  expect([presence.isAvailable('default', 'ana', 'bank'), presence.isAvailable('default', 'ana', 'shop')]).toEqual([true, true]);
  await runtime.advance(10_000);
  bank.heard();
  expect([presence.isAvailable('default', 'ana', 'bank'), presence.isAvailable('default', 'ana', 'shop')]).toEqual([true, false]);
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
  await two.presence.setAvailability(identity('ana'), 'lunch');
  await runtime.advance(1_000);
  for (const { presence } of [one, two, await around({ runtime, store: store.node() })]) expect(presence.find('default', 'ana')).toMatchObject({ name: 'Ana Maria', availability: 'lunch' });
});
