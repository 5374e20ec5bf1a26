/** Does things one after another where they concern the same, and at once where they do not. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** @returns what `work` comes to, once all that was asked for before under this key has ended */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const done = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const settled = done.then(
      () => {},
      () => {
        // Whoever asked for it hears of it; the next one has its turn all the same.
      },
    );
    this.#last.set(key, settled);
    void settled.then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    return done;
  }
}
