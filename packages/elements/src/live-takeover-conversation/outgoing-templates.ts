import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { attachmentLinks } from './attachment-links.js';
import { failureWords } from './failure-words.js';
import { messageText } from './message-text.js';
import type { OutgoingState } from './outgoing-messages.js';

/** What can be done with a message that failed. */
export interface OutgoingHandlers {
  /** Absent while the agent does not hold the conversation. */
  readonly onRetry: ((outgoing: OutgoingState) => void) | undefined;
  readonly onEdit: ((outgoing: OutgoingState) => void) | undefined;
  readonly onDiscard: (outgoing: OutgoingState) => void;
}

/** A message that is not in the transcript yet: on its way, or failed with its text kept. */
export function outgoingTemplate(outgoing: OutgoingState, words: Words, now: number, handlers: OutgoingHandlers): TemplateResult {
  const { message, state } = outgoing;
  const hasFailed = state.state === 'failed';
  return html`<div class="message operator from-agent outgoing first last ${hasFailed ? 'failed' : ''}" part="message outgoing">
    <div class="bubble" part="bubble">${messageText(message.body.text)} ${attachmentLinks(message.body.attachments, words, now)}</div>
    ${hasFailed
      ? failedTemplate(outgoing, words, handlers)
      : html`<div class="meta" role="status">
          <span class="spinner"></span>${words(state.state === 'uncertain' ? 'composer.checking' : 'composer.sending')}
        </div>`}
  </div>`;
}

function failedTemplate(outgoing: OutgoingState, words: Words, handlers: OutgoingHandlers): TemplateResult | typeof nothing {
  const { state } = outgoing;
  if (state.state !== 'failed') return nothing;
  const { onRetry, onEdit, onDiscard } = handlers;
  const isUnknown = state.error.code === 'outcome-unknown';
  return html`<div class="meta failure" role="alert">
      ${icon('action')}<span
        ><strong>${words(isUnknown ? 'composer.maybe-sent' : 'composer.not-sent')}</strong>${isUnknown
          ? nothing
          : html`<br /><bdi>${failureWords(words, state.error)}</bdi>`}</span
      >
    </div>
    <div class="message-actions">
      ${onRetry === undefined
        ? nothing
        : html`<button type="button" class="plain" @click=${() => onRetry(outgoing)}>${words('action.retry')}</button>`}
      ${onEdit === undefined || isUnknown
        ? nothing
        : html`<button type="button" class="plain" @click=${() => onEdit(outgoing)}>${words('composer.edit')}</button>`}
      <button type="button" class="plain" @click=${() => onDiscard(outgoing)}>${words('composer.discard')}</button>
    </div>`;
}
