import type { ConversationId, Row, TakeoverClient } from '@live-takeover/sdk';
import type { LitElement } from 'lit';
import type { Words } from '../language/words.js';
import { dispatchRequest } from '../words/request-event.js';
import type { ConversationPane } from './conversation-pane.js';
import type { TableCommands } from './table-shortcuts.js';
import type { TableFocus } from './table-focus.js';
import type { TableModel } from './table-model.js';
import type { TableStage } from './table-stage.js';

/** The table, as its keys need it. */
export interface TableKeysHost extends LitElement {
  readonly conversationId: ConversationId | null;
  close(): void;
}

/** The parts of the table that its keys reach. */
export interface TableKeysParts {
  readonly model: TableModel;
  readonly stage: TableStage;
  readonly focus: TableFocus;
  words(): Words;
  pane(): ConversationPane | undefined;
  pin(isPinned: boolean): void;
  chooseView(number: number): void;
  chooseColumns(): void;
}

/** What the table's shortcuts do. */
export class TableKeys implements TableCommands {
  readonly #host: TableKeysHost;
  readonly #parts: TableKeysParts;

  constructor(host: TableKeysHost, parts: TableKeysParts) {
    this.#host = host;
    this.#parts = parts;
  }

  openNextMostUrgent(): void {
    const { model, focus, stage, words } = this.#parts;
    const next = model.view?.nextMostUrgent(this.#host.conversationId || null);
    if (next === undefined) stage.announcements?.say('next', words()('table.nobody-waiting'));
    else focus.enter(next.id);
  }

  search(): void {
    const field = this.#host.renderRoot.querySelector<HTMLInputElement>('input[type="search"]');
    field?.focus();
    field?.select();
  }

  canTakeOver(): boolean {
    const row = this.#row;
    return row?.operator.kind === 'bot' && row.hasLeft !== true;
  }

  takeOver(): void {
    const { id } = this.#row ?? {};
    const { client } = this.#parts.model;
    if (id !== undefined && client !== undefined) void this.#takeOver(client, id);
  }

  hold(): void {
    const { model, pin, stage, words } = this.#parts;
    pin(!model.isPinned);
    stage.announcements?.say('hold', words()(model.isPinned ? 'table.held' : 'table.follows'));
  }

  chooseView(number: number): void {
    this.#parts.chooseView(number);
  }

  chooseColumns(): void {
    this.#parts.chooseColumns();
  }

  togglePane(): void {
    const id = this.#row?.id;
    if (this.#host.conversationId) this.#host.close();
    else if (id !== undefined) this.#parts.focus.enter(id);
  }

  canJump(): boolean {
    return Boolean(this.#host.conversationId) && this.#parts.pane() !== undefined;
  }

  jump(): void {
    const { focus, stage, pane } = this.#parts;
    if (pane()?.hasFocus === true && !stage.isNarrow) focus.toRow(stage.surface, this.#host.conversationId);
    else void pane()?.focus();
  }

  /** Asks the page as the pane's own button does, from the pane, and gives the command. */
  async #takeOver(client: TakeoverClient, conversationId: ConversationId): Promise<void> {
    this.#parts.focus.enter(conversationId);
    await this.#host.updateComplete;
    const asker = this.#parts.pane()?.element ?? this.#host;
    if (await dispatchRequest(asker, 'takeover-request', { conversationId })) client.takeOver(conversationId);
  }

  /** The row that has the focus, else the one whose conversation is open. */
  get #row(): Row | undefined {
    const { model, stage } = this.#parts;
    const id = stage.surface?.focusedId ?? this.#host.conversationId;
    return id ? model.view?.row(id) : undefined;
  }
}
