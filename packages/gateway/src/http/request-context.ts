/** What the server knows of a request beside its text. */
export interface RequestContext {
  readonly remoteAddress?: string | undefined;
}
