import { LiveTakeoverConversation as LiveTakeoverConversationElement } from '@live-takeover/elements';
import { createComponent } from '@lit/react';
import * as react from 'react';
import { conversationRequests } from './request-events.js';

/** `<live-takeover-conversation>`: one conversation, whole. */
export const LiveTakeoverConversation = createComponent({
  react,
  tagName: 'live-takeover-conversation',
  elementClass: LiveTakeoverConversationElement,
  events: conversationRequests,
});
