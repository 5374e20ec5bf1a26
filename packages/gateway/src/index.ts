export { agentSocketPath, createGateway } from './gateway.js';
export type { Gateway } from './gateway.js';
export type { GatewayOptions } from './gateway-options.js';
export { createNodeRuntime, startServer } from './server.js';
export type { RunningServer, ServerOptions } from './server.js';
export { createLog } from './log.js';
export type { Runtime } from './runtime.js';

export { loadConfig } from './config/load-config.js';
export type { LoadConfigOptions, LoadedConfig } from './config/load-config.js';
export { isLoopback } from './config/config.js';
export type { AgentsConfig, AttachmentsConfig, BotConfig, BotMessages, GatewayConfig, LimitsConfig, RetentionConfig } from './config/config.js';
export type { Environment, RotatedSecret, Secrets } from './config/secrets.js';

export { createDirectoryAttachments } from './attachments/directory/directory-attachments.js';
export { AttachmentStoreError } from './attachments/attachment-store.js';
export type { AttachmentStore, AttachmentStoreErrorCode, NewFile, OpenedFile, StoredFile } from './attachments/attachment-store.js';
export { openStore, storePlace } from './store/open-store.js';
export type { OpenStoreOptions, StorePlace } from './store/open-store.js';
export { openPostgresStore } from './store/postgres/postgres-store.js';
export type { PostgresStoreOptions } from './store/postgres/postgres-store.js';
export { openSqliteStore } from './store/sqlite/sqlite-store.js';
export type { SqliteStoreOptions } from './store/sqlite/sqlite-store.js';
export { importFile } from './import/index.js';
export type { ImportOptions, ImportProblem, ImportSummary } from './import/index.js';
export { StoreError } from './store/event-store.js';
export type {
  AppendExpectations,
  Appended,
  AuditEntry,
  EventStore,
  Lease,
  Position,
  StoreErrorCode,
  StoredEvent,
  TenantHead,
} from './store/event-store.js';

export type { Channel, ChannelSink, FileRefusal, InboundMessage } from './channels/channel.js';
export type { BotAction, BotAnswer, BotCustomer, BotInput, BotPort, BotReply, BotSink } from './bots/bot.js';
export { rasaReply } from './bots/webhook/rasa-reply.js';
export type { MapReply } from './bots/webhook/rasa-reply.js';
export { dialogflowCxReply } from './bots/webhook/replies/dialogflow-cx.js';
export { dialogflowEsReply } from './bots/webhook/replies/dialogflow-es.js';
export { lexReply } from './bots/webhook/replies/lex.js';
export { signatureHeader } from './bots/bot-credentials.js';
export type { Socket } from './agents/socket.js';
export type { ChangeBatch, ConversationChange, Projection } from './conversations/projection.js';
