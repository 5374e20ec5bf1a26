import type { Attachment, BotFailed, ConversationId, MessageSent } from '@live-takeover/sdk/core';

/** What a bot said. */
export interface BotReply {
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  readonly isDefaultAnswer: boolean;
  readonly channelData?: unknown;
}

/** Anything a bot may do in answer, in the order in which it did it. */
export type BotAction =
  | { readonly action: 'reply'; readonly id?: string; readonly reply: BotReply }
  | { readonly action: 'request-agent'; readonly reason?: string }
  | { readonly action: 'typing' };

/** What is put to a bot. `activityId` is the event's id, the same at each retry. */
export type BotInput =
  | { readonly kind: 'started'; readonly activityId: string; readonly customer: BotCustomer }
  | {
      readonly kind: 'message';
      readonly activityId: string;
      readonly text: string;
      readonly attachments: readonly Attachment[];
      readonly customer: BotCustomer;
      readonly at: number;
      /** What the customer's channel sent along: a button's value, the locale. */
      readonly channelData?: unknown;
    }
  | {
      readonly kind: 'handoff-status';
      readonly activityId: string;
      readonly state: 'accepted' | 'failed' | 'completed';
      /** With `completed`: what was said while somebody else answered, oldest first. */
      readonly transcript?: readonly MessageSent[];
      readonly customer: BotCustomer;
    };

export interface BotCustomer {
  readonly id: string;
  readonly name: string;
}

/** Actions that came back in the answer itself, or why there is none. Call-backs arrive through the bot's own routes. */
export type BotAnswer =
  | { readonly ok: true; readonly actions: readonly BotAction[] }
  | { readonly ok: false; readonly problem: BotFailed['problem']; readonly detail: string };

/** Receives what a bot sends on its own account, outside any answer. */
export interface BotSink {
  /** Resolves with the id given to the stored activity, once stored. */
  act(botId: string, conversationId: ConversationId, action: BotAction, inReplyTo: string | undefined): Promise<string>;
  /** Who is at the other end; undefined if this bot has no such conversation. */
  customer(botId: string, conversationId: ConversationId): Promise<BotCustomer | undefined>;
  /**
   * The open conversation with a customer whom the bot knows, begun if there is none; undefined if it knows no such customer.
   *
   * @param isGiven - whether the bot was given the address of a conversation
   */
  begin(botId: string, customerId: string, isGiven: (conversationId: ConversationId) => boolean): Promise<ConversationId | undefined>;
}

/** A bot platform's protocol. One folder each. */
export interface BotPort {
  /** Puts input to the bot. Never throws: every failure is an answer. */
  put(conversationId: ConversationId, input: BotInput, signal: AbortSignal): Promise<BotAnswer>;
  /** Answers HTTP calls the bot makes under this bot's path, if the protocol has call-backs. */
  handle?(path: string, request: Request): Promise<Response | undefined>;
}
