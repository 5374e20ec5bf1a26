/** The classes, for pages that register them themselves. `./define` registers them under their own names. */
export { LiveTakeoverTable } from './live-takeover-table/live-takeover-table.js';
export type { LiveTakeoverTableEventMap } from './live-takeover-table/live-takeover-table.js';
export type { ConversationOpenedDetail } from './live-takeover-table/conversation-opened.js';
export { AgentPresence } from './agent-presence/agent-presence.js';
export type { AgentPresenceEventMap, NavigateDetail } from './agent-presence/agent-presence.js';
export { LiveTakeoverConversation } from './live-takeover-conversation/live-takeover-conversation.js';
export type { LiveTakeoverConversationEventMap } from './live-takeover-conversation/live-takeover-conversation.js';
export { LiveTakeoverProvider } from './live-takeover-provider/live-takeover-provider.js';
export type { GetToken } from './client-source/token-source.js';
export { takeoverClientContext } from './client-source/client-context.js';

export { englishCatalogue, registerCatalogue } from './language/catalogue.js';
export type { Catalogue, Message, MessageKey, MessageValues } from './language/catalogue.js';
export { createRequestEvent, dispatchRequest } from './words/request-event.js';
export type { PreparedRequest, RequestEvent, WaitUntil } from './words/request-event.js';
