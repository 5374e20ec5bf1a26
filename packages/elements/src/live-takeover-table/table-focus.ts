import type { ConversationId } from '@live-takeover/sdk';
import type { LitElement, ReactiveController } from 'lit';
import type { ConversationPane } from './conversation-pane.js';
import type { TableSurface } from './table-surface.js';

/** The table, as far as its focus is concerned. */
type Host = LitElement & { open(conversationId: ConversationId): void };

/** Where the keyboard goes: into the pane, back to its row, and on when what had it goes away. */
export class TableFocus implements ReactiveController {
  readonly #host: Host;
  #isPaneWanted = false;
  /** What had the focus before the update. */
  #focused: Element | null = null;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot?.activeElement ?? null;
  }

  /** Opens a conversation and takes the focus there. */
  enter(conversationId: ConversationId): void {
    this.#isPaneWanted = true;
    this.#host.open(conversationId);
    this.#host.requestUpdate();
  }

  /**
   * After an update, with the rows drawn.
   *
   * @param isCovering - the pane has just come to lie over the table
   */
  settle(surface: TableSurface, pane: ConversationPane | undefined, isCovering: boolean): void {
    if (this.#isPaneWanted) void pane?.focus();
    else if (isCovering) pane?.focusButton();
    else if (this.#focused?.checkVisibility() === false) this.toRow(surface, null);
    this.#isPaneWanted = false;
  }

  /** Takes the focus to a conversation's row, else to the row that Tab reaches, else to the search. */
  toRow(surface: TableSurface | undefined, conversationId: ConversationId | null): void {
    surface?.focus(conversationId);
    const root = this.#host.shadowRoot;
    if (root?.activeElement?.checkVisibility() !== true) root?.querySelector<HTMLElement>('input')?.focus();
  }
}
