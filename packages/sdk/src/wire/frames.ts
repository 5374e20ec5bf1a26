import type { TakeoverErrorCode } from '../base/errors.js';
import type { Command } from '../command/command.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationEvent, ConversationId } from '../conversation/event.js';
import type { BotRules } from '../conversation/status.js';
import type { BotSettings } from '../desk/bot-settings.js';
import type { Desk } from '../desk/desk.js';
import type { HistoryPage, HistoryQuery, HistoryRange, UnansweredPage } from '../history/history.js';
import type { Agent, AgentPresence } from '../presence/presence.js';
import type { Alert } from '../presence/alert.js';

/** The WebSocket subprotocol. */
export const subprotocol = 'live-takeover.v1';

/** Heads of conversations in one part of a snapshot, at most. */
export const snapshotPartSize = 1000;

/** A position in a stream of deltas. Opaque to clients. */
export type Cursor = string;

export interface WireTopics {
  readonly alerts: boolean;
  readonly conversations: 'all' | readonly ConversationId[];
}

export interface WireError {
  readonly code: TakeoverErrorCode;
  readonly message: string;
  readonly retry: boolean;
  /** Who holds the conversation, for `already-taken`. */
  readonly holder?: string;
  /** Of the conversation that it is about. */
  readonly reference?: string;
}

/** What a client may say. The first frame is `hello`, within 5 s. */
export type ClientFrame =
  | { readonly type: 'hello'; readonly token: string; readonly topics: WireTopics; readonly cursor?: Cursor; readonly clientId: string }
  /** Replaces the topics of `hello`. A snapshot follows if `conversations` is not empty and differs from before. */
  | { readonly type: 'subscribe'; readonly topics: WireTopics }
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'transcript'; readonly id: string; readonly conversationId: ConversationId; readonly before: number | null; readonly limit: number }
  | { readonly type: 'head'; readonly id: string; readonly conversationId: ConversationId }
  | { readonly type: 'history'; readonly id: string; readonly query: HistoryQuery }
  | { readonly type: 'contact'; readonly id: string; readonly contactId: string }
  | { readonly type: 'unanswered'; readonly id: string; readonly range: HistoryRange }
  | { readonly type: 'settings'; readonly id: string }
  | { readonly type: 'signal'; readonly signal: 'typing' | 'viewing'; readonly conversationId: ConversationId; readonly isActive: boolean }
  | { readonly type: 'alert-seen'; readonly alertId: string }
  | { readonly type: 'auth'; readonly token: string }
  | { readonly type: 'pong' }
  /** Asks for a `ping` at once, behind everything due before it: proves the socket, and that nothing is missing. */
  | { readonly type: 'ping' }
  | { readonly type: 'bye' };

/** What the gateway may say. Unknown types and fields are ignored. */
export type ServerFrame =
  | {
      readonly type: 'welcome';
      readonly serverTime: number;
      readonly heartbeatMs: number;
      readonly agent: Agent;
      readonly rules: Readonly<Record<string, BotRules>>;
      readonly limits: {
        readonly messageLength: number;
        readonly frameBytes: number;
        /** Null where no files are taken; absent from gateways that know of none. */
        readonly attachments?: { readonly sizeBytes: number; readonly count: number; readonly types: readonly string[] } | null;
      };
      /** Whether the cursor of `hello` was accepted: deltas follow it, no snapshot. */
      readonly resumed: boolean;
      /** Absent from gateways that know of none. */
      readonly desk?: Desk;
    }
  | {
      readonly type: 'snapshot';
      readonly cursor: Cursor;
      /** 1 to `parts`, in order. There is one even when there are no heads. */
      readonly part: number;
      readonly parts: number;
      readonly heads: readonly Conversation[];
    }
  | { readonly type: 'delta'; readonly prev: Cursor; readonly cursor: Cursor; readonly events: readonly ConversationEvent[] }
  | { readonly type: 'transcript-page'; readonly id: string; readonly events: readonly ConversationEvent[]; readonly hasMore: boolean }
  | { readonly type: 'head'; readonly id: string; readonly head: Conversation }
  | { readonly type: 'history-page'; readonly id: string; readonly page: HistoryPage }
  | { readonly type: 'contact-conversations'; readonly id: string; readonly conversations: readonly Conversation[] }
  | { readonly type: 'unanswered-page'; readonly id: string; readonly page: UnansweredPage }
  | { readonly type: 'settings'; readonly id: string; readonly bots: Readonly<Record<string, BotSettings>> }
  /** Replaces what `welcome` said of the desk. */
  | { readonly type: 'desk'; readonly desk: Desk }
  | { readonly type: 'bot-rules-changed'; readonly rules: Readonly<Record<string, BotRules>> }
  | { readonly type: 'alert'; readonly alert: Alert }
  | { readonly type: 'alert-ended'; readonly alertId: string }
  | { readonly type: 'presence'; readonly agents: readonly AgentPresence[] }
  | {
      readonly type: 'signal';
      readonly signal: 'typing' | 'viewing';
      readonly conversationId: ConversationId;
      readonly from: { readonly kind: 'customer' | 'bot' | 'agent' | 'desk'; readonly id: string; readonly name: string };
      readonly isActive: boolean;
    }
  | { readonly type: 'reset'; readonly why: string }
  | { readonly type: 'result'; readonly id: string; readonly ok: true; readonly seq: number }
  | { readonly type: 'result'; readonly id: string; readonly ok: false; readonly error: WireError }
  /** A request (`transcript`, `head`, `history` …) that failed. */
  | { readonly type: 'request-failed'; readonly id: string; readonly error: WireError }
  | {
      readonly type: 'ping';
      readonly serverTime: number;
      /** Since when the gateway itself cannot read its store, on its clock: nothing shown since may be taken for up to date. */
      readonly behindSince?: number;
    }
  | { readonly type: 'auth-expiring'; readonly at: number }
  | { readonly type: 'reconnect'; readonly afterMs: readonly [number, number] }
  | { readonly type: 'error'; readonly error: WireError };
