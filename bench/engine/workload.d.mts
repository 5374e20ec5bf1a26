/** See workload.mjs. */
export declare function workload(size: {
  readonly conversations: number;
  readonly events: number;
  readonly seed: number;
  readonly startAt: number;
  readonly warmUpEvents?: number;
}): { readonly starts: readonly object[]; readonly warmUp: readonly string[]; readonly batches: readonly string[] };
