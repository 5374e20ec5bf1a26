/** The classes, for pages that register them themselves. `./define` registers them under their own names. */
export { LiveTakeoverTable } from './live-takeover-table/live-takeover-table.js';
export type { LiveTakeoverTableEventMap } from './live-takeover-table/live-takeover-table.js';
export type { BulkTransferDetail } from './bulk-transfer/bulk-transfer.js';
export type { ExportDetail } from './export/table-export.js';
export type { ConversationOpenedDetail } from './live-takeover-table/conversation-opened.js';
export { AgentPresence } from './agent-presence/agent-presence.js';
export type { AgentPresenceEventMap } from './agent-presence/presence-events.js';
export type { NavigateDetail } from './agent-presence/alert-opening.js';
export type { AvailabilityDetail, SetOfflineDetail } from './agent-presence/availability-changes.js';
export { LiveTakeoverConversation } from './live-takeover-conversation/live-takeover-conversation.js';
export type { LiveTakeoverConversationEventMap } from './live-takeover-conversation/live-takeover-conversation.js';
export { LiveTakeoverSettings } from './settings/live-takeover-settings.js';
export type { LiveTakeoverSettingsEventMap } from './settings/live-takeover-settings.js';
export type { SettingsChangeDetail } from './settings/settings-editor.js';
export { LiveTakeoverProvider } from './live-takeover-provider/live-takeover-provider.js';
export type { GetToken } from './client-source/token-source.js';
export { takeoverClientContext } from './client-source/client-context.js';
export type { PreferenceStore } from './preferences/preference-store.js';

export { englishCatalogue, registerCatalogue } from './language/catalogue.js';
export type { Catalogue, Message, MessageKey, MessageValues } from './language/catalogue.js';
export { createRequestEvent, dispatchRequest } from './words/request-event.js';
export type { PreparedRequest, RequestEvent, WaitUntil } from './words/request-event.js';
