/** No table at all: what the bench itself costs. */
import type { Peer } from './peer.js';

export class Nothing implements Peer {
  #place: HTMLElement = document.body;

  hold(): void {
    // Nothing is made of the conversations.
  }

  show(place: HTMLElement): void {
    this.#place = place;
  }

  mount(place: HTMLElement): void {
    this.#place = place;
  }

  apply(): void {
    // Events go by.
  }

  sort(): void {
    // There is nothing to sort.
  }

  scroller(): HTMLElement {
    return this.#place;
  }

  bodyTop(): number {
    return 0;
  }

  columnX(): number {
    return 0;
  }
}
