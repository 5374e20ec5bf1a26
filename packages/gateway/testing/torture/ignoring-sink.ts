import type { ConnectorSink } from '@live-takeover/sdk';

function ignore(): void {}

/** For who wants to hear of one thing only: takes everything and does nothing. */
export const ignoringSink: ConnectorSink = {
  connection: ignore,
  serverTime: ignore,
  agent: ignore,
  rules: ignore,
  snapshot: ignore,
  events: ignore,
  head: ignore,
  alert: ignore,
  alertEnded: ignore,
  presence: ignore,
  signal: ignore,
  reset: ignore,
};
