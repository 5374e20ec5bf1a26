import type { Attachment, Conversation, ConversationEvent, ConversationId, Signal } from '@live-takeover/sdk/core';
import type { RequestContext } from '../http/request-context.js';

/** A desk as conversations name it: `salesforce`, `facebook-page-inbox`. */
export interface DeskIdentity {
  readonly id: string;
  /** The human who answers, or the desk where nobody is known. */
  readonly name: string;
}

/** Why a desk does not take a conversation, or does not go on with it. Told in logs, never to customers. */
export type DeskProblem = 'no-agents' | 'refused' | 'unreachable' | 'not-accepted' | 'cancelled';

/**
 * What a desk may report of a conversation. Each resolves once it is stored;
 * ids make a repeat harmless. What no longer fits (a message of a desk that is
 * not operator, the end of a takeover that is over) is passed over.
 */
export interface DeskSink {
  /**
   * A human at the desk answers from now on. The request is over by that.
   *
   * @param id - of what the desk said, unique within the conversation
   * @returns false if another human is operator already
   */
  accepted(tenant: string, conversationId: ConversationId, desk: DeskIdentity, id: string): Promise<boolean>;
  /** Another human at the same desk. */
  agentChanged(tenant: string, conversationId: ConversationId, desk: DeskIdentity, id: string): Promise<void>;
  /** What the desk says to the customer. */
  message(tenant: string, conversationId: ConversationId, message: DeskMessage): Promise<void>;
  typing(tenant: string, conversationId: ConversationId, desk: DeskIdentity, isActive: boolean): void;
  /** The desk is done: the bot answers again. */
  ended(tenant: string, conversationId: ConversationId, deskId: string, id: string): Promise<void>;
  /** The desk cannot take it, or go on: the request is our agents' from now on. */
  failed(tenant: string, conversationId: ConversationId, deskId: string, problem: DeskProblem, id: string): Promise<void>;
}

/** Words of a human at a desk. */
export interface DeskMessage {
  /** Unique within the conversation. */
  readonly id: string;
  readonly desk: DeskIdentity;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  /** What kind of content there was beside the text that cannot be shown, as the desk calls it. */
  readonly unsupported?: string;
  /** Whether the customer has it already, since it was written where the customer reads it (a Facebook page's inbox). */
  readonly isDelivered?: boolean;
}

/** People outside who may answer in place of our agents. One folder each. */
export interface Desk {
  /** As `agent-requested` names its target and `request-desk` its desk. */
  readonly id: string;
  /**
   * Conversations of this node's share that are asked of this desk or held by it: to be looked after until told to let go.
   * Called again for the same conversation after each reload.
   */
  take(tenant: string, conversation: Conversation): void;
  /** Facts of a conversation that it was given, after they were stored. */
  deliver(tenant: string, conversation: Conversation, events: readonly ConversationEvent[]): void;
  /** Typing of the customer. */
  signal(tenant: string, conversation: Conversation, signal: Signal): void;
  /** Takes up what it left open itself: conversations outside whose end nobody was told of. Called at a start, and for what is gained. */
  resume?(isMeant: (tenant: string, conversationId: ConversationId) => boolean): Promise<void>;
  /** Another node looks after these from now on. */
  letGo(isMeant: (tenant: string, conversationId: ConversationId) => boolean): void;
  /** Answers HTTP requests, if the desk makes any. */
  handle?(request: Request, context?: RequestContext): Promise<Response | undefined>;
  stop(): void;
}
