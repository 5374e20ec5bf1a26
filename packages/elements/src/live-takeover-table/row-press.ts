/** What lies under a pointer. */
export interface PressTarget {
  readonly conversationId: string;
  /** Whether it is the row's information icon, and not the row itself. */
  readonly isReference: boolean;
}

/** How far a pointer may wander between down and up and still mean one row. */
const wanderLimit = 10;

/**
 * What a press means: that which lay under the pointer when it went down,
 * whatever lies there when it comes up.
 */
export class RowPress {
  #target: PressTarget | undefined;
  #x = 0;
  #y = 0;

  down(target: PressTarget | undefined, event: PointerEvent): void {
    this.#target = target;
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
