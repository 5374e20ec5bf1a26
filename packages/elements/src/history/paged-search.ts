import { TakeoverError } from '@live-takeover/sdk';
import type { ReactiveControllerHost } from 'lit';

/** What comes in pages. */
export interface FoundPage<Found> {
  readonly found: readonly Found[];
  /** Names the next page; null when all has been looked at. */
  readonly next: string | null;
  /** How far back this came, epoch ms. */
  readonly searchedTo: number;
}

/** How far a search came. */
export type SearchState =
  | { readonly state: 'new' }
  | { readonly state: 'searching' | 'paused' | 'done'; readonly searchedTo: number | null }
  | { readonly state: 'failed'; readonly searchedTo: number | null; readonly error: TakeoverError };

/**
 * Reads page after page until enough is found, all is read or somebody stops
 * it. Going on later continues where it was; after a failure too.
 */
export class PagedSearch<Found> {
  readonly #host: ReactiveControllerHost;
  #ask: ((after: string | null, signal: AbortSignal) => Promise<FoundPage<Found>>) | undefined;
  #found: Found[] = [];
  #state: SearchState = { state: 'new' };
  #after: string | null = null;
  #running: AbortController | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  get state(): SearchState {
    return this.#state;
  }

  /** Newest first. Grows in place; its length tells whether there are more. */
  get found(): readonly Found[] {
    return this.#found;
  }

  /** Searches anew. */
  begin(ask: (after: string | null, signal: AbortSignal) => Promise<FoundPage<Found>>, enough: number): void {
    this.reset();
    this.#ask = ask;
    void this.#run(enough);
  }

  /** Goes on until so many more are found. */
  more(enough: number): void {
    if (this.#running === undefined) void this.#run(this.#found.length + enough);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    if (this.#state.state === 'searching') this.#set({ ...this.#state, state: 'paused' });
  }

  /** Stops, and forgets what was found. */
  reset(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#ask = undefined;
    this.#found = [];
    this.#after = null;
    this.#set({ state: 'new' });
  }

  async #run(enough: number): Promise<void> {
    const ask = this.#ask;
    if (ask === undefined) return;
    const running = new AbortController();
    this.#running = running;
    let searchedTo = 'searchedTo' in this.#state ? this.#state.searchedTo : null;
    try {
      do {
        this.#set({ state: 'searching', searchedTo });
        const page = await ask(this.#after, running.signal);
        if (running.signal.aborted) return;
        this.#found.push(...page.found);
        this.#after = page.next;
        ({ searchedTo } = page);
      } while (this.#after !== null && this.#found.length < enough);
      this.#set({ state: this.#after === null ? 'done' : 'paused', searchedTo });
    } catch (error) {
      if (!running.signal.aborted) this.#set({ state: 'failed', searchedTo, error: asTakeoverError(error) });
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  #set(state: SearchState): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}

function asTakeoverError(error: unknown): TakeoverError {
  return error instanceof TakeoverError ? error : new TakeoverError('connection-lost', 'The question was not answered. Ask again.', { cause: error });
}
