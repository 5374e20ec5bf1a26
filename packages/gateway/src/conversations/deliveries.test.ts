import type { DeliveryState, NewEvent } from '@live-takeover/sdk/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { deliveryOf, keepDelivery } from './deliveries.js';
import { createProjection } from './projection.js';

const opening: readonly NewEvent[] = [
  { type: 'conversation-started', id: 'started', bot: { id: 'bank', name: 'Bank' }, channel: 'sms', contact: { verified: false }, attributes: {}, reference: 'AB12CD34', thread: 'sms:1:2' },
  { type: 'message-sent', id: 'a', from: 'bot', text: 'Hello', term: 0 },
];

async function keeping(): Promise<{ readonly keep: (state: DeliveryState, messageId?: string) => Promise<void>; readonly states: () => Promise<readonly string[]>; readonly stop: () => Promise<void> }> {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const projection = createProjection(store, runtime);
  await projection.ready;
  await projection.append('default', 'c1', opening);
  return {
    keep: (state, messageId = 'a') => keepDelivery({ projection, store }, 'default', 'c1', { messageId, state }),
    async states() {
      const events = await store.read('default', 'c1', 0);
      return events.flatMap((event) => (event.type === 'delivery-changed' ? [event.state] : []));
    },
    stop: () => projection.stop(),
  };
}

test.each([
  ['sent, delivered and read', ['sent', 'delivered', 'read'], ['sent', 'delivered', 'read']],
  ['a receipt that came before the news that it was sent', ['delivered', 'sent'], ['delivered']],
  ['the same news twice', ['sent', 'sent'], ['sent']],
  ['a failure after it was sent', ['sent', 'failed'], ['sent', 'failed']],
  ['a failure that is told after the receipt', ['delivered', 'failed'], ['delivered']],
  ['a receipt for what was given up', ['failed', 'delivered'], ['failed', 'delivered']],
  ['that it is unknown after it was sent', ['sent', 'unknown'], ['sent']],
  ['what became of the unknown', ['unknown', 'sent'], ['unknown', 'sent']],
] as const)('of %s is kept what moves forward', async (_what, told, kept) => {
  const { keep, states, stop } = await keeping();
  for (const state of told) await keep(state);
  expect(await states()).toEqual(kept);
  await stop();
});

test('news of a message that is not there are not kept', async () => {
  const { keep, states, stop } = await keeping();
  await keep('sent', 'another');
  expect(await states()).toEqual([]);
  await stop();
});

test('news that come at once, in any order and repeated, end where the furthest of them is', async () => {
  const ranks: readonly DeliveryState[] = ['unknown', 'sent', 'failed', 'delivered', 'read'];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...ranks), { minLength: 1, maxLength: 8 }), async (told) => {
      const { keep, states, stop } = await keeping();
      await Promise.all(told.map((state) => keep(state)));
      const kept = await states();
      expect(kept).toEqual([...new Set(kept)].sort((one, other) => ranks.indexOf(one as DeliveryState) - ranks.indexOf(other as DeliveryState)));
      expect(kept.at(-1)).toBe(ranks.findLast((state) => told.includes(state)));
      await stop();
    }),
    { numRuns: 50 },
  );
});

test('how far a message got is the furthest that is known, whatever comes last', () => {
  const news = (seq: number, state: DeliveryState) => ({ type: 'delivery-changed', id: `a:${state}`, conversationId: 'c1', seq, at: seq, messageId: 'a', state }) as const;
  expect(deliveryOf([news(1, 'read'), news(2, 'sent')], 'a')).toBe('read');
  expect(deliveryOf([news(1, 'read')], 'b')).toBeUndefined();
});
