import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UnnumberedEvent } from './sequencer.js';
import { sequencer } from './sequencer.js';

const returned = (conversationId: string, id: string, at = 0): UnnumberedEvent => ({
  id,
  conversationId,
  at,
  type: 'customer-returned',
});

test('events are numbered per conversation in the order in which they come', () => {
  const { number } = sequencer();
  const events = number([returned('c1', 'a'), returned('c2', 'a'), returned('c1', 'b')]);
  expect(events.map(({ conversationId, seq }) => `${conversationId} ${seq}`)).toEqual(['c1 1', 'c2 1', 'c1 2']);
});

test('an event that was numbered before is left out', () => {
  const { number } = sequencer();
  number([returned('c1', 'a'), returned('c1', 'b')]);
  expect(number([returned('c1', 'a'), returned('c1', 'c')])).toMatchObject([{ id: 'c', seq: 3 }]);
});

test('time never runs backwards within a conversation', () => {
  const { number } = sequencer();
  const events = number([returned('c1', 'a', 50), returned('c1', 'b', 20), returned('c2', 'c', 10)]);
  expect(events.map(({ at }) => at)).toEqual([50, 50, 10]);
});

test('a forgotten conversation begins anew', () => {
  const { number, forget } = sequencer();
  number([returned('c1', 'a')]);
  forget('c1');
  expect(number([returned('c1', 'a')])).toMatchObject([{ seq: 1 }]);
});

test('memory is bounded: an id is known again among the last so many', () => {
  const { number } = sequencer(2);
  number([returned('c1', 'a'), returned('c1', 'b'), returned('c1', 'c')]);
  expect(number([returned('c1', 'b'), returned('c1', 'a')])).toMatchObject([{ id: 'a', seq: 4 }]);
});

test('whatever is repeated, numbers are dense and each id has one', () => {
  const input = fc.array(fc.record({ conversationId: fc.constantFrom('c1', 'c2', 'c3'), id: fc.constantFrom(...'abcdefgh'), at: fc.nat(100) }));
  fc.assert(
    fc.property(input, (items) => {
      const events = sequencer().number(items.map(({ conversationId, id, at }) => returned(conversationId, id, at)));
      for (const conversationId of ['c1', 'c2', 'c3']) {
        const own = events.filter((event) => event.conversationId === conversationId);
        expect(own.map(({ seq }) => seq)).toEqual(own.map((_event, index) => index + 1));
        expect(own.map(({ id }) => id)).toEqual([...new Set(items.filter((item) => item.conversationId === conversationId).map(({ id }) => id))]);
        own.reduce((before, { at }) => (expect(at).toBeGreaterThanOrEqual(before), at), 0);
      }
    }),
  );
});
