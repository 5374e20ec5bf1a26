import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { live } from 'lit/directives/live.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { isSendable, isUploading, type Draft } from './drafts.js';
import { textSegments } from './text-segments.js';

/** To the customer, or to colleagues only. */
export type ComposerMode = 'message' | 'note';

/** What is to be answered before a message is sent. */
export type Question =
  | { readonly kind: 'stale' }
  | { readonly kind: 'missed'; readonly count: number }
  /** `text`: a placeholder that nobody filled in. */
  | { readonly kind: 'unfilled'; readonly text: string };

/** Where an agent writes, as it is now, and what can be done there. */
export interface ComposerView {
  readonly words: Words;
  readonly mode: ComposerMode;
  /** Those to choose from. */
  readonly modes: readonly ComposerMode[];
  readonly draft: Draft;
  readonly limit: number;
  /** Whether the customer reads it on a phone, as texts of the size that phones have. */
  readonly isByText: boolean;
  readonly question: Question | undefined;
  /** The page is being asked whether the text may go. */
  readonly isAsking: boolean;
  readonly files: TemplateResult | typeof nothing;
  readonly fileButton: TemplateResult | typeof nothing;
  readonly replies: TemplateResult | typeof nothing;
  /** Absent where there are no prepared replies. */
  readonly onReplies: (() => void) | undefined;
  /** Absent where the composer stays. */
  readonly onClose: (() => void) | undefined;
  readonly onMode: (mode: ComposerMode) => void;
  readonly onInput: (event: Event) => void;
  readonly onKeydown: (event: KeyboardEvent) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
  readonly onFocusOut: (event: FocusEvent) => void;
  readonly onSubmit: () => void;
  readonly onConfirm: () => void;
  readonly onWait: () => void;
}

/** From this share of the limit on, the composer says how much is left. */
const nearLimitShare = 0.9;
const mostRows = 8;

/** The composer. A note looks and is called otherwise in every part, so that nobody takes it for a message. */
export function composerTemplate(view: ComposerView): TemplateResult {
  const { words, mode, draft, limit, isAsking } = view;
  const text = textOf(view);
  const isTooLong = text.length > limit;
  const isIdle = isAsking || !isSendable(draft, mode, limit);
  const send = words(mode === 'note' ? 'composer.save-note' : 'composer.send');
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    view.onSubmit();
  };
  return html`<form class="composer ${mode === 'note' ? 'to-colleagues' : 'to-customer'}" part="composer ${mode}" @submit=${onSubmit} @focusout=${view.onFocusOut}>
    ${view.question === undefined ? nothing : keyed(view.question.kind, questionTemplate(view, view.question))} ${view.replies}
    <div class="composer-top">
      ${modesTemplate(view)}
      <p id="composer-hint" class="composer-hint ${isTooLong ? 'error' : ''}">${hintOf(view)}</p>
    </div>
    ${view.files}
    <div class="composer-tools">${view.fileButton}${repliesButton(view)}</div>
    <textarea
      class="field"
      part="input"
      rows=${Math.min(mostRows, text.split('\n').length)}
      dir="auto"
      aria-label=${words(`composer.${mode}-label`)}
      aria-describedby="composer-hint"
      aria-invalid=${isTooLong ? 'true' : nothing}
      placeholder=${words(`composer.${mode}-placeholder`)}
      .readOnly=${isAsking}
      .value=${live(text)}
      @input=${view.onInput}
      @keydown=${view.onKeydown}
      @paste=${view.onPaste}
    ></textarea>
    <button class="button primary icon-only" part="button send" aria-disabled=${isIdle ? 'true' : nothing} aria-label=${send} title=${send}>
      ${isAsking ? html`<span class="spinner"></span>` : icon(mode === 'note' ? 'note' : 'send')}
    </button>
  </form>`;
}

function textOf({ draft, mode }: Pick<ComposerView, 'draft' | 'mode'>): string {
  return mode === 'message' ? draft.text : draft.note;
}

function modesTemplate({ words, mode, modes, onMode, onClose }: ComposerView): TemplateResult {
  if (modes.length < 2)
    return html`<p class="mode-name">${icon('note')}<span>${words('composer.mode-note')}</span></p>
      ${onClose === undefined
        ? nothing
        : html`<button type="button" class="plain close-note" aria-label=${words('composer.close-note')} title=${words('composer.close-note')} @click=${onClose}>${icon('close')}</button>`}`;
  return html`<div class="modes" part="modes" role="group" aria-label=${words('composer.modes')}>
    ${modes.map((one) => html`<button type="button" class="mode" part="mode" data-mode=${one} aria-pressed=${one === mode} @click=${() => onMode(one)}>${icon(one === 'note' ? 'note' : 'chat')}<span>${words(`composer.mode-${one}`)}</span></button>`)}
  </div>`;
}

function repliesButton({ words, onReplies }: ComposerView): TemplateResult | typeof nothing {
  if (onReplies === undefined) return nothing;
  return html`<button type="button" class="button quiet icon-only" part="button replies" data-action="replies" aria-haspopup="listbox" aria-label=${words('replies.label')} title=${words('replies.hint')} @click=${onReplies}>
    ${icon('reply')}
  </button>`;
}

function questionTemplate({ words, onConfirm, onWait }: ComposerView, question: Question): TemplateResult {
  const text = {
    stale: () => words('composer.not-up-to-date'),
    missed: () => words('composer.missed', { count: question.kind === 'missed' ? question.count : 0 }),
    unfilled: () => words('composer.unfilled', { placeholder: question.kind === 'unfilled' ? question.text : '' }),
  }[question.kind]();
  return html`<div class="banner confirm" role="alert" part="notice">
    ${icon(question.kind === 'stale' ? 'disconnected' : 'info')}<bdi class="notice-words">${text}</bdi>
    <span class="confirm-buttons">
      <button type="button" class="button" data-confirm @click=${onConfirm}>${words(question.kind === 'missed' ? 'composer.send-now' : 'composer.send-anyway')}</button>
      <button type="button" class="button quiet" @click=${onWait}>${words(question.kind === 'stale' ? 'composer.wait' : 'composer.keep-writing')}</button>
    </span>
  </div>`;
}

function hintOf(view: ComposerView): string {
  const { words, mode, draft, limit } = view;
  const { length } = textOf(view);
  if (length > limit) return words('composer.too-long', { count: length - limit, limit });
  if (length >= limit * nearLimitShare) return words('composer.left', { count: limit - length });
  if (mode === 'note') return words('composer.note-hint');
  if (isUploading(draft)) return words('composer.files-first');
  const texts = view.isByText ? textSegments(draft.text) : 0;
  return texts > 1 ? words('composer.texts', { count: texts }) : words('composer.hint');
}
