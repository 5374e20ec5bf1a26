import type { Clock } from '../base/clock.js';

/** Silence after which a socket is taken for dead: two heartbeats and some. */
export const silenceLimitMs = 35_000;
/** How long a socket in doubt may take to answer. */
export const proofLimitMs = 5_000;

/** What a {@link Liveness} tells. */
export interface LivenessListener {
  /** Nothing came for {@link silenceLimitMs}, or no proof in {@link proofLimitMs}. */
  onSilent(): void;
  /** The machine slept, so the silence proves nothing. Ask for a sign of life. */
  onDoubt(): void;
}

/** Watches whether frames arrive. One timer, re-armed only when it fires. */
export class Liveness {
  readonly #clock: Clock;
  readonly #listener: LivenessListener;
  #heardAt: number;
  #doubtedAt: number | null = null;
  #cancel: () => void = () => {};

  constructor(clock: Clock, listener: LivenessListener) {
    this.#clock = clock;
    this.#listener = listener;
    this.#heardAt = clock.now();
    this.#arm();
  }

  /** When the last frame came, epoch ms of this machine's clock. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** A frame came. */
  hear(): void {
    this.#heardAt = this.#clock.now();
    if (this.#doubtedAt === null) return;
    this.#doubtedAt = null;
    this.#arm();
  }

  /** From now on a frame must come within {@link proofLimitMs}. */
  doubt(): void {
    if (this.#doubtedAt !== null) return;
    this.#doubtedAt = this.#clock.now();
    this.#arm();
  }

  stop(): void {
    this.#cancel();
  }

  #arm(): void {
    this.#cancel();
    const dueAt = this.#doubtedAt === null ? this.#heardAt + silenceLimitMs : this.#doubtedAt + proofLimitMs;
    this.#cancel = this.#clock.schedule(Math.max(0, dueAt - this.#clock.now()), () => this.#check(dueAt));
  }

  #check(dueAt: number): void {
    const now = this.#clock.now();
    if (this.#doubtedAt === null && now < this.#heardAt + silenceLimitMs) return this.#arm();
    if (this.#doubtedAt !== null || now - dueAt < proofLimitMs) return this.#listener.onSilent();
    this.#listener.onDoubt();
  }
}
