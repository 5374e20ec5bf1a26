/** What an HTTP call says. */
export interface OutgoingCall {
  /** Default: `GET`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An HTTP call, and to whom. */
export interface OutgoingRequest extends OutgoingCall {
  readonly url: string;
  /** Ends it, and the reading of its answer too. */
  readonly signal?: AbortSignal;
}

/**
 * All the outside world that the gateway's logic may touch. Everything but
 * `store/`, `server.ts` and the command gets time, chance and network from here,
 * so that the shipped modules run unchanged in a simulation.
 */
export interface Runtime {
  /** Epoch milliseconds of this node's clock. */
  now(): number;
  /**
   * Calls back once, not before `delayMs` have passed.
   *
   * @returns takes the call back
   */
  schedule(delayMs: number, callback: () => void): () => void;
  /** A number in [0, 1). */
  random(): number;
  /** Unguessable, 128 bits, in [A-Za-z0-9_-]. */
  newId(): string;
  /** An HTTP call to a bot or provider. Redirects are not followed. Rejects when it gets no answer. */
  request(request: OutgoingRequest): Promise<Response>;
  /** A `GET` to an address that a stranger named: sent to the public internet only, to the machine that was looked at. Redirects are not followed. */
  requestPublic(request: Request): Promise<Response>;
  /** One structured line. Never carries customers' text, names or numbers. */
  log(level: 'info' | 'warn' | 'error', event: string, fields?: Readonly<Record<string, string | number | boolean | null>>): void;
}
