/**
 * The facts a conversation is made of. Everything else (the conversation, its
 * status, its row) is derived from these; nothing here is ever changed once stored.
 *
 * @see docs/architecture.md
 */

/** Identifies one conversation within a tenant: letters, digits, `_` and `-`. */
export type ConversationId = string;

/** Who answers the customer now. */
export type Operator =
  | { readonly kind: 'bot' }
  | { readonly kind: 'agent'; readonly id: string; readonly name: string }
  | { readonly kind: 'desk'; readonly id: string; readonly name: string };

/** The bot a conversation was started with. */
export interface BotIdentity {
  readonly id: string;
  readonly name: string;
}

/** The customer, as far as the channel or the integrator told. */
export interface Contact {
  readonly id?: string;
  readonly name?: string;
  /** E.164, as the channel gave it. */
  readonly phone?: string;
  /** True only when the integrator vouched for `id` with a signed token. */
  readonly verified: boolean;
}

/** Flat facts the integrator attaches to a conversation. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A file that travels with a message. */
export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  readonly url: string;
  readonly sizeBytes?: number;
  /** Epoch ms of the store's clock after which the address leads nowhere; absent if it is not ours to say. */
  readonly expiresAt?: number;
}

/** Where a conversation takes place. Known names; an integrator may have others. */
export type Channel = 'web' | 'messenger' | 'sms' | (string & {});

/** Who wrote a message. `system` lines are ours and are never counted as chat. */
export type Sender = 'customer' | 'bot' | 'agent' | 'desk' | 'system';

/** Why a message was written by the gateway itself. */
export type AutomaticMessage =
  | 'start'
  | 'exit'
  | 'confirmation'
  | 'no-agents'
  /** Agents are there, and all hold as many conversations as they may. */
  | 'all-busy'
  /** The desk is closed at this hour. */
  | 'outside-hours'
  | 'not-offered'
  | 'request-expired'
  /** Why a file of the customer's was not taken. */
  | 'files-not-now'
  | 'file-too-large'
  | 'file-not-allowed'
  | 'file-not-stored';

/** How far a message got on its channel. Only ever moves forward. */
export type DeliveryState = 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';

interface Envelope<Type extends string> {
  /** Unique within the conversation. Events of command `k` are `k:0`, `k:1` … */
  readonly id: string;
  readonly conversationId: ConversationId;
  /** 1, 2, 3 … without gaps, given by the store. */
  readonly seq: number;
  /** Epoch milliseconds of the store's clock; never less than the event before. */
  readonly at: number;
  readonly type: Type;
  /** The command (or the event) this is a consequence of. */
  readonly causedBy?: string;
}

export interface ConversationStarted extends Envelope<'conversation-started'> {
  readonly bot: BotIdentity;
  readonly channel: Channel;
  readonly contact: Contact;
  readonly attributes: Attributes;
  /** Internal reference: 8 characters of Crockford base32, unique per tenant, never personal data. */
  readonly reference: string;
  /** The channel's own thread this conversation belongs to; a thread outlives its conversations. */
  readonly thread: string;
}

export interface MessageSent extends Envelope<'message-sent'> {
  readonly from: Sender;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  readonly author?: { readonly id: string; readonly name: string };
  /** The term the author wrote under. Customer messages carry none. */
  readonly term?: number;
  /** The bot's fallback reply. */
  readonly defaultAnswer?: boolean;
  readonly automatic?: AutomaticMessage;
  /** Opaque to everyone but the channel that delivers the message (suggested actions, cards …). */
  readonly channelData?: unknown;
  /** What kind of content there was beside the text that cannot be shown, as the channel calls it: `sticker`, `contacts`. */
  readonly unsupported?: string;
}

export interface AgentRequested extends Envelope<'agent-requested'> {
  readonly reason?: string;
  readonly target: 'agents' | 'salesforce';
}

export interface AgentRequestEnded extends Envelope<'agent-request-ended'> {
  readonly why: 'withdrawn' | 'no-agents' | 'expired' | 'dismissed' | 'desk-failed';
}

export interface TakeoverStarted extends Envelope<'takeover-started'> {
  readonly operator: Exclude<Operator, { kind: 'bot' }>;
  readonly term: number;
  /** Who gave it to the operator; absent where they took it themselves. */
  readonly by?: { readonly id: string; readonly name: string };
}

/** Why a takeover ended. */
export type TakeoverEndReason =
  | 'handed-back'
  | 'transferred'
  | 'requeued'
  | 'agent-unreachable'
  | 'unanswered'
  | 'desk-ended'
  | 'desk-failed'
  | 'timed-out'
  | 'closed';

export interface TakeoverEnded extends Envelope<'takeover-ended'> {
  /** The term that ended. */
  readonly term: number;
  /** The term that begins with this append. */
  readonly endedInto: number;
  readonly why: TakeoverEndReason;
  /** The agent who ended it: who held it, or a supervisor. Absent where nobody did. */
  readonly by?: { readonly id: string; readonly name: string };
  /** The id of the wrap-up reason that the agent gave. */
  readonly wrapUp?: string;
}

export interface BotReplySuppressed extends Envelope<'bot-reply-suppressed'> {
  readonly text: string;
  /** The term the reply was written for; no longer current. */
  readonly term: number;
}

export interface BotFailed extends Envelope<'bot-failed'> {
  readonly problem: 'unreachable' | 'timed-out' | 'refused' | 'bad-answer';
}

export interface ActionDismissed extends Envelope<'action-dismissed'> {
  readonly by: { readonly id: string; readonly name: string };
}

/**
 * A repeated command came to nothing here. Its first arrival, which may still be on its way, finds this under its own id
 * and comes to nothing either.
 */
export interface CommandSettled extends Envelope<'command-settled'> {
  readonly name: string;
  /** Null where the aim of the command was reached already. */
  readonly refusal: { readonly code: string; readonly holder?: string } | null;
}

export interface ConversationViewed extends Envelope<'conversation-viewed'> {
  readonly by: { readonly id: string; readonly name: string };
  readonly term: number;
}

export interface NoteAdded extends Envelope<'note-added'> {
  readonly by: { readonly id: string; readonly name: string };
  readonly text: string;
}

export interface AttributesChanged extends Envelope<'attributes-changed'> {
  readonly attributes?: Attributes;
  readonly contact?: Partial<Contact>;
}

/** Why a message did not get to the customer, whatever the channel; or in how far it is not known that it did. */
export type DeliveryFailure =
  /** The channel's window for answers is closed until the customer writes again. */
  | 'outside-window'
  /** The customer asked not to be written to. */
  | 'opted-out'
  /** There is no such customer, or not at this address any more. */
  | 'no-such-customer'
  /** The customer cannot be reached now. */
  | 'unreachable'
  /** The provider or a network on the way held it to be unwanted. */
  | 'filtered'
  /** The provider refused it for what it says or holds. */
  | 'rejected'
  /** Another app answers this customer now. */
  | 'held-elsewhere'
  /** Our credentials are not accepted: the operator of the gateway is needed. */
  | 'not-authorized'
  /** The provider did not take it in all the time there was for it. */
  | 'provider-unavailable'
  /** It may or may not have been sent, and nobody can tell. */
  | 'outcome-unknown';

export interface DeliveryChanged extends Envelope<'delivery-changed'> {
  /** Id of the `message-sent` event. */
  readonly messageId: string;
  readonly state: DeliveryState;
  /** One of {@link DeliveryFailure}, or what another backend says in words. */
  readonly reason?: DeliveryFailure | (string & {});
  /** In how many parts it was sent; absent for one. */
  readonly parts?: number;
  /** What the provider calls each part; its later news are known by these. */
  readonly providerIds?: readonly string[];
}

/** Something came from the customer that is no message and that nothing here understands: kept, and shown as such. */
export interface UnsupportedReceived extends Envelope<'unsupported-received'> {
  /** What the channel calls it: `reaction`, `referral`. */
  readonly kind: string;
  /** As it came, for who reads the record. */
  readonly content?: unknown;
}

export interface DeskAgentChanged extends Envelope<'desk-agent-changed'> {
  readonly name: string | null;
}

export interface CustomerLeft extends Envelope<'customer-left'> {
  readonly why: 'ended' | 'connection-lost';
}

export type CustomerReturned = Envelope<'customer-returned'>;

export interface ConversationClosed extends Envelope<'conversation-closed'> {
  readonly why: 'timed-out' | 'closed-by-agent' | 'ended';
}

/** Everything written before was overwritten, and names with it: what is left are the bare facts. */
export type ConversationErased = Envelope<'conversation-erased'>;

/** Anything that happened in a conversation. Readers ignore types they do not know. */
export type ConversationEvent =
  | ConversationStarted
  | MessageSent
  | AgentRequested
  | AgentRequestEnded
  | TakeoverStarted
  | TakeoverEnded
  | BotReplySuppressed
  | BotFailed
  | ActionDismissed
  | CommandSettled
  | ConversationViewed
  | NoteAdded
  | AttributesChanged
  | DeliveryChanged
  | DeskAgentChanged
  | UnsupportedReceived
  | CustomerLeft
  | CustomerReturned
  | ConversationClosed
  | ConversationErased;

type WithoutPlace<Event> = Event extends ConversationEvent
  ? Omit<Event, 'conversationId' | 'seq' | 'at'>
  : never;

/** An event on its way to the store, which gives it `conversationId`, `seq` and `at`. */
export type NewEvent = WithoutPlace<ConversationEvent>;
