/**
 * What a backend shares with the browser: facts, their fold, status rules, the
 * wire protocol and presence rules. No connection, no view.
 */
export { TakeoverError } from './base/errors.js';
export type { TakeoverErrorCode } from './base/errors.js';
export { retryDelayMs } from './base/backoff.js';
export type { Clock } from './base/clock.js';
export { plainText, searchTerms } from './base/plain-text.js';

export type {
  ActionDismissed,
  AgentRequested,
  AgentRequestEnded,
  Attachment,
  Attributes,
  AttributesChanged,
  AutomaticMessage,
  BotFailed,
  BotIdentity,
  BotReplySuppressed,
  Channel,
  Contact,
  ConversationClosed,
  ConversationErased,
  ConversationEvent,
  ConversationId,
  ConversationStarted,
  ConversationViewed,
  CustomerLeft,
  CustomerReturned,
  DeliveryChanged,
  DeliveryFailure,
  DeliveryState,
  DeskAgentChanged,
  MessageSent,
  NewEvent,
  NoteAdded,
  Operator,
  Sender,
  TakeoverEnded,
  TakeoverEndReason,
  TakeoverStarted,
  UnsupportedReceived,
} from './conversation/event.js';
export { agentThresholdLimit, foldVersion, previewLength, shortestSilenceMs } from './conversation/conversation.js';
export type { AgentRequest, Conversation, Handover, Silence } from './conversation/conversation.js';
export { erasedThread, isErased, withoutContent } from './conversation/erasure.js';
export { advance, conversationFrom, fold } from './conversation/fold.js';
export type { MutableConversation } from './conversation/fold.js';
export { defaultBotRules, rankCount, rankOf, ruleOf, statusOf, statusRules } from './conversation/status.js';
export type { BotRules, Status, StatusAt, StatusReason, StatusRule } from './conversation/status.js';
export { statusRuleWords } from './conversation/status-rule-words.js';

export type { ChangeSettings, Command, CommandBody, CommandResult, CommandState, ConversationCommand, SetAvailability } from './command/command.js';

export { isAvailable, isFull, receivesRequests } from './presence/presence.js';
export type { Agent, AgentPresence, Availability, Role } from './presence/presence.js';
export type { Alert, AlertKind } from './presence/alert.js';
export type { Signal } from './connector/connector.js';

export { plainDesk } from './desk/desk.js';
export type { AvailabilityReason, BotDesk, Desk, PreparedReply, WrapUp } from './desk/desk.js';
export type { BotSettings, OpeningHours, OpeningSpan } from './desk/bot-settings.js';
export { isOpen, nextChange, nextOpening } from './desk/opening-hours.js';
export type { HistoryPage, HistoryQuery, HistoryRange, UnansweredMessage, UnansweredPage } from './history/history.js';

export { closeCodes, isRetryable } from './wire/close-codes.js';
export { snapshotPartSize, subprotocol } from './wire/frames.js';
export { decodeClientFrame } from './wire/client-frames.js';
export { encodeFrame } from './wire/codec.js';
export type { Decoded } from './wire/codec.js';
export { decodeCommand } from './wire/command-decoder.js';
export type { DecodedCommand } from './wire/command-decoder.js';
export { decodeJson, encodeJson } from './wire/json.js';
export { defaultLimits } from './wire/limits.js';
export type { WireLimits } from './wire/limits.js';
export { decodeServerFrame } from './wire/server-frames.js';
export { fromWireError, toWireError } from './wire/wire-error.js';
export type { CloseCode, CloseReason } from './wire/close-codes.js';
export type { ClientFrame, Cursor, ServerFrame, WireError, WireTopics } from './wire/frames.js';

export { predicateOf } from './view/predicate.js';
export type { Predicate, SearchWords } from './view/predicate.js';
export type { Filter, Query } from './view/query.js';
export { labelOf } from './view/row.js';
