import { describe, expect, onTestFinished, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { EventStore, PruneLimits } from '../store/event-store.js';
import type { RetentionOptions } from './retention.js';
import { createRetention } from './retention.js';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const config = { historyMs: 45 * dayMs, auditMs: 365 * dayMs };

interface Setting {
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
  /** What the store was asked to prune, in order. */
  readonly asked: PruneLimits[];
}

function setUp(): Setting {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const asked: PruneLimits[] = [];
  const { prune } = store;
  store.prune = (limits) => (asked.push(limits), prune.call(store, limits));
  return { runtime, store, asked };
}

function start({ runtime, store }: Pick<Setting, 'runtime'> & { readonly store: RetentionOptions['store'] }): { stop(): Promise<void> } {
  const retention = createRetention({ store, runtime, config: () => config });
  retention.start();
  onTestFinished(() => retention.stop());
  return retention;
}

async function talk(store: EventStore, id: string, isClosed: boolean): Promise<void> {
  const start = { bot: { id: 'bank', name: 'Bank' }, channel: 'web', contact: { verified: false }, attributes: {}, thread: id };
  await store.append('default', id, [{ type: 'conversation-started', id: 's', reference: id.padStart(8, '0'), ...start }]);
  if (isClosed) await store.append('default', id, [{ type: 'conversation-closed', id: 'c', why: 'ended' }]);
}

describe('retention', () => {
  test('lets go of conversations closed for 45 days and audit lines a year old, and of nothing else', async () => {
    const setting = setUp();
    const { runtime, store } = setting;
    const begunAt = runtime.now();
    await talk(store, 'old', true);
    await talk(store, 'open', false);
    await store.audit('default', [{ at: begunAt, actor: 'ana', action: 'signed-in', subject: 'ana' }]);
    await runtime.advance(dayMs);
    await talk(store, 'young', true);
    start(setting);
    await runtime.advance(43.9 * dayMs);
    expect(await store.head('default', 'old')).toBeDefined();
    await runtime.advance(0.3 * dayMs);
    const left = await Promise.all(['old', 'open', 'young'].map((id) => store.head('default', id)));
    expect(left.map((head) => head?.id)).toEqual([undefined, 'open', 'young']);
    expect(await store.auditLog('default', { since: 0, limit: 9 })).toHaveLength(1);
    await runtime.advance(321 * dayMs);
    expect(await store.auditLog('default', { since: 0, limit: 9 })).toEqual([]);
    expect(runtime.lines).toContainEqual({ level: 'info', event: 'pruned', fields: { conversations: 1, auditEntries: 0, claims: 0 } });
  });

  test('goes in small steps with a pause after each, until there is no more', async () => {
    const setting = setUp();
    const { runtime, store, asked } = setting;
    for (let count = 0; count < 60; count += 1) await talk(store, `c${count}`, true);
    await runtime.advance(46 * dayMs);
    start(setting);
    await runtime.advance(2 * 60_000);
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ limit }) => limit))).toEqual(new Set([25]));
    expect(asked[0]).toMatchObject({ closedBefore: expect.any(Number), claimedBefore: asked[0]?.closedBefore === undefined ? 0 : asked[0].closedBefore + 38 * dayMs });
  });

  test('is the work of one node, and of another once that one is gone', async () => {
    const setting = setUp();
    const nodes = [counted(setting.store), counted(setting.store)].map((node) => ({ ...node, retention: start({ ...setting, ...node }) }));
    await setting.runtime.advance(10 * hourMs);
    const [busy, ...others] = nodes.filter(({ count }) => count() > 0);
    expect(others).toEqual([]);
    await busy?.retention.stop();
    await setting.runtime.advance(2 * hourMs);
    expect(nodes.every(({ count }) => count() > 0)).toBe(true);
  });

  test('that fails is logged, and tried again in the next round', async () => {
    const setting = setUp();
    const { runtime, store, asked } = setting;
    const { prune } = store;
    store.prune = () => Promise.reject(new Error('disk'));
    start(setting);
    await runtime.advance(5 * 60_000);
    expect(runtime.lines).toMatchObject([{ level: 'warn', event: 'retention-failed' }]);
    store.prune = prune;
    await runtime.advance(2 * hourMs);
    expect(asked.length).toBeGreaterThan(0);
  });

  test('ends with the gateway, in the middle of its work too', async () => {
    const setting = setUp();
    const { runtime, store, asked } = setting;
    for (let count = 0; count < 60; count += 1) await talk(store, `c${count}`, true);
    await runtime.advance(46 * dayMs);
    const fixture = await createGatewayFixture({ store, runtime });
    const first = new Promise<void>((resolve) => {
      const { prune } = store;
      store.prune = (limits) => (resolve(), prune.call(store, limits));
    });
    const advanced = runtime.advance(2 * 60_000);
    await first;
    await fixture.stop();
    const count = asked.length;
    await advanced;
    await runtime.advance(hourMs);
    expect(asked).toHaveLength(count);
    expect(await store.leases('gateway', 'retention')).toEqual([]);
  });
});

function counted(store: EventStore): { readonly store: RetentionOptions['store']; readonly count: () => number } {
  let count = 0;
  const counting: RetentionOptions['store'] = {
    now: () => store.now(),
    lease: (...parameters) => store.lease(...parameters),
    release: (...parameters) => store.release(...parameters),
    prune: (limits) => ((count += 1), store.prune(limits)),
  };
  return { store: counting, count: () => count };
}
