import type { Conversation, ConversationEvent, DeliveryFailure } from '@live-takeover/sdk/core';

/** Something that has to go out of the gateway because of a fact. */
export interface Letter {
  readonly tenant: string;
  /** The conversation as it was known last; never older than the event. */
  readonly head: Conversation;
  readonly event: ConversationEvent;
  /** How often it was attempted before. */
  readonly attempts: number;
}

/** What became of one attempt. */
export type SendOutcome =
  /** The other end has it. */
  | { readonly outcome: 'sent'; readonly providerIds?: readonly string[]; readonly parts?: number }
  /** It does not get there, however often it is tried. */
  | { readonly outcome: 'failed'; readonly reason: DeliveryFailure }
  /** It certainly did not get there; worth another attempt, not before `afterMs`. */
  | { readonly outcome: 'later'; readonly afterMs?: number; readonly reason?: DeliveryFailure }
  /** It may have got there: the answer was lost. */
  | { readonly outcome: 'unknown' };

/** What a provider says of a letter whose sending was cut off. */
export type ReconcileOutcome =
  | SendOutcome
  /** It never had it: it may be sent. */
  | { readonly outcome: 'absent' };

/** Where letters go: a provider that brings messages to customers, or a server that wants to know. */
export interface Destination {
  /** Unique, short, stable: what was sent is remembered under it. `[a-z0-9:._-]`, at most 100. */
  readonly name: string;
  /**
   * How it is known what was sent.
   *
   * `delivery`: its letters are messages, each sent at most once unless it certainly did not get there, and how far it
   * got is a fact (`delivery-changed`). `mark`: the other end knows a letter that it has by the event's id, so it is
   * sent until it is taken.
   */
  readonly memory: 'delivery' | 'mark';
  /** For how long attempts go on, from the event's time on; then a message has failed, and anything else is given up, with a line in the log. */
  readonly retryForMs: number;
  /** Whether any event of a conversation may go there; absent: of each. Spares the log from being looked at in vain. */
  mayTake?(tenant: string, head: Conversation): boolean;
  /** Whether an event goes there. Pure; asked again after a restart, and must answer the same. */
  takes(tenant: string, head: Conversation, event: ConversationEvent): boolean;
  /** Attempts it once. Never rejects; `signal` breaks it off. */
  send(letter: Letter, signal: AbortSignal): Promise<SendOutcome>;
  /** Asks whether a letter got there. Absent where nobody can be asked: then it stays `unknown` until news come by themselves. */
  reconcile?(letter: Letter, signal: AbortSignal): Promise<ReconcileOutcome>;
}
