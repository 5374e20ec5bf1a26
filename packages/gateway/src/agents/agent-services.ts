import type { Attachments } from '../attachments/attachments.js';
import type { BotSettingsKeeper } from '../bot-settings/bot-settings.js';
import type { Settings } from '../config/settings.js';
import type { Projection } from '../conversations/projection.js';
import type { StoreWatch } from '../conversations/store-watch.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { Alerts } from './alerts.js';
import type { Arbiter } from './arbiter.js';
import type { Audit } from './audit.js';
import type { Authenticate } from './authenticate.js';
import type { Connections } from './connections.js';
import type { Hub } from './hub.js';
import type { Presence } from './presence.js';
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
  readonly storeWatch: StoreWatch;
  readonly store: EventStore;
  readonly audit: Audit;
  readonly attachments: Attachments;
  readonly runtime: Runtime;
  readonly settings: Settings;
  readonly botSettings: BotSettingsKeeper;
}
