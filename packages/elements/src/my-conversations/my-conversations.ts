import type { Row } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { keyedList } from '../rendering/keyed-list.js';
import { durationWords } from '../language/duration.js';
import { formatNumber } from '../language/translate.js';
import type { Words } from '../language/words.js';
import type { OpenConversation } from '../views/table-views.js';
import { moveAlong } from './roving-list.js';

/** What the strip shows. */
export interface MyConversations {
  /** The one whose customer waits longest first. */
  readonly rows: readonly Row[];
  readonly openId: string | null;
  /** Epoch ms of the store's clock. */
  readonly now: number;
  readonly onOpen: OpenConversation;
}

/**
 * The conversations that the signed-in agent holds, whatever the table shows.
 * It stands below the rows, so that coming and going it moves none of them.
 */
export function myConversationsTemplate(words: Words, { rows, openId, now, onOpen }: MyConversations): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<div class="mine" part="mine">
    <span class="mine-label" aria-hidden="true">${words('mine.label')} <b>${formatNumber(rows.length, words.locale)}</b></span>
    <div class="mine-list" role="toolbar" aria-label=${words('mine.label')} @keydown=${(event: KeyboardEvent) => moveAlong(event, '.mine-item')}>
      ${keyedList(
        rows,
        ({ id }) => id,
        ({ id, label, isUnread, waitingSince }) => html`<button
          class="mine-item"
          part="mine-item ${isUnread ? 'unread' : ''}"
          type="button"
          data-id=${id}
          ?data-unread=${isUnread}
          ?data-waits=${waitingSince !== null}
          aria-pressed=${String(id === openId)}
          @click=${(event: MouseEvent) => onOpen(id, event.detail === 0)}
        >
          ${isUnread ? html`<span class="unread-mark"></span><span class="visually-hidden">${words('mine.unread')} </span>` : nothing}<bdi class="mine-name">${label}</bdi>
          <span class="mine-wait">${waitingSince === null ? words('mine.answered') : words('mine.waiting', { duration: durationWords(words, now - waitingSince) })}</span>
        </button>`,
      )}
    </div>
  </div>`;
}
