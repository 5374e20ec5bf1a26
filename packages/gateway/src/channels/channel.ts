import type { Attachment, Attributes, AutomaticMessage, Contact, Conversation, ConversationEvent, ConversationId, DeliveryFailure, DeliveryState, Signal } from '@live-takeover/sdk/core';
import type { Socket } from '../agents/socket.js';
import type { Destination } from '../outbound/destination.js';
import type { RequestContext } from '../http/request-context.js';

/** Why a customer's file is not taken; the customer is told in the bot's words. */
export type FileRefusal = Extract<AutomaticMessage, 'files-not-now' | 'file-too-large' | 'file-not-allowed' | 'file-not-stored'>;

/** What a customer's message brings, whatever channel it came by. */
export interface InboundMessage {
  readonly tenant: string;
  readonly botId: string;
  readonly channel: string;
  /** The channel's thread: its newest open conversation gets the message, or a new one does. */
  readonly thread: string;
  /** Unique within the thread; a repeat is stored once. */
  readonly messageId: string;
  readonly text: string;
  /** Files that were kept for the conversation that was open when they came. */
  readonly attachments?: readonly Attachment[];
  /** Set when the message had a file that was not kept. */
  readonly fileRefusal?: FileRefusal | undefined;
  readonly contact: { readonly id?: string; readonly name?: string; readonly phone?: string; readonly verified: boolean };
  /** What the integrator attached to the customer; kept with a conversation that this begins. */
  readonly attributes?: Attributes;
  /** What of the conversation's attributes changes by what the message says; stored with it, and with no repeat. */
  readonly changes?: Attributes;
  readonly channelData?: unknown;
  /** What kind of content there was beside text and files that cannot be shown, as the channel calls it. */
  readonly unsupported?: string;
}

/** The thread that something came by, and what its first conversation needs. */
export type Opening = Omit<InboundMessage, 'messageId' | 'text' | 'attachments' | 'fileRefusal' | 'unsupported' | 'changes'>;

/** How far a message got, as a provider tells it. */
export interface DeliveryNews {
  /** Id of the `message-sent` event. */
  readonly messageId: string;
  readonly state: DeliveryState;
  readonly reason?: DeliveryFailure;
  readonly parts?: number;
  readonly providerIds?: readonly string[];
}

/** What a channel may report. Everything durable resolves only once stored. */
export interface ChannelSink {
  /**
   * Stores the message (starting a conversation if the thread has none open). Files are taken during a takeover, or where
   * the bot wants them; else the customer is told why not, and the rest of the message goes through.
   *
   * @throws {TakeoverError} `attachment-…`: there was nothing but files, and none was taken; the customer was told
   */
  message(message: InboundMessage): Promise<ConversationEvent>;
  /** Makes sure the thread has an open conversation. */
  start(opening: Opening): Promise<Conversation>;
  /** The newest conversation of a thread, open or closed; undefined if there is none. */
  newest(tenant: string, thread: string): Promise<Conversation | undefined>;
  /**
   * Keeps something that is no message and that nothing here understands. It starts no conversation by itself.
   *
   * @param id - unique within the thread; a repeat is stored once
   * @returns false if the thread has no open conversation, so that there was nowhere to keep it
   */
  unsupported(tenant: string, thread: string, what: { readonly id: string; readonly kind: string; readonly content?: unknown }): Promise<boolean>;
  /** What was learnt of a customer later than from their messages; nothing is stored if it is known. */
  learnt(tenant: string, conversationId: ConversationId, contact: Partial<Contact>): Promise<void>;
  /** How far a message got. News that would take it back are passed over. */
  delivery(tenant: string, conversationId: ConversationId, news: DeliveryNews): Promise<void>;
  /** @param id - of what the channel was told, unique within the conversation: a repeat changes nothing, even after the customer has come back */
  left(tenant: string, conversationId: ConversationId, why: 'ended' | 'connection-lost', id?: string): Promise<void>;
  returned(tenant: string, conversationId: ConversationId): Promise<void>;
  typing(tenant: string, conversationId: ConversationId, isActive: boolean): void;
}

/** A way customers reach us. One folder each. */
export interface Channel {
  readonly name: string;
  /** Where what it brings to customers goes out by, if not by `deliver`. */
  readonly destination?: Destination;
  /** Answers an HTTP request under this channel's path prefix, or undefined if it is none of its. */
  handle(request: Request, context?: RequestContext): Promise<Response | undefined>;
  /**
   * Answers a request to open a WebSocket: undefined if it is none of its, a
   * Response to refuse, else what to do with the socket once it is open.
   */
  acceptSocket?(request: Request): Promise<Response | ((socket: Socket) => void) | undefined>;
  /** Takes up a conversation of its that was in progress when the gateway started. */
  resume?(tenant: string, conversation: Conversation): void;
  /** Commits were missed: whatever follows its conversations has to look at the store. */
  reloaded?(): void;
  /** Lets go of timers and open sockets, when the gateway stops. */
  stop?(): void;
  /** Facts of its conversations, in order, after they were stored. */
  deliver(tenant: string, conversation: Conversation, events: readonly ConversationEvent[]): void;
  /** Typing by bot or agent, to be shown to the customer. */
  signal(tenant: string, conversation: Conversation, signal: Signal): void;
}
