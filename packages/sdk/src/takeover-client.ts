import type { Clock } from './base/clock.js';
import type { TakeoverError } from './base/errors.js';
import type { Readable, Writable } from './base/observable.js';
import type { CommandBody, CommandHandle, CommandOptions, CommandState } from './command/command.js';
import type { Capabilities, ConnectionState, Connector, Limits, Signal, UploadOptions } from './connector/connector.js';
import type { Conversation } from './conversation/conversation.js';
import type { Attachment, ConversationEvent, ConversationId } from './conversation/event.js';
import type { BotRules, StatusAt } from './conversation/status.js';
import type { BotSettings } from './desk/bot-settings.js';
import type { Desk } from './desk/desk.js';
import type { HistoryPage, HistoryQuery, HistoryRange, UnansweredPage } from './history/history.js';
import type { Agent, AgentPresence, Availability } from './presence/presence.js';
import type { Alert } from './presence/alert.js';
import type { ViewOptions } from './view/conversation-set.js';
import type { Query } from './view/query.js';
import type { Viewer } from './view/row.js';
import type { RowView } from './view/row-source.js';

/** How fresh the data is, for words on screen. */
export type Freshness =
  | { readonly state: 'up-to-date' }
  | { readonly state: 'catching-up' }
  /** `since`: epoch ms of this machine's clock. */
  | { readonly state: 'not-updating'; readonly since: number; readonly connection: ConnectionState };

/** One open conversation: its state, its transcript and who is typing. Close it when nobody looks. */
export interface ConversationView {
  readonly id: ConversationId;
  /** Undefined until known. */
  readonly conversation: Readable<Conversation | undefined>;
  readonly status: Readable<StatusAt | undefined>;
  /** Oldest first, dense from the first one held to the newest. */
  readonly events: Readable<readonly ConversationEvent[]>;
  readonly hasOlder: Readable<boolean>;
  /** Whether events are being fetched: the newest after opening, or older ones. */
  readonly isLoading: Readable<boolean>;
  /** Set when the transcript could not be read; the code says why. */
  readonly error: Readable<Error | undefined>;
  /** Who is typing now, the signed-in agent excepted. */
  readonly typing: Readable<readonly Signal['from'][]>;
  /** Which colleagues look at it now. */
  readonly viewers: Readable<readonly Viewer[]>;
  /** The command under way or just failed for this conversation. */
  readonly intent: Readable<{ readonly name: string; readonly state: CommandState } | null>;
  loadOlder(): Promise<void>;
  /** Tells the customer that the agent is typing; call on each key, it throttles itself. */
  setTyping(isTyping: boolean): void;
  close(): void;
}

/** The one object that an interface needs. Made by {@link createTakeoverClient}. */
export interface TakeoverClient {
  readonly capabilities: Capabilities;
  readonly connection: Readable<ConnectionState>;
  readonly freshness: Readable<Freshness>;
  /** The signed-in agent; undefined until the backend said. */
  readonly me: Readable<Agent | undefined>;
  readonly rules: Readable<Readonly<Record<string, BotRules>>>;
  /** What the backend takes at most; undefined until it said, or if it never does. */
  readonly limits: Readable<Limits | undefined>;
  /** What the connector told last that makes no sense; it was left out and all else goes on. Undefined before the first time. */
  readonly problem: Readable<TakeoverError | undefined>;
  /** What this desk may choose from; {@link plainDesk} until the backend said. */
  readonly desk: Readable<Desk>;
  /** The store's clock, as well as it is known. */
  now(): number;
  /** Tries again after the connection was refused, once the agent has signed in; undefined where the connector cannot. */
  readonly retry: (() => void) | undefined;

  /** The agent looks at a conversation here and now, or has up to now: what the customer writes later is unread. */
  markRead(conversationId: ConversationId): void;
  /** What was read before, by conversation: epoch ms. Kept by the page, told to the next client of the same agent. */
  readonly readMarks: Writable<Readonly<Record<ConversationId, number>>>;

  /** A sorted, filtered view of every conversation in scope; subscribes to them until closed. */
  rows(query?: Query, options?: ViewOptions): RowView;
  conversation(conversationId: ConversationId): ConversationView;

  /** Alerts not yet seen, oldest first. Empty unless {@link TakeoverClient.attachAlerts} is in force. */
  readonly alerts: Readable<readonly Alert[]>;
  /** Asks for alerts and presence until the returned function is called. */
  attachAlerts(): () => void;
  markAlertSeen(alertId: string): void;

  readonly agents: Readable<readonly AgentPresence[]>;
  /** The signed-in agent's own; undefined until known. */
  readonly availability: Readable<Availability | undefined>;
  /** @param agentId - another agent, whom a supervisor sets to `offline` */
  setAvailability(availability: Availability, agentId?: string): CommandHandle;

  takeOver(conversationId: ConversationId, options?: CommandOptions & { readonly force?: boolean; readonly isUndo?: boolean }): CommandHandle;
  /** `wrapUp`: one of the bot's reasons, by its id. */
  handBack(conversationId: ConversationId, options?: CommandOptions & { readonly wrapUp?: string }): CommandHandle;
  /** To an agent who is available, or null: back to the queue. */
  transfer(conversationId: ConversationId, to: string | null, options?: CommandOptions & { readonly note?: string }): CommandHandle;
  /** A supervisor gives to an agent what the bot or somebody else holds. */
  assign(conversationId: ConversationId, to: string, options?: CommandOptions & { readonly note?: string }): CommandHandle;
  /** With attachments, as {@link TakeoverClient.upload} answered them, the text may be empty. */
  send(conversationId: ConversationId, text: string, options?: CommandOptions & { readonly attachments?: readonly Attachment[] }): CommandHandle;
  /**
   * Uploads a file to be sent: pass what it resolves with to {@link TakeoverClient.send}. Only who holds the
   * conversation may; a file that is never sent expires by itself.
   *
   * @throws {TakeoverError} `attachment-too-large`, `attachment-not-allowed`, `attachments-full`, `not-yours`,
   * `not-supported`, `connection-lost`, `aborted` …
   */
  upload(conversationId: ConversationId, file: Blob & { readonly name?: string }, options?: UploadOptions): Promise<Attachment>;
  addNote(conversationId: ConversationId, text: string, options?: CommandOptions): CommandHandle;
  dismissAction(conversationId: ConversationId, options?: CommandOptions): CommandHandle;
  /** Gives the conversation to a desk outside, by its id (`salesforce`). It is operator once somebody there accepts. */
  requestDesk(conversationId: ConversationId, desk: string, options?: CommandOptions): CommandHandle;
  closeConversation(conversationId: ConversationId, options?: CommandOptions & { readonly wrapUp?: string }): CommandHandle;

  /** Closed conversations, page by page. @throws {TakeoverError} `not-supported`, `connection-lost`, `aborted` … */
  history(query: HistoryQuery, signal?: AbortSignal): Promise<HistoryPage>;
  /** Conversations of one contact, open and closed, the newest first. */
  contactConversations(contactId: string, signal?: AbortSignal): Promise<readonly Conversation[]>;
  /** What the bot could not answer, page by page. */
  unanswered(range: HistoryRange, signal?: AbortSignal): Promise<UnansweredPage>;
  /** Bots' settings by bot id; for supervisors. */
  settings(signal?: AbortSignal): Promise<Readonly<Record<string, BotSettings>>>;
  changeSettings(botId: string, settings: BotSettings, options?: CommandOptions): CommandHandle;
  /** Any command, for what has no method. */
  command(body: CommandBody, options?: CommandOptions): CommandHandle;

  /** Ends everything: connection, timers, subscriptions. May be called twice. */
  close(): void;
}

export interface TakeoverClientOptions {
  readonly connector: Connector;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Makes command ids; default random UUIDs. */
  readonly newId?: () => string;
  /** BCP 47 tag by which texts are put in order; default the machine's. */
  readonly locale?: string;
}
