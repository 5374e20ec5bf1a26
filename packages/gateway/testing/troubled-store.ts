import type { EventStore } from '../src/store/event-store.js';
import { StoreError } from '../src/store/event-store.js';

/** What may be the matter with a store: it answers with an error, or not at all. */
export type Trouble = 'none' | 'fails' | 'hangs';

/** A store that a test can cut off. */
export interface TroubledStore {
  readonly store: EventStore;
  /** Of all calls from now on, and of whoever follows the log; `none` lets those through that hang. */
  suffer(trouble: Trouble): void;
  /** How many calls hang. */
  readonly hanging: number;
}

/** Calls that ask nothing of the disk or the network. */
const alwaysThere: ReadonlySet<string | symbol> = new Set<keyof EventStore>(['now', 'announce', 'onAnnouncement', 'close']);

/** @param only - these calls alone suffer; by default all of them */
export function troubledStore(inner: EventStore, only?: readonly (keyof EventStore)[]): TroubledStore {
  let trouble: Trouble = 'none';
  let waiting: (() => void)[] = [];
  const changes = new Set<() => void>();
  const isMeant = (name: string | symbol): boolean => !alwaysThere.has(name) && (only?.some((one) => one === name) ?? true);
  const gate = async (): Promise<void> => {
    if (trouble === 'fails') throw new StoreError('unavailable', 'The store cannot be reached.');
    while (trouble === 'hangs') await new Promise<void>((resolve) => waiting.push(resolve));
  };
  async function* follow(...[partition, after, signal]: Parameters<EventStore['tail']>): ReturnType<EventStore['tail']> {
    let position = after;
    while (!signal.aborted) {
      await gate();
      const cut = new AbortController();
      const onChange = (): void => cut.abort();
      changes.add(onChange);
      try {
        for await (const batch of inner.tail(partition, position, AbortSignal.any([signal, cut.signal]))) {
          position = batch.at(-1)?.position ?? position;
          yield batch;
        }
      } finally {
        changes.delete(onChange);
      }
    }
  }
  const store = new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const call = member.bind(target) as (...request: readonly unknown[]) => unknown;
      if (!isMeant(name)) return call;
      return name === 'tail' ? follow : async (...request: readonly unknown[]) => (await gate(), call(...request));
    },
  });
  return {
    store,
    suffer(next) {
      trouble = next;
      for (const change of [...changes]) change();
      const released = waiting;
      waiting = [];
      for (const resume of released) resume();
    },
    get hanging() {
      return waiting.length;
    },
  };
}
