import type { ConversationEvent, Freshness } from '@live-takeover/sdk';

/** Where what was missed begins, and how much of it was said to the agent. */
export interface Missed {
  /** What came after this is new to the reader. */
  readonly afterSeq: number;
  readonly count: number;
}

/**
 * Remembers how far an agent had read when the page stopped being up to date, so
 * that what came meanwhile can be marked once it is there.
 */
export class MissedMessages {
  #wasUpToDate = false;
  #isBehind = false;
  #afterSeq = 0;
  #untilSeq = 0;

  /** For another conversation. */
  reset(): void {
    this.#wasUpToDate = false;
    this.#isBehind = false;
    this.#afterSeq = 0;
    this.#untilSeq = 0;
  }

  /** The agent has answered what was missed. */
  answered(): void {
    if (!this.#isBehind) this.#afterSeq = this.#untilSeq;
  }

  /** @param newestSeq - of the conversation as it is known now; 0 while it is not */
  follow(freshness: Freshness['state'], newestSeq: number): void {
    if (freshness === 'up-to-date') {
      if (this.#isBehind) this.#untilSeq = newestSeq;
      this.#isBehind = false;
      this.#wasUpToDate = newestSeq > 0;
    } else if (!this.#isBehind && this.#wasUpToDate) {
      this.#isBehind = true;
      // What was missed before and is marked stays so.
      if (this.#untilSeq <= this.#afterSeq) this.#afterSeq = newestSeq;
    }
  }

  /** What came meanwhile from customer, bot and colleagues; undefined for nothing. */
  among(events: readonly ConversationEvent[], myId: string | undefined): Missed | undefined {
    if (this.#isBehind || this.#untilSeq <= this.#afterSeq) return undefined;
    let count = 0;
    for (let index = events.length - 1; index >= 0; index -= 1) {
      const event = events[index];
      if (event === undefined || event.seq <= this.#afterSeq) break;
      if (event.seq <= this.#untilSeq && event.type === 'message-sent' && event.author?.id !== myId) count += 1;
    }
    return count === 0 ? undefined : { afterSeq: this.#afterSeq, count };
  }
}
