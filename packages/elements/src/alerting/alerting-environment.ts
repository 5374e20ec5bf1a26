import type { Clock } from '@live-takeover/sdk';
import { browserClock } from '../words/browser-clock.js';
import type { TabsEnvironment } from './agent-tabs.js';
import type { NotificationMaker } from './desktop-alerts.js';

/** What alerting needs of the browser; what is missing, or throws, is done without. */
export interface AlertingEnvironment extends TabsEnvironment {
  readonly clock: Clock;
  /** Milliseconds that only ever grow. */
  readonly elapsed: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly notification: () => NotificationMaker;
  readonly audio: () => typeof AudioContext | undefined;
}

/** The browser this runs in. */
export const browserAlerting: AlertingEnvironment = {
  clock: browserClock,
  elapsed: () => performance.now(),
  random: () => Math.random(),
  notification: () => globalThis.Notification as NotificationMaker,
  audio: () => globalThis.AudioContext as typeof AudioContext | undefined,
  openChannel: (name) => new BroadcastChannel(name),
  get locks() {
    return globalThis.navigator?.locks as LockManager | undefined;
  },
};
