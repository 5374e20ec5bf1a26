import type { TakeoverError } from '../base/errors.js';
import type { Readable } from '../base/observable.js';
import type { Command, CommandResult } from '../command/command.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Attachment, ConversationEvent, ConversationId } from '../conversation/event.js';
import type { BotRules } from '../conversation/status.js';
import type { BotSettings } from '../desk/bot-settings.js';
import type { Desk } from '../desk/desk.js';
import type { HistoryPage, HistoryQuery, HistoryRange, UnansweredPage } from '../history/history.js';
import type { Agent, AgentPresence } from '../presence/presence.js';
import type { Alert } from '../presence/alert.js';

/**
 * What a backend can do. A missing capability hides its control; a missing
 * guarantee is not claimed on screen.
 */
export interface Capabilities {
  /** Events come with a dense `seq`. Without it, wrap the source in {@link sequencer}. */
  readonly sequence: boolean;
  /** Commands are refused under a stale term. */
  readonly fencing: boolean;
  /** A reconnect resumes where it stopped. */
  readonly resume: boolean;
  /** Colleagues' availability is known and one's own can be set. */
  readonly presence: boolean;
  readonly alerts: boolean;
  readonly typing: boolean;
  readonly attachments: boolean;
  readonly notes: boolean;
  /** To colleagues and back to the queue; supervisors assign. */
  readonly transfer: boolean;
  /** Who looks at which conversation is told. */
  readonly viewing: boolean;
  /** Closed conversations, a contact's conversations and unanswered messages can be asked for. */
  readonly history: boolean;
  /** Supervisors change bots' settings. */
  readonly settings: boolean;
}

/** What the page needs now. Changes while the connector is open. */
export interface ConnectorScope {
  readonly alerts: boolean;
  /** Every conversation in the token's scope, just these, or none. */
  readonly conversations: 'all' | readonly ConversationId[];
}

/** Where the connection stands. `up-to-date` is a promise, not a hope. */
export type ConnectionState =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' | 'catching-up' | 'up-to-date' }
  /** Nothing has arrived since `since` (epoch ms of this machine's clock); trying again at `retryAt`. */
  | { readonly state: 'not-updating'; readonly since: number; readonly retryAt: number | null; readonly error?: TakeoverError }
  /** Will not come back by itself: signed out, revoked, version. */
  | { readonly state: 'refused'; readonly error: TakeoverError };

/** What the backend takes of files. */
export interface AttachmentLimits {
  /** Of one file. */
  readonly sizeBytes: number;
  /** Files of one message. */
  readonly count: number;
  /** Content types. The backend judges by what a file begins with, so this is for choosing only. */
  readonly types: readonly string[];
}

/** What the backend takes at most. */
export interface Limits {
  /** Characters in one message. */
  readonly messageLength: number;
  /** Null where no files are taken; absent from a backend that says nothing of it. */
  readonly attachments?: AttachmentLimits | null;
}

/** How an upload is followed and given up. */
export interface UploadOptions {
  readonly signal?: AbortSignal;
  /** Told as bytes leave, where the platform tells; from 0 to the file's size. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

/** Something that is happening and never stored. */
export interface Signal {
  readonly signal: 'typing' | 'viewing';
  readonly conversationId: ConversationId;
  readonly from: { readonly kind: 'customer' | 'bot' | 'agent' | 'desk'; readonly id: string; readonly name: string };
  readonly isActive: boolean;
}

/** Where a connector puts what its platform says. The client implements it. */
export interface ConnectorSink {
  connection(state: ConnectionState): void;
  /** The store's clock, whenever the backend tells it: epoch ms. */
  serverTime(now: number): void;
  agent(agent: Agent): void;
  rules(rules: Readonly<Record<string, BotRules>>): void;
  /** Never told by a backend that says nothing of its limits. */
  limits?(limits: Limits): void;
  /** Never told by a backend without reasons, prepared replies and the like. */
  desk?(desk: Desk): void;
  /** Part of the present state, most urgent first; after the last part nothing older remains. */
  snapshot(part: { readonly heads: readonly Conversation[]; readonly isFirst: boolean; readonly isLast: boolean }): void;
  events(events: readonly ConversationEvent[]): void;
  /** Another look at one conversation that {@link ConnectorSink.events} left a gap in. */
  head(head: Conversation): void;
  alert(alert: Alert): void;
  alertEnded(alertId: string): void;
  presence(agents: readonly AgentPresence[]): void;
  signal(signal: Signal): void;
  /** What is known may be wrong; a snapshot follows. */
  reset(why: string): void;
}

/** Events of one conversation, oldest first. */
export interface TranscriptPage {
  readonly events: readonly ConversationEvent[];
  /** Whether older ones exist. */
  readonly hasMore: boolean;
}

/** A backend, seen from the SDK. One per platform; `websocketConnector` is ours. */
export interface Connector {
  readonly capabilities: Capabilities;
  /**
   * What it tells and answers was checked on its way, as `websocketConnector` checks every frame. Whoever says so
   * falsely has the client fail where it would leave one fact out; absent, the client checks everything itself.
   */
  readonly isChecked?: boolean;
  /** Connects, and stays connected until `signal` aborts, whatever happens to the network. */
  open(scope: Readable<ConnectorScope>, sink: ConnectorSink, signal: AbortSignal): void;
  /**
   * Sends a command once. Resolves with the backend's answer.
   *
   * @throws {TakeoverError} `connection-lost`: the outcome is not known; send the same command again.
   */
  send(command: Command, signal: AbortSignal): Promise<CommandResult>;
  /** @param before - a seq; null for the newest */
  transcript(conversationId: ConversationId, before: number | null, limit: number, signal: AbortSignal): Promise<TranscriptPage>;
  /** The present head of one conversation, by which a gap is closed. */
  head(conversationId: ConversationId, signal: AbortSignal): Promise<Conversation>;
  /**
   * Uploads a file for a conversation, to be named in a `send`. Absent where the backend takes none.
   *
   * @throws {TakeoverError} `attachment-…`, `not-yours`, `conversation-unknown`, `connection-lost`, `aborted` …
   */
  upload?(conversationId: ConversationId, file: Blob & { readonly name?: string }, options: UploadOptions): Promise<Attachment>;
  signal?(conversationId: ConversationId, signal: Signal['signal'], isActive: boolean): void;
  /** These four need the capability `history`, the last one `settings`. @throws {TakeoverError} `forbidden`, `bad-request`, `store-unavailable`, `aborted` … */
  history?(query: HistoryQuery, signal: AbortSignal): Promise<HistoryPage>;
  /** Conversations of a contact in scope, open and closed, the newest first, at most 100. */
  contactConversations?(contactId: string, signal: AbortSignal): Promise<readonly Conversation[]>;
  unanswered?(range: HistoryRange, signal: AbortSignal): Promise<UnansweredPage>;
  /** By bot id; for supervisors. */
  settings?(signal: AbortSignal): Promise<Readonly<Record<string, BotSettings>>>;
  alertSeen?(alertId: string): void;
  /** Tries again after a refusal, with a new token. Without it a refusal lasts until the page is loaded again. */
  retry?(): void;
}
