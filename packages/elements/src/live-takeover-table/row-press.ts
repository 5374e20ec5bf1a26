/** What lies under a pointer. */
export interface PressTarget {
  readonly conversationId: string;
  /** Whether it is the row's information icon, and not the row itself. */
  readonly isReference: boolean;
}

/** How far a pointer may wander between down and up and still mean one row. */
const wanderLimit = 10;
/** As long as this after something came between pointer and row, a hand cannot yet have meant it. */
const surpriseMs = 700;

/**
 * What a press means: that which lay under the pointer when it went down,
 * whatever lies there when it comes up; and what the hand aimed at, if something
 * else appeared there in the last moment.
 */
export class RowPress {
  #target: PressTarget | undefined;
  #x = 0;
  #y = 0;
  /** What the pointer was last moved to. */
  #pointed: PressTarget | undefined;
  #coveredAt = -Infinity;

  /** The pointer was moved. */
  move(target: PressTarget | undefined, event: PointerEvent): void {
    this.#pointed = event.pointerType === 'touch' ? undefined : target;
    this.#coveredAt = -Infinity;
  }

  /** Rows came to lie over others, wherever the pointer is. */
  cover(now: number): void {
    this.#coveredAt = now;
  }

  down(target: PressTarget | undefined, event: PointerEvent, now: number): void {
    const isSurprised = now - this.#coveredAt < surpriseMs && event.pointerType !== 'touch';
    this.#target = isSurprised ? (this.#pointed ?? target) : target;
    this.#x = event.clientX;
    this.#y = event.clientY;
  }

  /**
   * What a click means; undefined for nothing.
   *
   * @param target - under the click; counts only when no pointer went down (keyboard, assistive technology)
   */
  click(target: PressTarget | undefined, event: MouseEvent): PressTarget | undefined {
    const pressed = this.#target;
    this.#target = undefined;
    if (pressed === undefined) return event.detail === 0 ? target : undefined;
    return Math.hypot(event.clientX - this.#x, event.clientY - this.#y) <= wanderLimit ? pressed : undefined;
  }
}
