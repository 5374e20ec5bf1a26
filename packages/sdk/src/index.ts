export { TakeoverError } from './base/errors.js';
export type { TakeoverErrorCode } from './base/errors.js';
export type { Clock } from './base/clock.js';
export { machineClock } from './base/machine-clock.js';
export { writable } from './base/observable.js';
export type { Readable, Writable } from './base/observable.js';

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
export type { AgentRequest, Conversation, Silence } from './conversation/conversation.js';
export { fold } from './conversation/fold.js';
export { defaultBotRules, rankOf, statusOf, statusRules } from './conversation/status.js';
export type { BotRules, Status, StatusAt, StatusReason, StatusRule } from './conversation/status.js';

export type {
  ChangeSettings,
  Command,
  CommandBody,
  CommandHandle,
  CommandOptions,
  CommandResult,
  CommandState,
  ConversationCommand,
  SetAvailability,
} from './command/command.js';

export type {
  AttachmentLimits,
  Capabilities,
  ConnectionState,
  Connector,
  ConnectorScope,
  ConnectorSink,
  Limits,
  Signal,
  TranscriptPage,
  UploadOptions,
} from './connector/connector.js';

export { allCapabilities } from './connector/all-capabilities.js';
export { sequencer } from './connector/sequencer.js';
export type { Sequencer, UnnumberedEvent } from './connector/sequencer.js';

export { isAvailable, isFull, receivesRequests } from './presence/presence.js';
export type { Agent, AgentPresence, Availability, Role } from './presence/presence.js';
export type { Alert, AlertKind } from './presence/alert.js';

export { plainDesk } from './desk/desk.js';
export type { AvailabilityReason, BotDesk, Desk, PreparedReply, WrapUp } from './desk/desk.js';
export type { BotSettings, OpeningHours, OpeningSpan } from './desk/bot-settings.js';
export { isOpen, nextChange, nextOpening } from './desk/opening-hours.js';
export type { HistoryPage, HistoryQuery, HistoryRange, UnansweredMessage, UnansweredPage } from './history/history.js';
export { groupSimilar } from './history/similar.js';
export type { ComparableMessage, SimilarGroup } from './history/similar.js';

export type { ViewOptions } from './view/conversation-set.js';
export { exportCsv, exportJson } from './view/export.js';
export type { CsvOptions, ExportCell, ExportColumn } from './view/export.js';
export { englishWords } from './view/predicate.js';
export type { SearchWords } from './view/predicate.js';
export { openingQuery } from './view/query.js';
export type { ColumnKey, Filter, Query, Sort } from './view/query.js';
export { labelOf } from './view/row.js';
export type { Row, Viewer } from './view/row.js';
export type { Facet, Facets, RowSource, RowView, StatusCounts } from './view/row-source.js';
export { searchMarks } from './view/search-marks.js';
export type { SearchMark } from './view/search-marks.js';

export { createTakeoverClient } from './client.js';
export type {
  ConversationView,
  Freshness,
  TakeoverClient,
  TakeoverClientOptions,
} from './takeover-client.js';
