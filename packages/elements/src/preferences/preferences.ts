import type { PreferenceStore } from './preference-store.js';

/** One agent's preferences in one store: read once, then known; everybody on the page who uses them shares them. */
export class Preferences {
  readonly #store: PreferenceStore;
  readonly #scope: string;
  readonly #known = new Map<string, string | null>();
  readonly #asked = new Set<string>();
  readonly #listeners = new Set<(key: string) => void>();
  #leaveStore: (() => void) | undefined;

  /** @param scope - goes before every key */
  constructor(store: PreferenceStore, scope: string) {
    this.#store = store;
    this.#scope = scope;
  }

  /** What is kept; null for nothing, undefined while that is not known yet. */
  read(key: string): string | null | undefined {
    if (!this.#known.has(key) && !this.#asked.has(key)) this.#ask(key);
    return this.#known.get(key);
  }

  write(key: string, value: string | null): void {
    if (this.#known.get(key) === value) return;
    this.#learn(key, value);
    try {
      // A store that fails later is its own affair; the page goes on with what the agent chose.
      void Promise.resolve(this.#store.write(this.#scope + key, value)).catch(() => undefined);
    } catch {
      // The same, at once.
    }
  }

  /** Calls back with every key whose value became another. */
  subscribe(listener: (key: string) => void): () => void {
    const entry = (key: string): void => listener(key);
    this.#listeners.add(entry);
    this.#leaveStore ??= this.#store.subscribe?.((key) => this.#forget(key));
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size > 0) return;
      this.#leaveStore?.();
      this.#leaveStore = undefined;
      // Nobody tells of changes now; whoever comes next reads anew.
      this.#known.clear();
    };
  }

  #ask(key: string): void {
    this.#asked.add(key);
    const settle = (value: string | null): void => {
      if (!this.#asked.delete(key) || this.#known.has(key)) return;
      this.#learn(key, typeof value === 'string' ? value : null);
    };
    try {
      const answer = this.#store.read(this.#scope + key);
      if (answer instanceof Promise) answer.then(settle, () => settle(null));
      else {
        this.#asked.delete(key);
        this.#known.set(key, typeof answer === 'string' ? answer : null);
      }
    } catch {
      // As good as nothing kept.
      settle(null);
    }
  }

  #learn(key: string, value: string | null): void {
    this.#known.set(key, value);
    for (const listener of [...this.#listeners]) listener(key);
  }

  #forget(scopedKey: string): void {
    if (!scopedKey.startsWith(this.#scope)) return;
    const key = scopedKey.slice(this.#scope.length);
    const before = this.#known.get(key);
    if (!this.#known.delete(key)) return;
    if (this.read(key) !== before) for (const listener of [...this.#listeners]) listener(key);
  }
}

const opened = new WeakMap<PreferenceStore, Map<string, Preferences>>();

/** The preferences of a scope in a store: the same object for everybody who asks. */
export function preferencesIn(store: PreferenceStore, scope: string): Preferences {
  const ofStore = opened.get(store) ?? new Map<string, Preferences>();
  const preferences = ofStore.get(scope) ?? new Preferences(store, scope);
  opened.set(store, ofStore.set(scope, preferences));
  return preferences;
}
