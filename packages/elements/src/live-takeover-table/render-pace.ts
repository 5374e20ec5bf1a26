/** So many renders one after another are none of a hand's doing, but a storm. */
const stormRenders = 10;
/** Renders closer than this follow one another. */
const breathMs = 200;
/** In a storm, one render in this time: numbers that change faster cannot be read. */
const stormMs = 100;

/**
 * How often numbers are rendered anew: at once, unless they change frame after
 * frame. Then ten times a second, which costs a sixth.
 */
export class RenderPace {
  #renders = 0;
  #askedAt = -Infinity;
  #renderedAt = -Infinity;

  /** Whether to render at `now`, in ms; if not, ask again in the next frame. */
  isDue(now: number): boolean {
    if (now - this.#askedAt > breathMs) this.#renders = 0;
    this.#askedAt = now;
    if (this.#renders >= stormRenders && now - this.#renderedAt < stormMs) return false;
    this.#renders += 1;
    this.#renderedAt = now;
    return true;
  }
}
