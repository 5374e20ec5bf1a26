import { LiveTakeoverProvider as LiveTakeoverProviderElement } from '@live-takeover/elements';
import { createComponent } from '@lit/react';
import * as react from 'react';
import { alertRequests, conversationRequests } from './request-events.js';

/** `<live-takeover-provider>`: gives one client to every element inside it, and hears all their requests. */
export const LiveTakeoverProvider = createComponent({
  react,
  tagName: 'live-takeover-provider',
  elementClass: LiveTakeoverProviderElement,
  events: { ...conversationRequests, ...alertRequests },
});
