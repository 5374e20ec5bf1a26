import type { Alert } from '@live-takeover/sdk';

/** How long the tab that showed an alert keeps others from showing it too. */
const claimForMs = 15_000;

/** What {@link DesktopAlerts} needs of the browser; parts that are missing are done without. */
export interface DesktopAlertsEnvironment {
  readonly Notification: typeof Notification | undefined;
  readonly locks: Pick<LockManager, 'request'> | undefined;
  /** Calls back once after the delay; returns what takes that back. */
  readonly schedule: (delayMs: number, callback: () => void) => () => void;
}

/** A desktop notification to be shown. */
export interface DesktopAlert {
  readonly alert: Alert;
  /** Whose browser this is: two agents signed in side by side each get their own. */
  readonly agentId: string;
  readonly title: string;
  readonly body: string;
  readonly onClick: () => void;
}

/**
 * Notifications outside the page. However many tabs are open, one shows each:
 * the tab that gets a lock of the alert's name. Without locks every tab shows it
 * under the same tag, by which the system keeps one.
 */
export class DesktopAlerts {
  readonly #environment: DesktopAlertsEnvironment;
  readonly #shown = new Map<string, Notification>();
  readonly #claims = new Set<() => void>();

  constructor(environment: DesktopAlertsEnvironment) {
    this.#environment = environment;
  }

  /** Whether the agent was asked; `unsupported` where there is nothing to ask for. */
  get permission(): NotificationPermission | 'unsupported' {
    return this.#environment.Notification?.permission ?? 'unsupported';
  }

  /** Asks the agent. Call it from a press of theirs, or the browser refuses. */
  async ask(): Promise<void> {
    await this.#environment.Notification?.requestPermission();
  }

  /** Shows an alert, if this is the tab to do it. */
  show(desktop: DesktopAlert): void {
    if (this.permission !== 'granted') return;
    const name = `live-takeover:${desktop.agentId}:${desktop.alert.id}:${desktop.alert.ring}`;
    const { locks } = this.#environment;
    if (locks === undefined) return this.#notify(desktop);
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return undefined;
        this.#notify(desktop);
        return this.#claim();
      })
      .catch(() => {
        // Locks are refused in a sandboxed frame. Shown twice is better than not at all.
        this.#notify(desktop);
      });
  }

  /** Takes away what is shown of alerts that no longer stand. */
  keepOnly(alertIds: ReadonlySet<string>): void {
    for (const [id, notification] of this.#shown) {
      if (alertIds.has(id)) continue;
      this.#shown.delete(id);
      notification.close();
    }
  }

  /** Gives everything back. What is on the desktop stays, for the agent may be elsewhere. */
  release(): void {
    for (const end of [...this.#claims]) end();
    this.#shown.clear();
  }

  #notify({ alert, agentId, title, body, onClick }: DesktopAlert): void {
    const { Notification: DesktopNotification } = this.#environment;
    if (DesktopNotification === undefined) return;
    const options = { body, tag: `live-takeover:${agentId}:${alert.id}`, renotify: alert.ring > 1 };
    let notification: Notification;
    try {
      notification = new DesktopNotification(title, options);
    } catch {
      // Some phones allow notifications from service workers only. The alert in the page remains.
      return;
    }
    notification.onclick = () => {
      notification.close();
      window.focus();
      onClick();
    };
    this.#shown.set(alert.id, notification);
  }

  /** Holds the lock for a while. */
  #claim(): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#claims.delete(end);
        resolve();
      };
      const cancel = this.#environment.schedule(claimForMs, end);
      this.#claims.add(end);
    });
  }
}

/** The browser this runs in. */
export const browserDesktop: Pick<DesktopAlertsEnvironment, 'Notification' | 'locks'> = {
  get Notification() {
    return typeof Notification === 'undefined' ? undefined : Notification;
  },
  get locks() {
    return navigator.locks as LockManager | undefined;
  },
};
