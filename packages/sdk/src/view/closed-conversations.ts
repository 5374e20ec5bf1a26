/** How long a closed conversation that nobody watches is kept: it never comes back. */
export const closedKeptMs = 600_000;

/** Until when conversations that are over are kept, by slot. */
export class ClosedConversations {
  readonly #until = new Map<number, number>();

  /** Keeps one for a while, from `now` unless it is kept already. */
  keep(slot: number, now: number): void {
    if (!((this.#until.get(slot) ?? -Infinity) > now)) this.#until.set(slot, now + closedKeptMs);
  }

  /** Infinity if it is not kept. */
  keptUntil(slot: number): number {
    return this.#until.get(slot) ?? Infinity;
  }

  /** It is gone, or goes on after all. */
  forget(slot: number): void {
    if (this.#until.size > 0) this.#until.delete(slot);
  }
}
