/** What {@link DesktopAlerts} needs of the browser; it may be missing. */
export type NotificationMaker = typeof Notification | undefined;

/** Whether the agent may be called outside the page. */
export type DesktopPermission = NotificationPermission | 'unsupported';

/** A desktop notification to be shown. */
export interface DesktopAlert {
  /** One of the same name is replaced. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  /** What it tells of: it goes when the last of them is gone. */
  readonly alertIds: readonly string[];
  readonly onClick: () => void;
}

/** Notifications outside the page. */
export class DesktopAlerts {
  readonly #notification: () => NotificationMaker;
  readonly #shown = new Map<string, { readonly notification: Notification; readonly alertIds: readonly string[] }>();

  /** @param notification - looked up at each use; may throw where it is blocked */
  constructor(notification: () => NotificationMaker) {
    this.#notification = notification;
  }

  /** Whether the agent was asked; `unsupported` where there is nothing to ask for. */
  get permission(): DesktopPermission {
    return this.#maker?.permission ?? 'unsupported';
  }

  /** Asks the agent, if they were not asked before. Call it from a press of theirs, or the browser refuses. */
  async ask(): Promise<DesktopPermission> {
    try {
      if (this.permission === 'default') await this.#maker?.requestPermission();
    } catch {
      // Refused without asking, as in a frame: the permission says so.
    }
    return this.permission;
  }

  /** @returns whether the browser took it */
  show({ tag, title, body, alertIds, onClick }: DesktopAlert): boolean {
    const Maker = this.#maker;
    if (Maker?.permission !== 'granted') return false;
    const options: NotificationOptions & { readonly renotify: boolean } = { body, tag, renotify: true, silent: true };
    let notification: Notification;
    try {
      notification = new Maker(title, options);
    } catch {
      // Some phones allow notifications from service workers only. The alert in the page remains.
      return false;
    }
    notification.onclick = () => {
      notification.close();
      window.focus();
      onClick();
    };
    this.#shown.set(tag, { notification, alertIds });
    return true;
  }

  /** Takes away what is shown of alerts that no longer stand. */
  keepOnly(alertIds: ReadonlySet<string>): void {
    for (const [tag, shown] of this.#shown) {
      if (shown.alertIds.some((id) => alertIds.has(id))) continue;
      this.#shown.delete(tag);
      shown.notification.close();
    }
  }

  /** Forgets what is on the desktop; it stays there, for the agent may be elsewhere. */
  release(): void {
    this.#shown.clear();
  }

  get #maker(): NotificationMaker {
    try {
      return this.#notification();
    } catch {
      // Blocked by the page's policy.
      return undefined;
    }
  }
}
