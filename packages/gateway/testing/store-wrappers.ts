/** Stores with something in their way, for tests of what stands on them. */
import type { EventStore, StoredEvent } from '../src/store/event-store.js';
import { StoreError } from '../src/store/event-store.js';

/** A store whose announcements all get lost. */
export function silent(store: EventStore): EventStore {
  return overriding(store, (name) => (name === 'announce' ? () => {} : undefined));
}

/** A store that cannot be reached at times. */
export function failing(store: EventStore, isCut: () => boolean): EventStore {
  const away = (): Promise<never> => Promise.reject(new StoreError('unavailable', 'Away.'));
  const untouched: readonly (string | symbol)[] = ['now', 'tail', 'onAnnouncement', 'announce'];
  return overriding(store, (name) => (isCut() && !untouched.includes(name) ? away : undefined));
}

/** A store of whose events nothing is heard before `heard`, asked at each batch, resolves. */
export function deaf(store: EventStore, heard: () => Promise<void>): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'tail') return (member as () => unknown).bind(target);
      return async function* (partition: number, after: number, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]> {
        for await (const batch of target.tail(partition, after, signal)) {
          await heard();
          yield batch;
        }
      };
    },
  });
}

/** A store of which some members are replaced: `override` is asked at each call. */
export function overriding(store: EventStore, override: (name: string | symbol, of: readonly unknown[]) => (() => unknown) | undefined): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const call = (member as (...of: readonly unknown[]) => unknown).bind(target);
      return (...of: readonly unknown[]) => (override(name, of) ?? call)(...(of as []));
    },
  });
}
