import type { BotRules } from '@live-takeover/sdk/core';
import type { LimitsConfig } from '../config/config.js';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { Alerts } from './alerts.js';
import type { Arbiter } from './arbiter.js';
import type { Audit } from './audit.js';
import type { Authenticate } from './authenticate.js';
import type { Connections } from './connections.js';
import type { Hub } from './hub.js';
import type { Presence } from './presence.js';
import type { Scope } from './scope.js';
import type { Signals } from './signals.js';

/** Everything that a session of an agent's client works with. */
export interface AgentServices {
  readonly authenticate: Authenticate;
  readonly arbiter: Arbiter;
  readonly hub: Hub;
  readonly presence: Presence;
  readonly alerts: Alerts;
  readonly signals: Signals;
  readonly connections: Connections;
  readonly projection: Projection;
  readonly store: EventStore;
  readonly audit: Audit;
  readonly runtime: Runtime;
  readonly limits: LimitsConfig;
  /** The status rules of every bot in a scope, by bot id. */
  readonly rulesOf: (scope: Scope) => Readonly<Record<string, BotRules>>;
}
