import type { Capabilities } from './connector.js';

/** What a backend has that can do everything. */
export const allCapabilities: Capabilities = {
  sequence: true,
  fencing: true,
  resume: true,
  presence: true,
  alerts: true,
  typing: true,
  viewing: true,
  attachments: true,
  notes: true,
  transfer: true,
  history: true,
  settings: true,
};
