import type { AgentPresenceEventMap, LiveTakeoverConversationEventMap } from '@live-takeover/elements';
import type { EventName } from '@lit/react';

/** Requests that come from a conversation, whatever it is shown in: they bubble. */
export const conversationRequests = {
  onTakeoverRequest: 'takeover-request' as EventName<LiveTakeoverConversationEventMap['takeover-request']>,
  onHandBackRequest: 'hand-back-request' as EventName<LiveTakeoverConversationEventMap['hand-back-request']>,
  onDismissRequest: 'dismiss-request' as EventName<LiveTakeoverConversationEventMap['dismiss-request']>,
};

/** The request that comes from an alert. */
export const alertRequests = {
  onNavigateRequest: 'navigate-request' as EventName<AgentPresenceEventMap['navigate-request']>,
};
