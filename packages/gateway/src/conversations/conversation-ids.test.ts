import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createConversationIds } from './conversation-ids.js';

test('nodes of one store name a conversation alike, even if both need the secret at once', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const nodes = [createConversationIds({ store, runtime }), createConversationIds({ store, runtime })];
  const [one, other] = await Promise.all(nodes.map((node) => node.idOf('default', 'sms:1:2', 20_000, 0)));
  expect(one).toBe(other);
  expect(one).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test('another store, tenant, thread, day or ordinal gives another id', async () => {
  const runtime = createFakeRuntime();
  const stores = [createMemoryStore({ now: () => runtime.now() }), createMemoryStore({ now: () => runtime.now() })] as const;
  const [one, other] = [createConversationIds({ store: stores[0], runtime }), createConversationIds({ store: stores[1], runtime })] as const;
  const ids = await Promise.all([
    one.idOf('default', 'sms:1:2', 20_000, 0),
    other.idOf('default', 'sms:1:2', 20_000, 0),
    one.idOf('north', 'sms:1:2', 20_000, 0),
    one.idOf('default', 'sms:1:3', 20_000, 0),
    one.idOf('default', 'sms:1:2', 20_001, 0),
    one.idOf('default', 'sms:1:2', 20_000, 1),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
});
