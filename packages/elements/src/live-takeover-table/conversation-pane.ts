import type { ConversationId, TakeoverClient } from '@live-takeover/sdk';
import { html, render, type TemplateResult } from 'lit';
import type { Catalogue } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';

/** What the pane shows. */
export interface PaneModel {
  readonly client: TakeoverClient;
  readonly conversationId: ConversationId;
  readonly catalogue: Catalogue | undefined;
  readonly words: Words;
  /** Whether the pane covers the table: then its button leads back, else it closes. */
  readonly isNarrow: boolean;
  onClose(): void;
}

/**
 * The open conversation beside the table. Its element is made by tag, so that
 * importing the table registers nothing, and kept, so that it is opened again
 * with all it knew.
 */
export class ConversationPane {
  readonly #tag: string;
  #element: HTMLElement | undefined;

  constructor(tag: string) {
    this.#tag = tag;
  }

  template(model: PaneModel): TemplateResult {
    const { client, conversationId, catalogue } = model;
    this.#element ??= document.createElement(this.#tag);
    render(buttonTemplate(model), this.#element);
    return html`<div class="pane" part="pane">${Object.assign(this.#element, { client, conversationId, catalogue })}</div>`;
  }

  /** The button that leads back to the table. */
  get button(): HTMLElement | null {
    return this.#element?.querySelector<HTMLElement>('.close') ?? null;
  }
}

function buttonTemplate({ words, isNarrow, onClose }: PaneModel): TemplateResult {
  const label = words('table.close-conversation');
  return html`<button
    class="button quiet icon-only close"
    part="close"
    type="button"
    slot="header-start"
    title=${label}
    aria-label=${label}
    @click=${onClose}
  >
    ${icon(isNarrow ? 'back' : 'close')}
  </button>`;
}
