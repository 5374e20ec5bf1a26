import type { Clock } from '../base/clock.js';
import type { ConversationId } from '../conversation/event.js';
import type { ConversationLog } from '../conversation/log.js';

/** How long a missing event is waited for before its conversation is read anew. */
export const gapPatienceMs = 5_000;

/** Has conversations read anew in which an event stays missing, as long as it does. */
export class GapTimer {
  readonly #clock: Clock;
  readonly #log: ConversationLog;
  readonly #resync: (conversationId: ConversationId) => void;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, log: ConversationLog, resync: (conversationId: ConversationId) => void) {
    this.#clock = clock;
    this.#log = log;
    this.#resync = resync;
  }

  /** Sets the timer if there is a gap and it is not set. */
  plan(): void {
    if (this.#cancel !== undefined || !this.#log.hasGaps) return;
    const delayMs = Math.max(0, this.#log.oldestGapAt + gapPatienceMs - this.#clock.now());
    this.#cancel = this.#clock.schedule(delayMs, () => {
      this.#cancel = undefined;
      const now = this.#clock.now();
      const overdue = this.#log.takeOverdue(now - gapPatienceMs, now);
      this.plan();
      for (const conversationId of overdue) this.#resync(conversationId);
    });
  }

  /** Stops the timer. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
