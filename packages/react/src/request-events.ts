import type { AgentPresenceEventMap, LiveTakeoverConversationEventMap, LiveTakeoverSettingsEventMap } from '@live-takeover/elements';
import type { EventName } from '@lit/react';

/** Requests that come from a conversation, whatever it is shown in: they bubble. */
export const conversationRequests = {
  onTakeoverRequest: 'takeover-request' as EventName<LiveTakeoverConversationEventMap['takeover-request']>,
  onHandBackRequest: 'hand-back-request' as EventName<LiveTakeoverConversationEventMap['hand-back-request']>,
  onTransferRequest: 'transfer-request' as EventName<LiveTakeoverConversationEventMap['transfer-request']>,
  onAssignRequest: 'assign-request' as EventName<LiveTakeoverConversationEventMap['assign-request']>,
  onCloseRequest: 'close-request' as EventName<LiveTakeoverConversationEventMap['close-request']>,
  onDismissRequest: 'dismiss-request' as EventName<LiveTakeoverConversationEventMap['dismiss-request']>,
  onSendRequest: 'send-request' as EventName<LiveTakeoverConversationEventMap['send-request']>,
  onNoteRequest: 'note-request' as EventName<LiveTakeoverConversationEventMap['note-request']>,
};

/** Requests that come from the presence: of an alert, of the agent's own availability, of a colleague's. */
export const presenceRequests = {
  onNavigateRequest: 'navigate-request' as EventName<AgentPresenceEventMap['navigate-request']>,
  onAvailabilityRequest: 'availability-request' as EventName<AgentPresenceEventMap['availability-request']>,
  onSetOfflineRequest: 'set-offline-request' as EventName<AgentPresenceEventMap['set-offline-request']>,
};

/** The request that comes from the settings. */
export const settingsRequests = {
  onSettingsChangeRequest: 'settings-change-request' as EventName<LiveTakeoverSettingsEventMap['settings-change-request']>,
};
