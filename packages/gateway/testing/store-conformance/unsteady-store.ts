import type { Appended, EventStore, StoredEvent } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import { withMethods } from './with-methods.js';

/** A store behind a line that can be cut: what the suite's tests of cuts are themselves tried on. */
export interface UnsteadyStore {
  readonly store: EventStore;
  /** Nothing gets through for a while; what is under way loses its answer. */
  failOver(): Promise<void>;
  loseNextAnswer(): void;
}

const turnsAway = 50;

/** Puts such a line before `behind`. */
export function createUnsteadyStore(behind: EventStore): UnsteadyStore {
  let isAway = false;
  let isLosing = false;
  const check = (): void => {
    if (isAway) throw new StoreError('unavailable', 'The line is cut. Try again.');
  };
  const append = async (...parameters: Parameters<EventStore['append']>): Promise<Appended> => {
    check();
    const appended = await behind.append(...parameters);
    await nextTurn();
    check();
    if (!isLosing) return appended;
    isLosing = false;
    throw new StoreError('unavailable', 'The answer was lost. Try again.');
  };
  async function* tail(...parameters: Parameters<EventStore['tail']>): AsyncGenerator<readonly StoredEvent[]> {
    check();
    for await (const batch of behind.tail(...parameters)) {
      check();
      yield batch;
    }
  }
  return {
    store: withMethods(behind, { append, tail }),
    async failOver() {
      isAway = true;
      for (let turn = 0; turn < turnsAway; turn += 1) await nextTurn();
      isAway = false;
    },
    loseNextAnswer() {
      isLosing = true;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
