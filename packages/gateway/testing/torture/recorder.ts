import type { Action, Actor, Operation, Outcome } from './history.js';

/** Ends an operation. May be called again when what was unknown becomes known; undefined: it was never sent. */
export type Settle = (outcome: Outcome | undefined) => void;

/** Writes down what clients ask for and what they are told. */
export interface Recorder {
  /** Everything that was sent so far; what has no answer yet is unknown. */
  readonly operations: readonly Operation[];
  /** How many wait for their answer. */
  readonly pending: number;
  begin(id: string, conversationId: string, actor: Actor, action: Action): Settle;
}

/** @param now - of a monotonic clock, in milliseconds */
export function createRecorder(now: () => number = () => performance.now()): Recorder {
  const operations = new Map<string, Operation>();
  const pending = new Set<string>();
  return {
    get operations() {
      return [...operations.values()];
    },
    get pending() {
      return pending.size;
    },
    begin(id, conversationId, actor, action) {
      const wish = { id, conversationId, actor, action, sentAt: now() };
      operations.set(id, { ...wish, answeredAt: Infinity, outcome: { kind: 'unknown' } });
      pending.add(id);
      return (outcome) => {
        pending.delete(id);
        if (outcome === undefined) operations.delete(id);
        else if (operations.get(id)?.outcome.kind === 'unknown') operations.set(id, { ...wish, outcome, answeredAt: outcome.kind === 'unknown' ? Infinity : now() });
      };
    },
  };
}
