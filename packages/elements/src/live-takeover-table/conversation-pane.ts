import type { ConversationId, TakeoverClient } from '@live-takeover/sdk';
import { html, render, type TemplateResult } from 'lit';
import type { Catalogue } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import type { PreferenceStore } from '../preferences/preference-store.js';
import { icon } from '../theme/icons.js';

/** What the pane shows. */
export interface PaneModel {
  readonly client: TakeoverClient;
  readonly conversationId: ConversationId;
  readonly catalogue: Catalogue | undefined;
  readonly preferences: PreferenceStore | undefined;
  /** The table's own `lang`; empty where it has none. */
  readonly lang: string;
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
    const { client, conversationId, catalogue, preferences, lang, onClose } = model;
    this.#element ??= document.createElement(this.#tag);
    render(buttonTemplate(model), this.#element);
    if (lang === '') this.#element.removeAttribute('lang');
    else this.#element.lang = lang;
    const onKeydown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) onClose();
    };
    return html`<div class="pane" part="pane" @keydown=${onKeydown}>
      ${Object.assign(this.#element, { client, conversationId, catalogue, preferences })}
    </div>`;
  }

  /** The conversation's element; undefined before it was first shown. */
  get element(): HTMLElement | undefined {
    return this.#element;
  }

  /** Whether the focus is in it. */
  get hasFocus(): boolean {
    return this.#element?.matches(':focus-within') === true;
  }

  /** Takes the focus into the conversation, once it is rendered. */
  async focus(): Promise<void> {
    const element = this.#element as (HTMLElement & { readonly updateComplete?: Promise<unknown> }) | undefined;
    await element?.updateComplete;
    element?.focus();
  }

  /** Takes the focus to the button that leads back to the table. */
  focusButton(): void {
    this.#element?.querySelector<HTMLElement>('.close')?.focus();
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
