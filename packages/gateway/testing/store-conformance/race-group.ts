import assert from 'node:assert/strict';
import type { Appended, EventStore } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import { customerSays, handsBack, started, takesOver, tenant } from './events.js';
import type { ConformanceGroup } from './subject.js';
import { withStore } from './subject.js';

const writers = 50;
const rounds = 1_000;
/** Rounds of different conversations run side by side, which saves time and proves more. */
const conversations = 10;

/** Many writers, one term. */
export const raceGroup: ConformanceGroup = (subject, { test }) => {
  test(`of ${writers} takeovers under one term exactly one wins, ${rounds} times over; customers never conflict`, () =>
    withStore(subject, async ({ store }) => {
      const ids = Array.from({ length: conversations }, (_, index) => `race-${index}`);
      const wins = await Promise.all(ids.map((id) => race(store, id, rounds / conversations)));
      assert.equal(wins.reduce((sum, count) => sum + count, 0), rounds);
      for (const id of ids) await checkRaced(store, id, rounds / conversations);
    }));
};

async function race(store: EventStore, conversationId: string, count: number): Promise<number> {
  await store.append(tenant, conversationId, [started(conversationId)]);
  let wins = 0;
  for (let round = 0; round < count; round += 1) {
    const term = 2 * round;
    const [message, ...attempts] = await Promise.allSettled([
      store.append(tenant, conversationId, [customerSays(`m${round}`)]),
      ...Array.from({ length: writers }, (_, writer) =>
        store.append(tenant, conversationId, [takesOver(`r${round}w${writer}:0`, `agent-${writer}`, term + 1)], { expectedTerm: term }),
      ),
    ]);
    assert.equal(message?.status, 'fulfilled');
    const winners = attempts.filter((attempt): attempt is PromiseFulfilledResult<Appended> => attempt.status === 'fulfilled');
    assert.equal(winners.length, 1);
    wins += winners.length;
    for (const attempt of attempts) if (attempt.status === 'rejected') checkLoser(attempt.reason, winners[0]?.value);
    await store.append(tenant, conversationId, [handsBack(`h${round}:0`, term + 1)], { expectedTerm: term + 1 });
  }
  return wins;
}

function checkLoser(reason: unknown, winner: Appended | undefined): void {
  assert.ok(reason instanceof StoreError);
  assert.equal(reason.code, 'conflict');
  assert.equal(reason.head?.term, winner?.head.term);
  assert.deepEqual(reason.head?.operator, winner?.head.operator);
}

async function checkRaced(store: EventStore, conversationId: string, count: number): Promise<void> {
  const events = await store.read(tenant, conversationId, 0);
  assert.equal(events.length, 1 + 3 * count);
  assert.deepEqual(events.map(({ seq }) => seq), events.map((_, index) => index + 1));
  assert.equal(events.filter(({ type }) => type === 'takeover-started').length, count);
  assert.equal((await store.head(tenant, conversationId))?.term, 2 * count);
}
