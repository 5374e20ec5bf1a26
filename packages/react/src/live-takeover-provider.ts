import { LiveTakeoverProvider as LiveTakeoverProviderElement } from '@live-takeover/elements';
import { createComponent } from '@lit/react';
import * as react from 'react';
import { conversationRequests, presenceRequests, settingsRequests } from './request-events.js';

/** `<live-takeover-provider>`: gives one client to every element inside it, and hears all their requests. */
export const LiveTakeoverProvider = createComponent({
  react,
  tagName: 'live-takeover-provider',
  elementClass: LiveTakeoverProviderElement,
  events: { ...conversationRequests, ...presenceRequests, ...settingsRequests },
});
