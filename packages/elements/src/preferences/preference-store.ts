/**
 * Where the elements keep what an agent chose: columns, saved views, sounds,
 * drafts, what was read. Set one as the property `preferences` of the provider
 * or of an element to keep them on your server, say; without one they stay in
 * this browser.
 *
 * Keys name the agent and the gateway beside the choice, so that one store may
 * serve everybody who uses this machine.
 */
export interface PreferenceStore {
  /** Null for what was never written. */
  read(key: string): string | null | Promise<string | null>;
  /** Null removes. */
  write(key: string, value: string | null): void | Promise<void>;
  /**
   * Tells of what others wrote meanwhile, another tab for example.
   *
   * @returns ends that
   */
  subscribe?(changed: (key: string) => void): () => void;
}

/**
 * A store in the browser's local storage. What that refuses, because it is
 * blocked or full, is kept in memory for as long as the page lives.
 *
 * @param storage - throws where it is blocked
 */
export function browserStore(storage: () => Storage = () => localStorage): PreferenceStore {
  const kept = new Map<string, string | null>();
  return {
    read(key) {
      const value = kept.get(key);
      if (value !== undefined) return value;
      try {
        return storage().getItem(key);
      } catch {
        // Blocked: nothing was kept from an earlier page.
        return null;
      }
    },
    write(key, value) {
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
        kept.delete(key);
      } catch {
        // Blocked or full: this page still remembers.
        kept.set(key, value);
      }
    },
    subscribe(changed) {
      const onStorage = ({ key }: StorageEvent): void => {
        if (key !== null) changed(key);
      };
      addEventListener('storage', onStorage);
      return () => removeEventListener('storage', onStorage);
    },
  };
}

/** The store of every element that was given none. */
export const pageStore: PreferenceStore = browserStore();
