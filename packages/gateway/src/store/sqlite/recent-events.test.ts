import { withoutContent } from '@live-takeover/sdk/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredEvent } from '../event-store.js';
import { createRecentEvents } from './recent-events.js';

const limit = 10;

function said(position: number, conversationId = 'c'): StoredEvent {
  const event = { id: `m${position}`, conversationId, seq: position, at: 1, type: 'message-sent', from: 'customer', text: 'hello' } as const;
  return { tenant: 't', position, event };
}

function erased(position: number): StoredEvent {
  return { tenant: 't', position, event: { id: 'x', conversationId: 'c', seq: position, at: 1, type: 'conversation-erased' } };
}

test('recent events are those of the whole log, or said to be no longer held', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.array(fc.nat(8), { maxLength: 40 }), (before, batches) => {
      const recent = createRecentEvents(before, limit);
      const log: StoredEvent[] = [];
      for (const size of batches) {
        const stored = Array.from({ length: size }, (_, index) => said(before + log.length + index + 1));
        recent.add(stored);
        log.push(...stored);
        expect(recent.lastPosition).toBe(before + log.length);
        for (let position = before; position <= recent.lastPosition; position += 1) {
          const found = recent.after(position, 3);
          if (found === undefined) expect(recent.lastPosition - position).toBeGreaterThan(limit);
          else expect(found).toEqual(log.slice(position - before, position - before + 3));
        }
        if (before > 0) expect(recent.after(before - 1, 3)).toBeUndefined();
      }
    }),
  );
});

test('what was erased is held without its content; what was written after the erasure, or elsewhere, is held as it is', () => {
  const recent = createRecentEvents(0, limit);
  recent.add([said(1), said(2, 'other')]);
  recent.add([said(3), erased(4), said(5)]);
  expect(recent.after(0, 9)).toEqual([
    { ...said(1), event: withoutContent(said(1).event) },
    said(2, 'other'),
    { ...said(3), event: withoutContent(said(3).event) },
    erased(4),
    said(5),
  ]);
});

test('what was pruned is held no longer', () => {
  const recent = createRecentEvents(0, limit);
  recent.add([said(1), said(2), said(3)]);
  recent.forgetUpTo(2);
  expect([recent.after(1, 9), recent.after(2, 9), recent.lastPosition]).toEqual([undefined, [said(3)], 3]);
});
