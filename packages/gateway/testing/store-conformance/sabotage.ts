import type { NewEvent } from '@live-takeover/sdk/core';
import type { Appended, EventStore, StoredEvent } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import type { Violation } from './history.js';
import { withMethods } from './with-methods.js';

/** A store with a bug put in, and what the judge must say about it. */
export interface Sabotage {
  readonly bug: string;
  readonly caughtAs: readonly Violation['kind'][];
  /** It takes several partitions to have it. */
  readonly isOfPartitions?: boolean;
  spoil(store: EventStore): EventStore;
}

/** Every twentieth call. */
function every20th(): () => boolean {
  let calls = 0;
  return () => ++calls % 20 === 0;
}

function withAppend(store: EventStore, append: EventStore['append']): EventStore {
  return withMethods(store, { append });
}

/** The bugs a store could have, one at a time. */
export const sabotages: readonly Sabotage[] = [
  {
    bug: 'expected terms are not looked at',
    caughtAs: ['stale', 'two-owners'],
    spoil: (store) => withAppend(store, (tenant, id, events) => store.append(tenant, id, events)),
  },
  {
    bug: 'some appends are acknowledged and not written',
    caughtAs: ['lost'],
    spoil(store) {
      const isHit = every20th();
      return withAppend(store, async (tenant, id, events, expectations) => {
        const head = await store.head(tenant, id);
        if (head === undefined || !isHit()) return store.append(tenant, id, events, expectations);
        return { version: head.seq + events.length, position: 1, duplicate: false, events: [], head } satisfies Appended;
      });
    },
  },
  {
    bug: 'some appends are written in part',
    caughtAs: ['lost'],
    spoil(store) {
      const isHit = every20th();
      return withAppend(store, (tenant, id, events, expectations) =>
        store.append(tenant, id, events.length > 1 && isHit() ? events.slice(0, 1) : events, expectations),
      );
    },
  },
  {
    bug: 'some appends are written and then refused',
    caughtAs: ['ghost'],
    spoil(store) {
      const isHit = every20th();
      return withAppend(store, async (tenant, id, events, expectations) => {
        const appended = await store.append(tenant, id, events, expectations);
        if (isHit()) throw new StoreError('conflict', 'Refused after all.', { head: appended.head });
        return appended;
      });
    },
  },
  {
    bug: 'ids are forgotten, so a repeated append is written again',
    caughtAs: ['ghost'],
    spoil(store) {
      let calls = 0;
      const renamed = (events: readonly NewEvent[]): readonly NewEvent[] => events.map((event) => ({ ...event, id: `${event.id}/${++calls}` }));
      return withAppend(store, (tenant, id, events, expectations) => store.append(tenant, id, renamed(events), expectations));
    },
  },
  {
    bug: 'some acknowledgements name a wrong place',
    caughtAs: ['forked'],
    spoil(store) {
      const isHit = every20th();
      return withAppend(store, async (tenant, id, events, expectations) => {
        const appended = await store.append(tenant, id, events, expectations);
        return isHit() ? { ...appended, version: appended.version + 1 } : appended;
      });
    },
  },
  {
    bug: 'the tail skips an event',
    caughtAs: ['gap'],
    spoil: (store) => withTail(store, (stored) => stored.filter(({ position }) => position !== 50)),
  },
  {
    bug: 'the tail gives an event twice',
    caughtAs: ['repeated'],
    spoil: (store) => withTail(store, (stored) => stored.flatMap((entry) => (entry.position === 50 ? [entry, entry] : [entry]))),
  },
  {
    bug: 'the tail gives two events in each other\'s place',
    caughtAs: ['gap', 'forked'],
    spoil: (store) => withTail(store, (stored) => swapped(stored)),
  },
  {
    bug: 'a partition gives the events of the next',
    caughtAs: ['misplaced'],
    isOfPartitions: true,
    spoil: (store) => 
      withMethods(withTail(store, (stored) => stored, (partition) => (partition + 1) % store.partitions), { heads: turnedHeads(store) }),
  },
  {
    bug: 'the partitions count their positions together',
    caughtAs: ['gap'],
    isOfPartitions: true,
    spoil: (store) => withTail(store, (stored, partition) => stored.map((entry) => ({ ...entry, position: entry.position * store.partitions + partition }))),
  },
];

/** Heads whose positions are those of the next partition. */
function turnedHeads(store: EventStore): EventStore['heads'] {
  return async (query) => {
    const { heads, atPositions } = await store.heads(query);
    return { heads, atPositions: [...atPositions.slice(1), ...atPositions.slice(0, 1)] };
  };
}

/** The first two neighbours of one conversation change places. */
function swapped(stored: readonly StoredEvent[]): readonly StoredEvent[] {
  const at = stored.findIndex((entry, index) => stored[index + 1]?.event.conversationId === entry.event.conversationId);
  const [one, other] = stored.slice(at, at + 2);
  return at < 0 || one === undefined || other === undefined ? stored : [...stored.slice(0, at), other, one, ...stored.slice(at + 2)];
}

function withTail(
  store: EventStore,
  spoil: (stored: readonly StoredEvent[], partition: number) => readonly StoredEvent[],
  partitionFor: (partition: number) => number = (partition) => partition,
): EventStore {
  return withMethods(store, {
    async *tail(partition, afterPosition, signal) {
      for await (const batch of store.tail(partitionFor(partition), afterPosition, signal)) yield spoil(batch, partition);
    },
  });
}
