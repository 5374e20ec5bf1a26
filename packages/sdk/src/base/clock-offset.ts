const rememberedSamples = 8;
/** No frame that still counts was under way for longer: a larger step back is this machine's clock being set. */
const largestDelayMs = 10_000;

/**
 * How far the store's clock is ahead of this machine's. A time that was told is
 * old by as long as it travelled, which can only make the store's clock look
 * late: the largest of the last differences is nearest the truth.
 */
export class ClockOffset {
  #samples: number[] = [];

  /**
   * @param serverTime - what the store's clock said
   * @param receivedAt - what this machine's said when that arrived
   * @returns the present estimate in milliseconds
   */
  learn(serverTime: number, receivedAt: number): number {
    const sample = serverTime - receivedAt;
    if (Math.max(...this.#samples) - sample > largestDelayMs) this.#samples = [];
    this.#samples = [...this.#samples, sample].slice(-rememberedSamples);
    return Math.max(...this.#samples);
  }
}
