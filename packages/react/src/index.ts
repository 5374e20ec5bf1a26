import '@live-takeover/elements/define';

export { AgentPresence } from './agent-presence.js';
export { LiveTakeoverConversation } from './live-takeover-conversation.js';
export { LiveTakeoverProvider } from './live-takeover-provider.js';
export { LiveTakeoverSettings } from './live-takeover-settings.js';
export { LiveTakeoverTable } from './live-takeover-table.js';
