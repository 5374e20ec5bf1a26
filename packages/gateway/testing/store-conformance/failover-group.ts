import assert from 'node:assert/strict';
import type { NewEvent } from '@live-takeover/sdk/core';
import type { Appended, EventStore, Position, StoredEvent } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import { refusal } from './append-group.js';
import { customerSays, started, tenant } from './events.js';
import { followAll, positionsOf } from './follow.js';
import type { ConformanceGroup } from './subject.js';
import { withStore } from './subject.js';

const writers = 10;

/** Answers that are lost, and a database that goes away and comes back. */
export const failoverGroup: ConformanceGroup = (subject, { test }) => {
  test('an append whose answer was lost after the commit is in doubt; sent again, it gets the answer, and is there once', () =>
    withStore(subject, async ({ store, loseNextAnswer }) => {
      if (loseNextAnswer === undefined) return;
      await store.append(tenant, 'c1', [started('c1')]);
      loseNextAnswer();
      const events = [customerSays('m:0'), customerSays('m:1')];
      assert.equal((await refusal(store.append(tenant, 'c1', events, { expectedVersion: 1, commandHash: 'x' }))).code, 'unavailable');
      const again = await untilDefinite(() => store.append(tenant, 'c1', events, { expectedVersion: 1, commandHash: 'x' }));
      assert.deepEqual([again.version, again.duplicate], [3, true]);
      assert.deepEqual((await store.read(tenant, 'c1', 0)).map(({ id }) => id), ['c1:started', 'm:0', 'm:1']);
    }));

  test('over a failover nothing acknowledged is lost, nothing is there twice, and tails miss nothing', () =>
    withStore(subject, async ({ store, failOver }) => {
      if (failOver === undefined) return;
      const load = startLoad(store);
      const followed = Array.from({ length: store.partitions }, (_, partition) => startFollowing(store, partition));
      await load.untilAcknowledged(200);
      await failOver();
      await load.untilAcknowledged(load.acknowledged.length + 200);
      await load.stop();
      const last = await positionsOf(store);
      const seen = await Promise.all(followed.map((one, partition) => one.upTo(last[partition] ?? 0)));
      assert.deepEqual(seen, await followAll(store));
      const places = new Map(seen.flat().map(({ position, event }) => [`${event.conversationId} ${event.id}`, { position, seq: event.seq }]));
      assert.equal(places.size, seen.flat().length);
      for (const { conversationId, id, appended } of load.acknowledged)
        assert.deepEqual(places.get(`${conversationId} ${id}`), { position: appended.position, seq: appended.version });
    }));
};

interface Load {
  readonly acknowledged: readonly { readonly conversationId: string; readonly id: string; readonly appended: Appended }[];
  untilAcknowledged(count: number): Promise<void>;
  /** Resolves when every append is definite. */
  stop(): Promise<void>;
}

function startLoad(store: EventStore): Load {
  const acknowledged: Load['acknowledged'][number][] = [];
  const waiting = new Set<() => void>();
  let isStopped = false;
  const append = async (conversationId: string, event: NewEvent): Promise<void> => {
    const appended = await untilDefinite(() => store.append(tenant, conversationId, [event]));
    acknowledged.push({ conversationId, id: event.id, appended });
    for (const look of [...waiting]) look();
  };
  const running = Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const conversationId = `load-${writer}`;
      await append(conversationId, started(conversationId));
      for (let count = 0; !isStopped; count += 1) await append(conversationId, customerSays(`m${count}`));
    }),
  );
  return {
    acknowledged,
    untilAcknowledged: (count) =>
      Promise.race([
        running.then(() => {}),
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (acknowledged.length < count) return;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        }),
      ]),
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

/** Follows a partition as a node does: when the store is away, on from where it was. */
function startFollowing(store: EventStore, partition: number): { upTo(last: Position): Promise<readonly StoredEvent[]> } {
  const followed: StoredEvent[] = [];
  const abort = new AbortController();
  let wanted = Infinity;
  const stopAtWanted = (): void => {
    if (followed.length >= wanted) abort.abort();
  };
  const following = (async () => {
    while (!abort.signal.aborted)
      await untilDefinite(async () => {
        for await (const batch of store.tail(partition, followed.length, abort.signal)) {
          followed.push(...batch);
          stopAtWanted();
        }
      });
  })();
  return {
    async upTo(last) {
      wanted = last;
      stopAtWanted();
      await following;
      return followed;
    },
  };
}

const retryAfterMs = 20;

/** Asks again while the store is away. */
async function untilDefinite<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
      // Nothing tells when it is back; a client would not ask in a tight loop either.
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    }
}
