import { AgentPresence as AgentPresenceElement } from '@live-takeover/elements';
import type { AgentPresenceEventMap } from '@live-takeover/elements';
import { createComponent } from '@lit/react';
import type { EventName } from '@lit/react';
import * as react from 'react';
import { presenceRequests } from './request-events.js';

/** `<agent-presence>`: whether the agent receives requests, and the requests themselves. */
export const AgentPresence = createComponent({
  react,
  tagName: 'agent-presence',
  elementClass: AgentPresenceElement,
  events: {
    onAvailabilityChanged: 'availability-changed' as EventName<AgentPresenceEventMap['availability-changed']>,
    ...presenceRequests,
  },
});
