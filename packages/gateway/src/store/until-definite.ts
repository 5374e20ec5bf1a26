import { retryDelayMs } from '@live-takeover/sdk/core';
import { pause } from '../pause.js';
import type { Runtime } from '../runtime.js';
import { StoreError } from './event-store.js';

/** What waiting for a store takes. */
export interface Patience {
  readonly runtime: Pick<Runtime, 'random' | 'schedule'>;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/**
 * Attempts something until the store gives a definite answer: while in doubt,
 * the same ids may be tried again.
 *
 * @throws whatever `attempt` throws, but for `unavailable` only once `signal` has ended it
 */
export async function untilDefinite<Result>({ runtime, signal }: Patience, attempt: () => Promise<Result>): Promise<Result> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isInDoubt = error instanceof StoreError && error.code === 'unavailable';
      if (!isInDoubt || signal.aborted) throw error;
      await pause(runtime, retryDelayMs(retry, () => runtime.random()), signal);
    }
  }
}
