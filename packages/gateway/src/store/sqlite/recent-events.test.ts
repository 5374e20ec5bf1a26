import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredEvent } from '../event-store.js';
import { createRecentEvents } from './recent-events.js';

const limit = 10;

test('recent events are those of the whole log, or said to be no longer held', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.array(fc.nat(8), { maxLength: 40 }), (before, batches) => {
      const recent = createRecentEvents(before, limit);
      const log: StoredEvent[] = [];
      for (const size of batches) {
        const stored = Array.from({ length: size }, (_, index) => ({ tenant: 't', position: before + log.length + index + 1 }) as StoredEvent);
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
