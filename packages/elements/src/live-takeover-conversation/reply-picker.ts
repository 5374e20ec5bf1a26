import type { PreparedReply } from '@live-takeover/sdk';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { filledIn, foundReplies, type ReplyValues } from './prepared-replies.js';

/** What is done with a choice, or without one. */
export interface ReplyPickerHandlers {
  /** @param text - with everything filled in that is known */
  onChosen(text: string): void;
  /** It was left. @param typed - what was typed since the `/`, to stay as text; undefined where a button opened it */
  onLeft(typed: string | undefined): void;
}

/** A list of prepared replies to search and choose from, by the combobox pattern of the ARIA practices. */
export class ReplyPicker {
  readonly #host: LitElement;
  readonly #handlers: ReplyPickerHandlers;
  #search: string | undefined;
  #isTyped = false;
  #active = 0;

  constructor(host: LitElement, handlers: ReplyPickerHandlers) {
    this.#host = host;
    this.#handlers = handlers;
  }

  get isOpen(): boolean {
    return this.#search !== undefined;
  }

  /** @param isTyped - a `/` opened it, and is to stay as text if nothing is chosen */
  open(isTyped: boolean): void {
    this.#isTyped = isTyped;
    this.#search = '';
    this.#active = 0;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector<HTMLElement>('.reply-search')?.focus());
  }

  close(): void {
    this.#search = undefined;
    this.#host.requestUpdate();
  }

  template(words: Words, replies: readonly PreparedReply[], values: ReplyValues): TemplateResult | typeof nothing {
    if (this.#search === undefined) return nothing;
    const found = foundReplies(replies, this.#search);
    const active = Math.min(this.#active, found.length - 1);
    return html`<div class="replies" part="replies" @focusout=${this.#onFocusOut}>
      <input
        class="field reply-search"
        part="reply-search"
        role="combobox"
        aria-expanded="true"
        aria-controls="reply-list"
        aria-autocomplete="list"
        aria-activedescendant=${active < 0 ? nothing : `reply-${active}`}
        aria-label=${words('replies.search')}
        placeholder=${words('replies.search')}
        autocomplete="off"
        .value=${this.#search}
        @input=${this.#onInput}
        @keydown=${(event: KeyboardEvent) => this.#onKeydown(event, found, values)}
      />
      <ul id="reply-list" class="reply-list" role="listbox" aria-label=${words('replies.label')}>
        ${found.map((reply, index) => this.#optionTemplate(reply, index, index === active, values))}
      </ul>
      <p class="reply-state" role="status">${found.length === 0 ? words('replies.none') : words('replies.count', { count: found.length })}</p>
    </div>`;
  }

  #optionTemplate(reply: PreparedReply, index: number, isActive: boolean, values: ReplyValues): TemplateResult {
    return html`<li
      id="reply-${index}"
      class="reply"
      part="reply"
      role="option"
      aria-selected=${isActive}
      @mousedown=${(event: Event) => event.preventDefault()}
      @mouseup=${() => this.#choose(reply, values)}
    >
      ${icon('reply')}<bdi class="reply-title">${reply.title}</bdi><bdi class="reply-text">${filledIn(reply.text, values)}</bdi>
    </li>`;
  }

  #choose(reply: PreparedReply, values: ReplyValues): void {
    this.close();
    this.#handlers.onChosen(filledIn(reply.text, values));
  }

  #leave(): void {
    const typed = this.#isTyped ? `/${this.#search ?? ''}` : undefined;
    this.close();
    this.#handlers.onLeft(typed);
  }

  readonly #onInput = (event: Event): void => {
    this.#search = (event.target as HTMLInputElement).value;
    this.#active = 0;
    this.#host.requestUpdate();
  };

  #onKeydown(event: KeyboardEvent, found: readonly PreparedReply[], values: ReplyValues): void {
    if (event.isComposing || event.keyCode === 229) return;
    const last = found.length - 1;
    const active = Math.min(this.#active, last);
    const goTo: Readonly<Record<string, number>> = { ArrowDown: active >= last ? 0 : active + 1, ArrowUp: active <= 0 ? last : active - 1 };
    const reply = found[active];
    if (event.key === 'Escape' || (event.key === 'Backspace' && this.#search === '' && this.#isTyped)) this.#isTyped = this.#isTyped && event.key === 'Escape';
    else if (event.key in goTo) return this.#handle(event, () => this.#activate(goTo[event.key] ?? 0));
    else if (event.key === 'Enter') return this.#handle(event, () => reply !== undefined && this.#choose(reply, values));
    else return;
    this.#handle(event, () => this.#leave());
  }

  #handle(event: Event, act: () => void): void {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #activate(index: number): void {
    this.#active = index;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector(`#reply-${index}`)?.scrollIntoView({ block: 'nearest' }));
  }

  readonly #onFocusOut = (event: FocusEvent): void => {
    if (this.isOpen && !(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) this.close();
  };
}
