import type { Runtime } from '../runtime.js';
import type { EventStore } from './event-store.js';
import { StoreError } from './event-store.js';

/** Well below the time after which clients give up, so that they hear what is the matter. */
const limitMs = 10_000;

/** What somebody waits for. Following the log, loading it and looking after the files take as long as they take. */
const bounded: ReadonlySet<string | symbol> = new Set<keyof EventStore>([
  'append',
  'read',
  'readBackwards',
  'head',
  'closedHeads',
  'threadConversations',
  'claim',
  'lease',
  'release',
  'leases',
  'setting',
  'settings',
  'putSetting',
  'replaceSetting',
  'audit',
  'auditLog',
  'contactConversations',
]);

/**
 * The same store, for those who cannot wait for ever: what it has not answered
 * within ten seconds is `unavailable`, and so in doubt. A disk that stalls and a
 * network that swallows packets give no error of their own.
 */
export function boundedStore(store: EventStore, runtime: Pick<Runtime, 'schedule'>): EventStore {
  const calls = new Map<string | symbol, Call>();
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const known = calls.get(name);
      if (known !== undefined) return known;
      const call: Call = (...request) => (Reflect.get(target, name) as Call).apply(target, [...request]);
      const made: Call = bounded.has(name) ? (...request) => withinLimit(call(...request) as Promise<unknown>, runtime) : call;
      calls.set(name, made);
      return made;
    },
  });
}

type Call = (...request: readonly unknown[]) => unknown;

function withinLimit<Answer>(answer: Promise<Answer>, runtime: Pick<Runtime, 'schedule'>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new StoreError('unavailable', `The store has not answered for ${String(limitMs / 1_000)} s. Try again.`));
    const cancel = runtime.schedule(limitMs, giveUp);
    answer.then(resolve, reject).finally(cancel);
  });
}
