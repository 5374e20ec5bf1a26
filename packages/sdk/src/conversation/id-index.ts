/** Two hashes of an id, 32 bits each. */
export interface Hashes {
  first: number;
  second: number;
}

const entryLength = 4;
const [empty, deleted] = [0, -1];

/**
 * Small numbers by id, found without touching the ids: a hash table of numbers
 * only, many times faster than a map by strings once the ids no longer fit into
 * the processor's cache.
 */
export class IdIndex {
  readonly #idOf: (number: number) => string;
  readonly #hash: (id: string, hashes: Hashes) => void;
  readonly #hashes: Hashes = { first: 0, second: 0 };
  /** First hash, second hash, number + 1; the fourth is unused, so that no entry lies across two cache lines. */
  #entries = new Int32Array(16 * entryLength);
  /** Means nothing; keeps a compiler from leaving out what is read ahead. */
  touched = 0;
  #size = 0;
  #deletedCount = 0;
  /** Those whose two hashes another id has that was there before. */
  readonly #twins = new Map<string, number>();

  /**
   * @param idOf - the id of a number that was added
   * @param hash - for tests: writes the hashes of an id
   */
  constructor(idOf: (number: number) => string, hash: (id: string, hashes: Hashes) => void = hashId) {
    this.#idOf = idOf;
    this.#hash = hash;
  }

  get size(): number {
    return this.#size + this.#twins.size;
  }

  /** How many entries there is room for. */
  get capacity(): number {
    return this.#entries.length / entryLength;
  }

  /** The number of an id, −1 if it was not added. */
  find(id: string): number {
    const number = this.guess(id);
    return number >= 0 && this.#idOf(number) === id ? number : -1;
  }

  /**
   * The number of an id that was added; for one that was not, almost always −1 and by a chance of 2⁻⁶⁴ per id another's
   * number. For callers who would notice.
   */
  guess(id: string): number {
    this.#hash(id, this.#hashes);
    return this.#numberOf(id);
  }

  /** @param id - whose hashes are at hand */
  #numberOf(id: string): number {
    const number = (this.#entries[this.#place() + 2] as number) - 1;
    if (this.#twins.size === 0 || number < 0 || this.#idOf(number) === id) return number;
    return this.#twins.get(id) ?? -1;
  }

  /**
   * {@link IdIndex.guess} of many ids at once, many times faster where the entries are not in the processor's cache:
   * they are fetched together instead of one after the other.
   *
   * @param numbers - receives the answers, at the same place as the id
   */
  guessAll(ids: readonly string[], numbers: Int32Array): void {
    const hashes = this.#hashes;
    const entries = this.#entries;
    const mask = entries.length - 1;
    const seconds = new Int32Array(ids.length);
    for (let place = 0; place < ids.length; place += 1) {
      this.#hash(ids[place] as string, hashes);
      numbers[place] = hashes.first;
      seconds[place] = hashes.second;
    }
    let touched = 0;
    for (let place = 0; place < ids.length; place += 1) touched |= entries[((numbers[place] as number) * entryLength) & mask] as number;
    this.touched = touched;
    for (let place = 0; place < ids.length; place += 1) {
      hashes.first = numbers[place] as number;
      hashes.second = seconds[place] as number;
      numbers[place] = this.#numberOf(ids[place] as string);
    }
  }

  /** Adds an id that is not there. */
  add(id: string, number: number): void {
    this.#hash(id, this.#hashes);
    this.#add(id, number);
  }

  /**
   * The number of an id; one that is not there is added. Hashes it once, which is most of what either costs.
   *
   * @param create - the number of an id to be added
   */
  findOrAdd(id: string, create: () => number): number {
    const known = this.find(id);
    if (known >= 0) return known;
    const number = create();
    this.#add(id, number);
    return number;
  }

  /** @param id - whose hashes are at hand */
  #add(id: string, number: number): void {
    if ((this.#size + this.#deletedCount + 1) * 2 * entryLength > this.#entries.length) {
      this.#rebuild();
      this.#hash(id, this.#hashes);
    }
    const place = this.#place();
    if (this.#entries[place + 2] !== empty) return void this.#twins.set(id, number);
    this.#write(place, number);
  }

  /** Takes an id out, if it is there. */
  delete(id: string): void {
    if (this.#twins.delete(id) || this.find(id) < 0) return;
    this.#entries[this.#place() + 2] = deleted;
    this.#size -= 1;
    this.#deletedCount += 1;
    if (this.#twins.size > 0) this.#rebuild();
  }

  /** Where the entry with the hashes at hand is, or would be put. */
  #place(): number {
    const entries = this.#entries;
    const mask = entries.length - 1;
    const { first, second } = this.#hashes;
    let place = (first * entryLength) & mask;
    for (let held = entries[place + 2]; held !== empty; held = entries[place + 2]) {
      if (entries[place] === first && entries[place + 1] === second && held !== deleted) break;
      place = (place + entryLength) & mask;
    }
    return place;
  }

  #write(place: number, number: number): void {
    this.#entries[place] = this.#hashes.first;
    this.#entries[place + 1] = this.#hashes.second;
    this.#entries[place + 2] = number + 1;
    this.#size += 1;
  }

  /** Makes room, without what was deleted; and entries of twins whose other is gone. */
  #rebuild(): void {
    const before = this.#entries;
    const twins = [...this.#twins];
    let length = 16 * entryLength;
    while (length < (this.size + 1) * 3 * entryLength) length *= 2;
    this.#entries = new Int32Array(length);
    this.#size = 0;
    this.#deletedCount = 0;
    for (let place = 0; place < before.length; place += entryLength) {
      const held = before[place + 2] as number;
      if (held === empty || held === deleted) continue;
      this.#hashes.first = before[place] as number;
      this.#hashes.second = before[place + 1] as number;
      this.#write(this.#place(), held - 1);
    }
    this.#twins.clear();
    for (const [id, number] of twins) this.add(id, number);
  }
}

/** Two hashes that have nothing to do with each other, two characters at a time (after MurmurHash3). */
export function hashId(id: string, hashes: Hashes): void {
  let first = id.length;
  let second = ~id.length;
  for (let place = 0; place < id.length; place += 2) {
    const units = id.charCodeAt(place) | (id.charCodeAt(place + 1) << 16);
    first = Math.imul(first ^ units, 0xcc9e2d51);
    first = (first << 15) | (first >>> 17);
    second = Math.imul(second ^ units, 0x85ebca6b);
    second = (second << 13) | (second >>> 19);
  }
  first = Math.imul(first ^ (first >>> 16), 0xc2b2ae35);
  second = Math.imul(second ^ (second >>> 16), 0x27d4eb2f);
  hashes.first = first ^ (first >>> 13);
  hashes.second = second ^ (second >>> 15);
}
