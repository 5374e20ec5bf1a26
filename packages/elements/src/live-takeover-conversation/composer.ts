import type { Attachment } from '@live-takeover/sdk';
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { ComposerFiles } from './composer-files.js';
import type { ComposerTarget, Draft } from './drafts.js';
import type { OutgoingMessages } from './outgoing-messages.js';

/** From this share of the limit on, the composer says how much is left. */
const nearLimitShare = 0.9;
const mostRows = 8;

/** Where an agent writes to the customer: asks before it sends blind, and never loses a text. */
export class Composer {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #outgoing: OutgoingMessages;
  readonly #files: ComposerFiles;
  #target: ComposerTarget | undefined;
  #isConfirming = false;
  #isTyping = false;

  constructor(host: ReactiveControllerHost & HTMLElement, outgoing: OutgoingMessages) {
    this.#host = host;
    this.#outgoing = outgoing;
    this.#files = new ComposerFiles(host);
  }

  open(target: ComposerTarget): void {
    this.close();
    this.#target = target;
  }

  close(): void {
    this.#tellTyping(false);
    this.#isConfirming = false;
    this.#target = undefined;
  }

  /** Puts a text back to be edited, before what is already there, and its files. */
  restore(text: string, attachments: readonly Attachment[] = []): void {
    if (this.#target === undefined) return;
    const { draft } = this.#target;
    draft.text = draft.text.trim() === '' ? text : `${text}\n${draft.text}`;
    const files = attachments.map((attachment) => ({ name: attachment.name, sizeBytes: attachment.sizeBytes ?? 0, sentBytes: 0, attachment, cancel: () => {} }));
    draft.files = [...files, ...draft.files];
    this.focus();
  }

  /** Moves the focus into the text once it is rendered. */
  focus(): void {
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#element('textarea')?.focus());
  }

  /** @param limit - characters in one message, at most */
  render(words: Words, limit: number): TemplateResult | typeof nothing {
    if (this.#target === undefined) return nothing;
    const { text } = this.#target.draft;
    const isUpToDate = this.#target.client.freshness.value.state === 'up-to-date';
    if (isUpToDate) this.#isConfirming = false;
    const isTooLong = text.length > limit;
    const canSend = isSendable(this.#target.draft, limit);
    return html`<form class="composer" part="composer" @submit=${this.#onSubmit(limit)} @focusout=${this.#onFocusOut}>
      ${this.#files.list(this.#target, words)} ${this.#files.button(this.#target, words)}
      <textarea
        class="field"
        part="input"
        rows=${Math.min(mostRows, text.split('\n').length)}
        dir="auto"
        aria-label=${words('composer.label')}
        aria-describedby="composer-hint"
        aria-invalid=${isTooLong ? 'true' : nothing}
        placeholder=${words('composer.placeholder')}
        .value=${live(text)}
        @input=${this.#onInput}
        @keydown=${this.#onKeydown(limit)}
      ></textarea>
      <button class="button primary icon-only" part="button send" aria-disabled=${canSend ? nothing : 'true'} aria-label=${words('composer.send')} title=${words('composer.send')}>
        ${icon('send')}
      </button>
      <p id="composer-hint" class="composer-hint ${isTooLong ? 'error' : ''}">${hintOf(words, this.#target.draft, limit)}</p>
      ${this.#isConfirming ? this.#confirmTemplate(words) : nothing}
    </form>`;
  }

  #confirmTemplate(words: Words): TemplateResult {
    return html`<div class="banner confirm" role="alert" part="notice">
      ${icon('disconnected')}<span class="notice-words">${words('composer.not-up-to-date')}</span>
      <span class="confirm-buttons">
        <button type="button" class="button" data-confirm @click=${this.#send}>${words('composer.send-anyway')}</button>
        <button type="button" class="button quiet" @click=${this.#onWait}>${words('composer.wait')}</button>
      </span>
    </div>`;
  }

  readonly #onInput = (event: Event): void => {
    if (this.#target === undefined) return;
    this.#target.draft.text = (event.target as HTMLTextAreaElement).value;
    this.#tellTyping(this.#target.draft.text.trim() !== '');
    this.#host.requestUpdate();
  };

  readonly #onKeydown = (limit: number) => (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.#isConfirming) {
      event.stopPropagation();
      return this.#onWait();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || isOfInputMethod(event)) return;
    event.preventDefault();
    if (!event.repeat) this.#trySend(limit);
  };

  readonly #onSubmit = (limit: number) => (event: Event): void => {
    event.preventDefault();
    this.#trySend(limit);
  };

  readonly #onFocusOut = (event: FocusEvent): void => {
    const isInside = (event.currentTarget as Element).contains(event.relatedTarget as Node | null);
    if (!isInside) this.#tellTyping(false);
  };

  readonly #onWait = (): void => {
    this.#isConfirming = false;
    this.focus();
  };

  #trySend(limit: number): void {
    if (this.#target === undefined) return;
    const { draft, client } = this.#target;
    if (!isSendable(draft, limit)) return;
    if (client.freshness.value.state === 'up-to-date') return this.#send();
    this.#isConfirming = true;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#element('[data-confirm]')?.focus());
  }

  readonly #send = (): void => {
    if (this.#target === undefined) return;
    const { draft, view } = this.#target;
    this.#isConfirming = false;
    this.#tellTyping(false);
    const attachments = uploadedOf(draft);
    this.#outgoing.send(draft.text.trim(), view, attachments);
    draft.text = '';
    draft.files = draft.files.filter(({ attachment }) => attachment === undefined);
    this.focus();
  };

  /** While true, tells on each key: the view throttles. */
  #tellTyping(isTyping: boolean): void {
    if (isTyping || this.#isTyping) this.#target?.view.setTyping(isTyping);
    this.#isTyping = isTyping;
  }

  #element(selector: string): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }
}

function uploadedOf({ files }: Draft): readonly Attachment[] {
  return files.flatMap(({ attachment }) => (attachment === undefined ? [] : [attachment]));
}

/** Something to say, not too much of it, and nothing still on its way. */
function isSendable(draft: Draft, limit: number): boolean {
  if (draft.text.length > limit || isUploading(draft)) return false;
  return draft.text.trim() !== '' || uploadedOf(draft).length > 0;
}

function isUploading({ files }: Draft): boolean {
  return files.some(({ attachment, error }) => attachment === undefined && error === undefined);
}

function hintOf(words: Words, draft: Draft, limit: number): string {
  const { length } = draft.text;
  if (length > limit) return words('composer.too-long', { count: length - limit, limit });
  if (length >= limit * nearLimitShare) return words('composer.left', { count: limit - length });
  return words(isUploading(draft) ? 'composer.files-first' : 'composer.hint');
}

/** The Enter that chooses a word of an input method. Safari reports it after the composition ended, with code 229. */
function isOfInputMethod(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
