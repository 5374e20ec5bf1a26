/** Figures sampled at a steady pace, in a buffer that never grows: when it is full, every two become one and the pace halves. */
export class Samples<Series extends string> {
  readonly #series: readonly Series[];
  readonly #limit: number;
  #stepMs: number;
  #startedAt = 0;
  #values: (Readonly<Record<Series, number>> | null)[] = [];

  /**
   * @param stepMs - the first pace
   * @param limit - samples held at most
   */
  constructor(series: readonly Series[], stepMs: number, limit = 240) {
    this.#series = series;
    this.#stepMs = stepMs;
    this.#limit = limit;
  }

  /** When the first sample was taken, epoch ms; 0 while there is none. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** From one sample to the next. */
  get stepMs(): number {
    return this.#stepMs;
  }

  /** How many there are, gaps included. */
  get length(): number {
    return this.#values.length;
  }

  /** Milliseconds in which nothing was known. */
  get gapMs(): number {
    return this.#values.filter((value) => value === null).length * this.#stepMs;
  }

  /** Oldest first; null where nothing was known. */
  of(series: Series): readonly (number | null)[] {
    return this.#values.map((value) => value?.[series] ?? null);
  }

  /**
   * Takes a sample; what was not sampled since the last one is a gap.
   *
   * @param value - null for what is not known
   */
  add(now: number, value: Readonly<Record<Series, number>> | null): void {
    if (this.#values.length === 0) this.#startedAt = now;
    // A machine's clock may be set back: then time has stood still.
    const place = Math.max(this.#values.length - 1, Math.floor((now - this.#startedAt) / this.#stepMs + 0.25));
    if (place < this.#values.length) {
      const last = this.#values.length - 1;
      if (this.#values[last] === null) this.#values[last] = value;
      return;
    }
    if (place >= this.#limit) {
      this.#halve();
      return this.add(now, value);
    }
    while (this.#values.length < place) this.#values.push(null);
    this.#values.push(value);
  }

  /** The higher of two stays, for a peak is what somebody looks for. */
  #halve(): void {
    const merged: (Readonly<Record<Series, number>> | null)[] = [];
    for (let index = 0; index < this.#values.length; index += 2)
      merged.push(this.#higher(this.#values[index] ?? null, this.#values[index + 1] ?? null));
    this.#values = merged;
    this.#stepMs *= 2;
  }

  #higher(one: Readonly<Record<Series, number>> | null, other: Readonly<Record<Series, number>> | null): Readonly<Record<Series, number>> | null {
    if (one === null || other === null) return one ?? other;
    return Object.fromEntries(this.#series.map((series) => [series, Math.max(one[series], other[series])])) as Record<Series, number>;
  }
}
