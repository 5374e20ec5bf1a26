import { statusRules } from '../conversation/status.js';
import { grown } from './grown.js';
import type { StatusCounts } from './row-source.js';
import { countsFrom } from './standings.js';
import type { Standings } from './standings.js';

const none = 255;

/** Counts by status of the slots that match a search and a filter, kept while conversations change. */
export class MatchCounts {
  readonly #standings: Standings;
  readonly #countsByPlace = new Int32Array(statusRules.length);
  /** By slot: the place it is counted under. */
  #places: Uint8Array;

  constructor(standings: Standings) {
    this.#standings = standings;
    this.#places = new Uint8Array(standings.slotCount).fill(none);
  }

  get counts(): StatusCounts {
    let mine = 0;
    for (const slot of this.#standings.mine) if (this.has(slot)) mine += 1;
    return countsFrom(this.#countsByPlace, mine);
  }

  /** Whether a slot matched when last looked at. */
  has(slot: number): boolean {
    return (this.#places[slot] ?? none) !== none;
  }

  /** Takes note of whether a slot matches, and under which rule. */
  set(slot: number, isMatch: boolean): void {
    const length = this.#places.length;
    if (slot >= length) this.#places = grown(this.#places, slot * 2 + 64).fill(none, length);
    const before = this.#places[slot] as number;
    const place = isMatch ? (this.#standings.places[slot] as number) : none;
    if (place === before) return;
    this.#places[slot] = place;
    if (before !== none) this.#countsByPlace[before] = (this.#countsByPlace[before] as number) - 1;
    if (place !== none) this.#countsByPlace[place] = (this.#countsByPlace[place] as number) + 1;
  }
}
