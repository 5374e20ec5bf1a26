/** A value that changes, and tells. */
export interface Readable<Value> {
  readonly value: Value;
  /**
   * Calls `listener` after each change, not for the present value.
   *
   * @returns ends the subscription
   */
  subscribe(listener: (value: Value) => void): () => void;
}

/** A {@link Readable} with its owner's handle. */
export interface Writable<Value> extends Readable<Value> {
  set(value: Value): void;
}

/**
 * A cell holding `initial`. Setting the identical value tells nobody. A listener
 * that throws keeps no other from being told: its error surfaces by itself.
 */
export function writable<Value>(initial: Value): Writable<Value> {
  const listeners = new Set<(value: Value) => void>();
  let current = initial;
  return {
    get value() {
      return current;
    },
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) if (listeners.has(listener)) tell(listener, value);
    },
    subscribe(listener) {
      const entry = (value: Value): void => listener(value);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

function tell<Value>(listener: (value: Value) => void, value: Value): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
