import type { ConversationEvent } from '@live-takeover/sdk/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { customerSays, started } from '../../../testing/store-conformance/events.js';
import type { StoredEvent } from '../event-store.js';
import { PartitionLog } from './partition-log.js';

const limit = 10;

function stored(position: number): StoredEvent {
  return { tenant: 't', position, event: { ...customerSays(`m${position}`), conversationId: 'c', seq: position, at: position } as ConversationEvent };
}

function range(first: number, last: number): readonly StoredEvent[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => stored(first + index));
}

test('whatever comes in whichever portions, it takes in what follows on, once, and gives it back or asks the database', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(30), fc.array(fc.tuple(fc.integer({ min: -8, max: 3 }), fc.integer({ min: 1, max: 12 })), { maxLength: 30 }), async (before, portions) => {
      const log = new PartitionLog(limit, before, undefined);
      let last = before;
      for (const [offset, count] of portions) {
        const first = Math.max(1, last + 1 + offset);
        const added = log.add(range(first, first + count - 1));
        if (first > last + 1) expect(added).toBeUndefined();
        else {
          expect(added).toEqual(range(last + 1, first + count - 1));
          last = Math.max(last, first + count - 1);
        }
        expect(log.lastPosition).toBe(last);
        const asked: number[] = [];
        const source = log.source(
          () => false,
          async (position) => (asked.push(position), range(position + 1, position + 1)),
        );
        for (let position = before; position < last; position += 1) {
          const read = await source.readAfter(position, 3);
          expect(read).toEqual(range(position + 1, asked.includes(position) ? position + 1 : Math.min(last, position + 3)));
          if (asked.includes(position)) expect(position < last - limit || position < before).toBe(true);
        }
      }
    }),
  );
});

test('when the log turns out to be another one, who followed the former one finds nothing after any position', async () => {
  const log = new PartitionLog(limit, 0, undefined);
  const source = log.source(() => false, async () => range(1, 1));
  log.add(range(1, 3));
  log.replace(2, 'another');
  expect(source.lastPosition).toBe(Number.MAX_SAFE_INTEGER);
  expect(await source.readAfter(3, 5)).toEqual([]);
  expect(log.source(() => false, async () => range(2, 2)).lastPosition).toBe(2);
});

test('once an erasure comes by, what was erased is in memory no more', async () => {
  const log = new PartitionLog(limit, 0, undefined);
  const begin = { tenant: 't', position: 1, event: { ...started('c', 'secret'), conversationId: 'c', seq: 1, at: 1 } as ConversationEvent };
  const neighbour = { tenant: 'u', position: 2, event: { ...customerSays('m', 'kept'), conversationId: 'c', seq: 5, at: 2 } as ConversationEvent };
  log.add([begin, neighbour]);
  log.add([{ tenant: 't', position: 3, event: { id: 'e', type: 'conversation-erased', conversationId: 'c', seq: 2, at: 3 } }]);
  const held = JSON.stringify(await log.source(() => false, async () => []).readAfter(0, 5));
  expect(held).not.toContain('secret');
  expect(held).toContain('kept');
});
