import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { IdRanks } from './id-ranks.js';

test('ranks order slots as comparing their ids would, whatever came and went in between', () => {
  const given = fc.tuple(fc.nat(12), fc.option(fc.string({ maxLength: 3 }), { nil: undefined }), fc.boolean());
  fc.assert(
    fc.property(fc.array(given), (changes) => {
      const conversations: (LoggedConversation | undefined)[] = [];
      const ranks = new IdRanks(conversations);
      for (const [slot, name, isAsked] of changes) {
        while (conversations.length < slot) conversations.push(undefined);
        conversations[slot] = name === undefined ? undefined : ({ id: `${name}-${slot}` } as LoggedConversation);
        ranks.expire(slot);
        if (!isAsked) continue;
        const held = conversations.flatMap((conversation, at) => (conversation === undefined ? [] : [{ slot: at, id: conversation.id }]));
        const { bySlot } = ranks;
        const byRank = held.toSorted((one, other) => (bySlot[one.slot] as number) - (bySlot[other.slot] as number));
        expect(byRank).toEqual(held.toSorted((one, other) => (one.id < other.id ? -1 : 1)));
      }
    }),
  );
});
