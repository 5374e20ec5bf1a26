/** See workload.mjs. */
export declare function workload(size: {
  readonly conversations: number;
  readonly events: number;
  readonly seed: number;
  readonly startAt: number;
  readonly warmUpEvents?: number;
}): { readonly starts: readonly object[]; readonly warmUp: readonly string[]; readonly batches: readonly string[] };

/** See workload.mjs. */
export declare function conversationsOf(size: {
  readonly conversations: number;
  readonly seed: number;
  readonly startAt: number;
  readonly spreadMs?: number;
  readonly reserved?: number;
}): {
  readonly starts: readonly object[];
  next(at: number): object;
  said(index: number, at: number, text: string): object;
  asked(index: number, at: number): object;
  indexOf(id: string): number;
};

/** See workload.mjs. */
export declare function randomFrom(seed: number): () => number;
