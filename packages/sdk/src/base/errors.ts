/** Everything that can go wrong, as a closed list; each has a heading in docs/errors.md. */
export type TakeoverErrorCode =
  | 'already-taken'
  | 'stale-term'
  | 'not-yours'
  | 'not-available'
  | 'at-capacity'
  | 'too-late'
  | 'wrap-up-missing'
  | 'settings-changed'
  | 'nothing-to-dismiss'
  | 'conversation-unknown'
  | 'conversation-closed'
  | 'message-too-large'
  | 'message-empty'
  | 'attachment-too-large'
  | 'attachment-not-allowed'
  | 'attachment-unknown'
  | 'attachment-expired'
  | 'attachments-full'
  | 'bad-request'
  | 'bad-frame'
  | 'bad-event'
  | 'bad-config'
  | 'unauthorized'
  | 'token-expired'
  | 'forbidden'
  | 'forbidden-origin'
  | 'version-unsupported'
  | 'rate-limited'
  | 'store-unavailable'
  | 'gateway-unreachable'
  | 'connection-lost'
  | 'outcome-unknown'
  | 'command-reused'
  | 'not-supported'
  | 'aborted'
  | 'internal';

/** The one error class. The message says what happened, then what to do. */
export class TakeoverError extends Error {
  override readonly name = 'TakeoverError';
  readonly code: TakeoverErrorCode;
  /** Whether the same command may succeed if simply sent again. */
  readonly retry: boolean;
  /** Who holds the conversation, where that is why it failed. */
  readonly holder: string | undefined;
  /** Internal reference of the conversation that it is about, where the backend says so. */
  readonly reference: string | undefined;

  constructor(
    code: TakeoverErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retry?: boolean; readonly holder?: string | undefined; readonly reference?: string | undefined } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? false;
    this.holder = options.holder;
    this.reference = options.reference;
  }
}
