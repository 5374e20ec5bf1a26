/** What a backend lets its desk choose from: reasons to be away, prepared replies, wrap-up reasons. */

/** A choice besides Online and Offline. */
export interface AvailabilityReason {
  /** What {@link Availability} then is. */
  readonly id: string;
  readonly label: string;
  /** Whether an agent who chose it is still given requests. */
  readonly receivesRequests: boolean;
}

/** A text that agents need often. */
export interface PreparedReply {
  readonly id: string;
  readonly title: string;
  /** `{customer}`, `{agent}`, `{bot}` and `{reference}` are filled in when it is chosen. */
  readonly text: string;
}

/** What is asked of an agent who hands back or closes. */
export interface WrapUp {
  readonly reasons: readonly { readonly id: string; readonly label: string }[];
  readonly isRequired: boolean;
}

/** One bot, as its desk sees it. */
export interface BotDesk {
  readonly name: string;
  readonly preparedReplies: readonly PreparedReply[];
  /** Null where nothing is asked. */
  readonly wrapUp: WrapUp | null;
  /** Desks outside to which its conversations can be given; absent for none. */
  readonly desks?: readonly { readonly id: string; readonly name: string }[];
}

/** Everything the signed-in agent's desk may choose from. */
export interface Desk {
  readonly reasons: readonly AvailabilityReason[];
  /** By bot id; those in scope. */
  readonly bots: Readonly<Record<string, BotDesk>>;
  /** How many conversations this agent may hold at a time; null for any number. */
  readonly capacity: number | null;
}

/** The desk of a backend that says nothing of it. */
export const plainDesk: Desk = { reasons: [], bots: {}, capacity: null };
