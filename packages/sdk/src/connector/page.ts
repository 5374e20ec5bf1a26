/**
 * What a connector must know of the page it lives in. The SDK touches no DOM, so
 * whoever has one tells: `@live-takeover/elements` does for its elements.
 */
export interface Page {
  /**
   * Calls back when a socket that looks open may be dead: the page is shown
   * again, restored from the back/forward cache, or the network came back.
   *
   * @returns ends the subscription
   */
  onWake(listener: () => void): () => void;
  /**
   * Calls back when the page is left, so that the backend hears it at once. A
   * later wake connects again.
   *
   * @returns ends the subscription
   */
  onGoodbye?(listener: () => void): () => void;
}
