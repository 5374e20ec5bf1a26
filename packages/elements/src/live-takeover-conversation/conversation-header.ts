import { labelOf, type Conversation, type Freshness, type StatusAt, type Viewer } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { channelIcon, icon, toneIcons, toneOf } from '../theme/icons.js';
import { freshnessWords } from '../words/connection-words.js';
import { channelWords, reasonWords, statusWords } from '../words/status-words.js';
import { viewerWords } from '../words/viewer-words.js';

/** What the head of a conversation says. */
export interface HeaderModel {
  readonly words: Words;
  readonly conversation: Conversation;
  readonly status: StatusAt | undefined;
  readonly isMine: boolean;
  readonly freshness: Freshness;
  /** Colleagues who look at it now. */
  readonly viewers: readonly Viewer[];
  /** Epoch ms of the store's clock. */
  readonly now: number;
  /** Said in place of the copy button's words, after a copy. */
  readonly isCopied: boolean;
  readonly onCopy: () => void;
}

/** Who it is, where, how things stand and why. */
export function headerTemplate(model: HeaderModel): TemplateResult {
  const { words, conversation } = model;
  const label = labelOf(conversation) || conversation.id;
  const isReference = label === conversation.reference;
  const aside = [
    isReference ? conversation.contact.name : undefined,
    channelWords(words, conversation.channel),
    conversation.bot.name,
  ].filter((text) => text !== undefined && text !== '');
  return html`<header class="header" part="header">
    <slot name="header-start"></slot>
    <span class="avatar">${icon(channelIcon(conversation.channel))}</span>
    <div class="identity">
      <div class="title-line">
        <h2 class="label" part="label" dir="auto" title=${label}>${label}</h2>
        ${isReference ? referenceTemplate(model, false) : nothing}
      </div>
      <p class="meta-line">
        ${aside.map((text) => html`<span><bdi>${text}</bdi></span>`)} ${isReference ? nothing : referenceTemplate(model, true)}
        <span class="freshness" part="freshness" data-state=${model.freshness.state}>${freshnessWords(words, model.freshness, Date.now())}</span>
      </p>
      ${viewersTemplate(model)}
    </div>
    ${statusTemplate(model)}
    <slot name="header-end"></slot>
  </header>`;
}

function viewersTemplate({ words, viewers }: HeaderModel): TemplateResult | typeof nothing {
  return viewers.length === 0 ? nothing : html`<p class="viewers" part="viewers">${icon('seen')}<bdi>${viewerWords(words, viewers)}</bdi></p>`;
}

function statusTemplate({ words, status, conversation, isMine, now }: HeaderModel): TemplateResult | typeof nothing {
  if (status === undefined) return nothing;
  const tone = status.status === 'off-page' ? 'abandoned' : toneOf({ status: status.status, reason: status.reason });
  const lastMessage =
    conversation.lastCustomerText === null ? null : { text: conversation.lastCustomerText, at: conversation.idleSince };
  return html`<p class="status" part="status ${tone}" data-tone=${tone}>
    <span class="pill">${icon(toneIcons[tone])}${statusWords(words, status.status)}</span>
    <bdi class="reason">${reasonWords(words, { reason: status.reason, since: status.since, isMine, lastMessage }, now)}</bdi>
  </p>`;
}

function referenceTemplate(model: HeaderModel, isSpelled: boolean): TemplateResult | typeof nothing {
  const { words, conversation, isCopied, onCopy } = model;
  const { reference } = conversation;
  if (reference === '') return nothing;
  return html`<button
    type="button"
    class="reference"
    part="reference"
    title=${words('reference.hint')}
    aria-label=${words('reference.copy', { reference })}
    @click=${onCopy}
  >
    ${isSpelled ? html`<span class="mono">${reference}</span>` : nothing}${icon(isCopied ? 'check' : 'copy')}
    ${isCopied ? html`<span>${words('reference.copied')}</span>` : nothing}
  </button>`;
}
