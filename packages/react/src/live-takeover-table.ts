import { LiveTakeoverTable as LiveTakeoverTableElement } from '@live-takeover/elements';
import type { LiveTakeoverTableEventMap } from '@live-takeover/elements';
import { createComponent } from '@lit/react';
import type { EventName } from '@lit/react';
import * as react from 'react';
import { conversationRequests } from './request-events.js';

/** `<live-takeover-table>`: every conversation in scope, and the one that is open beside them. */
export const LiveTakeoverTable = createComponent({
  react,
  tagName: 'live-takeover-table',
  elementClass: LiveTakeoverTableElement,
  events: {
    onConversationOpened: 'conversation-opened' as EventName<LiveTakeoverTableEventMap['conversation-opened']>,
    ...conversationRequests,
  },
});
