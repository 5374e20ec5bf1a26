/** The passing of time, as the SDK sees it: handed in, so that tests own it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Calls back once, not before `delayMs` have passed.
   *
   * @returns takes the call back
   */
  schedule(delayMs: number, callback: () => void): () => void;
}
