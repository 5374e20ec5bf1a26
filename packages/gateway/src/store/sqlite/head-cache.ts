import type { Conversation } from '@live-takeover/sdk/core';

/** A head, and the row it is kept in. */
export interface KeptHead {
  readonly row: number;
  readonly head: Conversation;
}

/**
 * The heads used last, so that an append need not parse one. What a transaction
 * changes is put aside until it is known to be committed.
 */
export interface HeadCache {
  get(key: string): KeptHead | undefined;
  /** Remembers what was read from the database. */
  remember(key: string, kept: KeptHead): void;
  /** Notes a change of the open transaction. */
  change(key: string, kept: KeptHead): void;
  /** Forgets a head whose row is gone. */
  forget(key: string): void;
  commit(): void;
  rollBack(): void;
}

/** @param limit - how many heads are kept at most */
export function createHeadCache(limit: number): HeadCache {
  const kept = new Map<string, KeptHead>();
  const changed = new Map<string, KeptHead>();
  const keep = (key: string, value: KeptHead): void => {
    kept.delete(key);
    kept.set(key, value);
    if (kept.size <= limit) return;
    const oldest = kept.keys().next();
    if (!oldest.done) kept.delete(oldest.value);
  };
  return {
    get(key) {
      const pending = changed.get(key);
      if (pending !== undefined) return pending;
      const known = kept.get(key);
      if (known !== undefined) keep(key, known);
      return known;
    },
    remember: keep,
    change: (key, value) => void changed.set(key, value),
    forget(key) {
      changed.delete(key);
      kept.delete(key);
    },
    commit() {
      for (const [key, value] of changed) keep(key, value);
      changed.clear();
    },
    rollBack() {
      // A head read inside the transaction may have been of the transaction's making.
      for (const key of changed.keys()) kept.delete(key);
      changed.clear();
    },
  };
}
