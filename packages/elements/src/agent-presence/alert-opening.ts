import type { Alert, ConversationId, TakeoverClient } from '@live-takeover/sdk';
import { requestOpen } from '../client-source/open-conversation.js';
import { warnOnce } from '../client-source/warn-once.js';
import { dispatchRequest } from '../words/request-event.js';
import { takeoverHref } from './takeover-link.js';

/** Where an alert leads. */
export interface NavigateDetail {
  readonly conversationId: ConversationId;
  readonly alertId: string;
  /** Absolute; null when no `takeover-href` is set. */
  readonly href: string | null;
}

/** What {@link AlertOpening} needs of its element. */
export interface AlertOpeningHost extends HTMLElement {
  readonly takeoverHref: string | undefined;
}

/** Leads from an alert to its conversation: as the page wants it, else to a table on the page, else to the takeover page. */
export class AlertOpening {
  readonly #host: AlertOpeningHost;
  readonly #navigate: (href: string) => void;

  constructor(host: AlertOpeningHost, navigate: (href: string) => void) {
    this.#host = host;
    this.#navigate = navigate;
  }

  /** The address of the alert's conversation; undefined when the page itself opens it. */
  hrefOf({ conversationId }: Alert): string | undefined {
    const { takeoverHref: template, ownerDocument } = this.#host;
    return takeoverHref(template, conversationId, ownerDocument.baseURI);
  }

  /** For a press on the link: one for a new tab is left to the browser. */
  onPress(client: TakeoverClient, alert: Alert, event: Event): void {
    const isForNewTab = event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey);
    if (isForNewTab) return client.markAlertSeen(alert.id);
    event.preventDefault();
    void this.open(client, alert);
  }

  async open(client: TakeoverClient, alert: Alert): Promise<void> {
    const { id: alertId, conversationId } = alert;
    const href = this.hrefOf(alert) ?? null;
    const detail: NavigateDetail = { conversationId, alertId, href };
    const isAllowed = await dispatchRequest(this.#host, 'navigate-request', detail);
    client.markAlertSeen(alertId);
    if (!isAllowed || requestOpen(client, conversationId)) return;
    if (href !== null) this.#navigate(href);
    else warnOnce(this.#host, 'an alert was opened, but there is no takeover-href and nobody on this page shows the conversation.');
  }
}
