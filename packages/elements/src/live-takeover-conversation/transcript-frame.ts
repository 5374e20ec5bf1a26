import type { ConversationView } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { keyedList } from '../rendering/keyed-list.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { expiryWords } from './attachment-links.js';
import { emptyTranscriptTemplate } from './conversation-state.js';
import { dayOf } from './day-words.js';
import type { OutgoingMessage } from './drafts.js';
import type { OlderMessages } from './older-messages.js';
import type { OutgoingState } from './outgoing-messages.js';
import { outgoingTemplate, type OutgoingHandlers } from './outgoing-templates.js';
import type { Transcript } from './transcript.js';
import type { TranscriptItem } from './transcript-items.js';
import { itemTemplate, typingTemplate, type TranscriptContext } from './transcript-templates.js';

/** What the scrolling part of a conversation shows. */
export interface TranscriptFrameModel {
  readonly context: TranscriptContext;
  readonly view: ConversationView;
  readonly transcript: Transcript;
  readonly older: OlderMessages;
  readonly outgoing: readonly OutgoingState[];
  readonly outgoingHandlers: (message: OutgoingMessage) => OutgoingHandlers;
  /** Whether the reader is at the newest message. */
  readonly isAtEnd: boolean;
  readonly onOlder: () => void;
  readonly onEnd: () => void;
}

/**
 * What was said, oldest first. New messages are spoken by the element's own
 * live region, for here messages also come and go as the reader scrolls.
 */
export function transcriptFrameTemplate(model: TranscriptFrameModel): TemplateResult {
  const { context, view, transcript, older, outgoing, outgoingHandlers, isAtEnd, onOlder, onEnd } = model;
  const { words, me, customerName, botName, desk, now, onSendAgain } = context;
  const { shown } = transcript;
  return html`<div class="frame">
    <div class="transcript" part="transcript" role="log" aria-live="off" aria-label=${words('transcript.label')} tabindex="0">
      <div class="messages">
        ${older.template(words, shown.hasOlderHeld || view.hasOlder.value, view.error.value !== undefined, onOlder)}
        ${guard([shown, words, me?.id, customerName, botName, desk, onSendAgain === undefined, dayOf(now), expiries(shown.items, words, now)], () =>
          keyedList(
            shown.items,
            (item) => item.key,
            (item) => itemTemplate(item, context),
          ),
        )}
        ${shown.items.length === 0 ? emptyTranscriptTemplate(words, view.isLoading.value) : nothing}
        ${outgoing.map((message) => outgoingTemplate(message, words, now, outgoingHandlers(message.message)))}
        ${view.typing.value.map((from) => typingTemplate(from, context))}
      </div>
    </div>
    ${isAtEnd ? nothing : toEndTemplate(words, transcript.unreadCount, onEnd)}
  </div>`;
}

function toEndTemplate(words: Words, count: number, onEnd: () => void): TemplateResult {
  const label = count > 0 ? words('transcript.new-messages', { count }) : words('transcript.to-end');
  return html`<button type="button" class="chip to-end ${count > 0 ? 'news' : ''}" part="new-messages" aria-label=${label} @click=${onEnd}>
    ${icon('sort-descending')}${count > 0 ? html`<span>${label}</span>` : nothing}
  </button>`;
}

/** What is said of the expiry of files: when one more is gone, or nearly, the items are written anew. */
function expiries(items: readonly TranscriptItem[], words: Words, now: number): string {
  const said: string[] = [];
  for (const item of items) if (item.kind === 'message') for (const attachment of item.event.attachments ?? []) said.push(expiryWords(attachment, words, now));
  return said.join();
}
