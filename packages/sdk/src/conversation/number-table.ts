/** How many numbers each row has: two cache lines. */
export const rowLength = 16;

/**
 * Numbers of many conversations side by side, a row for each. With a hundred
 * thousand conversations, waiting for memory is most of what an event costs:
 * an object would keep every instant in a box of its own, elsewhere.
 */
export class NumberTable {
  values: Float64Array = new Float64Array(rowLength);
  readonly #free: number[] = [];
  #rowCount = 0;

  /** Rows are below this. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** A row that is nobody's. */
  take(): number {
    const row = this.#free.pop();
    if (row !== undefined) return row;
    const end = (this.#rowCount + 1) * rowLength;
    if (end > this.values.length) {
      const values = new Float64Array(end * 2);
      values.set(this.values);
      this.values = values;
    }
    this.#rowCount += 1;
    return this.#rowCount - 1;
  }

  /** Gives a row back; it will be another's. */
  free(row: number): void {
    this.#free.push(row);
  }
}
