/** The page of one tab: a real `<agent-presence>` with the browser's own locks and channels, whose sounds and notifications its opener counts. */
import type { Alert } from '@live-takeover/sdk';
import { browserAlerting, type AlertingEnvironment } from '../alerting/alerting-environment.js';
import { createFakeClient } from '../client-source/fake-client.test-support.js';
import { AgentPresence } from './agent-presence.js';

/** What the page of the test and its tabs know of each other. */
export interface TabWindow extends Window {
  /** The test's: a tab is ready, made a sound, or showed a notification. */
  onTab(tab: Window, what: 'ready' | 'sound' | 'notification'): void;
  /** The tab's: an alert comes. */
  ring(id: string): void;
}

const tab = window as unknown as TabWindow;
const opener = window.opener as TabWindow;
const now = Date.now();

class CountedAudio {
  readonly state = 'running';
  readonly currentTime = 0;
  readonly destination = {};
  resume = (): Promise<void> => Promise.resolve();
  suspend = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
  createGain = (): unknown => ({
    gain: { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined },
    connect: (next: unknown) => next,
  });
  createOscillator(): unknown {
    return {
      frequency: {},
      connect: (next: unknown) => next,
      // The highest tone of a request is one per sound.
      start(this: { frequency: { value?: number } }) {
        if (this.frequency.value === 880) opener.onTab(window, 'sound');
      },
      stop: () => undefined,
    };
  }
}

class CountedNotification {
  static readonly permission = 'granted';
  onclick = null;
  constructor() {
    opener.onTab(window, 'notification');
  }
  close(): void {
    // It is only counted.
  }
}

const environment: AlertingEnvironment = {
  ...browserAlerting,
  audio: () => CountedAudio as unknown as typeof AudioContext,
  notification: () => CountedNotification as unknown as typeof Notification,
};

class TabPresence extends AgentPresence {
  protected override get environment(): AlertingEnvironment {
    return environment;
  }
}

customElements.define('agent-presence', TabPresence);
const fake = createFakeClient();
fake.state.now = now;
const alertOf = (id: string): Alert => ({ id, kind: 'agent-request', conversationId: id, at: now, ring: 1, botName: 'Bank', label: id });
tab.ring = (id) => fake.alerts.set([...fake.alerts.value, alertOf(id)]);

const element = new TabPresence();
element.guide = 'off';
element.client = fake.client;
document.body.append(element);
await element.updateComplete;
opener.onTab(window, 'ready');
