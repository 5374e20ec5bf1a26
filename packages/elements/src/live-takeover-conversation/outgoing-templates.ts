import { html, nothing, type TemplateResult } from 'lit';
import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { attachmentLinks } from './attachment-links.js';
import { failureWords } from './failure-words.js';
import { messageText } from './message-text.js';
import type { OutgoingState } from './outgoing-messages.js';

/** What can be done with a message that failed. */
export interface OutgoingHandlers {
  /** Absent while the agent does not hold the conversation; a note can be saved all the same. */
  readonly onRetry: (() => void) | undefined;
  readonly onEdit: (() => void) | undefined;
  readonly onDiscard: () => void;
}

type OutgoingWords = Readonly<Record<'under-way' | 'failed' | 'unknown', MessageKey>>;

const messageWords: OutgoingWords = { 'under-way': 'composer.sending', failed: 'composer.not-sent', unknown: 'composer.maybe-sent' };
const noteWords: OutgoingWords = { 'under-way': 'composer.saving', failed: 'composer.not-saved', unknown: 'composer.maybe-saved' };

/** A message or a note that is not in the transcript yet: on its way, or failed with its text kept. */
export function outgoingTemplate(outgoing: OutgoingState, words: Words, now: number, handlers: OutgoingHandlers): TemplateResult {
  const { message, state } = outgoing;
  const { body } = message;
  const isNote = body.name === 'add-note';
  const text = html`${messageText(body.text)} ${attachmentLinks(isNote ? undefined : body.attachments, words, now)}`;
  const meta =
    state.state === 'failed'
      ? failedTemplate(outgoing, words, handlers)
      : html`<div class="meta" role="status">
          <span class="spinner"></span>${words(state.state === 'uncertain' ? 'composer.checking' : (isNote ? noteWords : messageWords)['under-way'])}
        </div>`;
  const failed = state.state === 'failed' ? 'failed' : '';
  if (isNote)
    return html`<div class="note outgoing ${failed}" part="note outgoing"><div class="sender">${icon('note')}<span>${words('composer.mode-note')}</span></div>${text}${meta}</div>`;
  return html`<div class="message operator from-agent outgoing first last ${failed}" part="message outgoing">
    <div class="bubble" part="bubble">${text}</div>
    ${meta}
  </div>`;
}

function failedTemplate(outgoing: OutgoingState, words: Words, handlers: OutgoingHandlers): TemplateResult | typeof nothing {
  const { state, message } = outgoing;
  if (state.state !== 'failed') return nothing;
  const { onRetry, onEdit, onDiscard } = handlers;
  const isUnknown = state.error.code === 'outcome-unknown';
  const says = message.body.name === 'add-note' ? noteWords : messageWords;
  const button = (key: MessageKey, act: (() => void) | undefined): TemplateResult | typeof nothing =>
    act === undefined ? nothing : html`<button type="button" class="plain" @click=${act}>${words(key)}</button>`;
  return html`<div class="meta failure" role="alert">
      ${icon('action')}<span
        ><strong>${words(isUnknown ? says.unknown : says.failed)}</strong>${isUnknown
          ? nothing
          : html`<br /><bdi>${failureWords(words, state.error)}</bdi>`}</span
      >
    </div>
    <div class="message-actions">${button('action.retry', onRetry)}${button('composer.edit', isUnknown ? undefined : onEdit)}${button('composer.discard', onDiscard)}</div>`;
}
