import { LiveTakeoverSettings as LiveTakeoverSettingsElement } from '@live-takeover/elements';
import { createComponent } from '@lit/react';
import * as react from 'react';
import { settingsRequests } from './request-events.js';

/** `<live-takeover-settings>`: what supervisors may change of their bots while they run. */
export const LiveTakeoverSettings = createComponent({
  react,
  tagName: 'live-takeover-settings',
  elementClass: LiveTakeoverSettingsElement,
  events: settingsRequests,
});
