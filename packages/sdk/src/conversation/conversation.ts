import type {
  Attributes,
  BotIdentity,
  Channel,
  Contact,
  ConversationClosed,
  ConversationId,
  CustomerLeft,
  Operator,
} from './event.js';

/** A customer's open request for a human. */
export interface AgentRequest {
  readonly at: number;
  readonly seq: number;
  readonly target: 'agents' | 'salesforce';
  readonly reason?: string;
}

/** A time in which the customer wrote nothing, and wrote again at its end. */
export interface Silence {
  readonly lengthMs: number;
  readonly endedAt: number;
  /** How many are remembered, this one included. */
  readonly count: number;
  /**
   * The newest of the longer ones before it. Shorter ones are forgotten: what is
   * left tells when a silence of any length was last broken, whatever the rules.
   */
  readonly before: Silence | null;
}

/** A change of operator that an agent was not asked about; what they are called for by name is made of it. */
export interface Handover {
  /** Of its first event. */
  readonly seq: number;
  readonly at: number;
  /** Who made it; absent where nobody did. */
  readonly by?: { readonly id: string; readonly name: string };
  /** Who lost the conversation by it; absent if nobody did. */
  readonly from?: { readonly id: string; readonly name: string };
  /** Who was given it; absent if it was taken. */
  readonly to?: { readonly id: string; readonly name: string };
}

/**
 * What the facts of one conversation add up to. Made only by {@link fold};
 * plain JSON, so that it travels in snapshots and is stored as a head.
 * All instants are epoch milliseconds of the store's clock.
 */
export interface Conversation {
  readonly id: ConversationId;
  /** Of the last event folded in. */
  readonly seq: number;
  readonly at: number;
  readonly startedAt: number;
  readonly reference: string;
  readonly bot: BotIdentity;
  readonly channel: Channel;
  readonly thread: string;
  readonly contact: Contact;
  readonly attributes: Attributes;

  readonly operator: Operator;
  readonly term: number;
  /** When the present operator began. */
  readonly operatorSince: number;
  /** The term that a transfer announced and whose takeover is still to start; −1 when none. */
  readonly transferTerm: number;
  /** The last change of operator, if it was one that somebody was not asked about. */
  readonly handover?: Handover | undefined;
  readonly request: AgentRequest | null;
  /** Set while the customer is away: ended until they write, a lost connection until they write or return. */
  readonly left: { readonly why: CustomerLeft['why']; readonly at: number } | null;
  readonly closed: { readonly why: ConversationClosed['why']; readonly at: number } | null;

  /** The customer's last message, or the start: silence is measured from here. */
  readonly idleSince: number;
  /** Start of the customer's last message, at most {@link previewLength} characters; null if none yet. */
  readonly lastCustomerText: string | null;
  /** Of messages by customer, bot, agent or desk; 0 while there is none. */
  readonly firstMessageAt: number;
  readonly lastMessageAt: number;
  /** The oldest customer message that nobody has answered; 0 when none. */
  readonly unansweredSeq: number;
  readonly unansweredAt: number;

  /** Since the start, the last takeover's end or the last dismissal; at most one per customer message. */
  readonly defaultAnswers: number;
  /** When each of the first 20 of those came: enough to tell when any allowed threshold was reached. */
  readonly defaultAnswerAts: readonly number[];
  /** Whether one counted since the customer's last message: for answers that do not say what they answer. */
  readonly defaultAnswerCounted: boolean;
  /** What the last counted one answered (its `causedBy`); null if it did not say, or none counted yet. */
  readonly defaultAnswerCause: string | null;
  /** The first failure of the bot after the last message of customer, bot, agent or desk. */
  readonly botFailedAt: number | null;

  /** When a fact last ended rule 1, 2, 3, 4 of the status rules; 0 for never. */
  readonly ruleEndedAt: readonly [number, number, number, number];
  /** The customer's newest silence of {@link shortestSilenceMs} or more; null if none yet. */
  readonly silence: Silence | null;
  /** The last term in which an agent opened the conversation; −1 for never. */
  readonly viewedTerm: number;
}

/** Longest `lastCustomerText`, in UTF-16 code units. */
export const previewLength = 200;
/** How many instants of default answers are kept, and so the highest agent threshold. */
export const agentThresholdLimit = 20;
/** How many silences are remembered at most. */
export const silenceLimit = 16;
/** The shortest silence remembered, and so the shortest `stalledAfterMs`. */
export const shortestSilenceMs = 30_000;
/** Raised whenever {@link fold} comes to mean something else: a stored head of another version is folded anew. */
export const foldVersion = 2;
