import type { Availability } from '@live-takeover/sdk';
import type { RequestEvent } from '../words/request-event.js';
import type { NavigateDetail } from './alert-opening.js';
import type { AvailabilityDetail, SetOfflineDetail } from './availability-changes.js';

/** The events of `<agent-presence>`. */
export interface AgentPresenceEventMap {
  /** An alert was opened. Cancel it to open the conversation yourself. */
  'navigate-request': RequestEvent<NavigateDetail>;
  /** The agent chose to be Online, Offline or away, or was idle. */
  'availability-request': RequestEvent<AvailabilityDetail>;
  /** A supervisor sets a colleague Offline. */
  'set-offline-request': RequestEvent<SetOfflineDetail>;
  /** What the agent chose has changed, here or elsewhere. */
  'availability-changed': CustomEvent<{ readonly availability: Availability }>;
}
