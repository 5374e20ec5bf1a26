import type { Conversation, ConversationView, TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { icon, type IconName } from '../theme/icons.js';
import { freshnessWords, refusalWords } from '../words/connection-words.js';
import type { ContactState } from './contact-conversations.js';

/** What a conversation element has to show. */
export type PaneState =
  | { readonly state: 'not-set-up' | 'none-chosen' | 'loading' | 'not-found' }
  /** A customer was named, not a conversation, and none of theirs is to be had. */
  | { readonly state: 'searching' | 'no-conversation' | 'search-not-supported' | 'search-failed' }
  /** The transcript could not be read; the conversation itself may be known. */
  | { readonly state: 'failed'; readonly conversation: Conversation | undefined }
  | { readonly state: 'ready'; readonly conversation: Conversation };

/**
 * Decides what to show from what there is.
 *
 * @param lookup - how the search for a customer's conversations stands; undefined where none was named
 */
export function paneStateOf(client: TakeoverClient | undefined, view: ConversationView | undefined, lookup?: ContactState): PaneState {
  if (client === undefined) return { state: 'not-set-up' };
  if (view === undefined) return lookup === undefined ? { state: 'none-chosen' } : { state: lookupStates[lookup.state] };
  const { conversation, error } = view;
  if (error.value !== undefined) {
    if (isNotFound(error.value)) return { state: 'not-found' };
    return { state: 'failed', conversation: conversation.value };
  }
  return conversation.value === undefined ? { state: 'loading' } : { state: 'ready', conversation: conversation.value };
}

/** The whole pane where there is no conversation to show. */
export function placeholderTemplate(state: PaneState['state'], words: Words, onRetry: () => void): TemplateResult {
  switch (state) {
    case 'not-set-up':
      return placeholder('disconnected', words('setup.missing'), words('setup.missing-body'));
    case 'none-chosen':
      return placeholder('chat', words('conversation.none'), words('conversation.none-body'));
    case 'not-found':
      return placeholder('search', words('conversation.unknown'), words('conversation.unknown-body'));
    case 'no-conversation':
      return placeholder('search', words('contact.none'), html`${words('contact.none-body')} ${retryTemplate(words, onRetry, 'contact.look-again')}`);
    case 'search-not-supported':
      return placeholder('info', words('contact.not-supported'), words('contact.not-supported-body'));
    case 'search-failed':
      return placeholder('action', words('contact.could-not'), retryTemplate(words, onRetry));
    case 'searching':
      return skeletonTemplate(words, 'contact.searching');
    case 'failed':
      return placeholder('action', words('conversation.failed'), retryTemplate(words, onRetry));
    case 'loading':
    case 'ready':
      return skeletonTemplate(words, 'conversation.loading');
  }
}

/** Says that what is shown may be old, and since when; nothing while all is well. */
export function freshnessBanner(client: TakeoverClient, words: Words): TemplateResult {
  const connection = client.connection.value;
  const freshness = client.freshness.value;
  if (connection.state === 'refused')
    return bannerTemplate(
      words('connection.refused'),
      refusalWords(words, connection),
      client.retry === undefined ? nothing : retryTemplate(words, client.retry),
    );
  if (freshness.state !== 'not-updating') return html`<div role="alert"></div>`;
  return bannerTemplate(freshnessWords(words, freshness, Date.now()), words('conversation.not-updating-body'));
}

/** In place of messages: they are being read, or there are none. */
export function emptyTranscriptTemplate(words: Words, isLoading: boolean): TemplateResult {
  return isLoading ? ghostBubbles(words) : html`<p class="older">${words('transcript.empty')}</p>`;
}

const lookupStates = {
  unasked: 'searching',
  asking: 'searching',
  known: 'no-conversation',
  'not-supported': 'search-not-supported',
  failed: 'search-failed',
} as const;

function retryTemplate(words: Words, onRetry: () => void, key: MessageKey = 'action.retry'): TemplateResult {
  return html`<button type="button" class="button" @click=${onRetry}>${icon('refresh')}${words(key)}</button>`;
}

function bannerTemplate(title: string, body: string, action: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<div role="alert">
    <div class="banner stale" part="banner">
      ${icon('disconnected')}
      <p><strong>${title}.</strong> ${body}</p>
      ${action}
    </div>
  </div>`;
}

function placeholder(name: IconName, title: string, body: string | TemplateResult): TemplateResult {
  return html`<div class="placeholder" part="placeholder" role="status">
    <span class="placeholder-icon">${icon(name)}</span>
    <p class="placeholder-title">${title}</p>
    ${body === '' ? nothing : html`<div class="placeholder-body">${body}</div>`}
  </div>`;
}

function skeletonTemplate(words: Words, key: MessageKey): TemplateResult {
  return html`<div class="skeleton" part="placeholder">
    <div class="ghost-header" aria-hidden="true"><div class="ghost round"></div><div class="ghost title"></div></div>
    ${ghostBubbles(words, key)}
  </div>`;
}

function ghostBubbles(words: Words, key: MessageKey = 'conversation.loading'): TemplateResult {
  return html`<p class="visually-hidden" role="status">${words(key)}</p>
    <div class="ghost-bubbles" aria-hidden="true">
      ${['customer', 'operator', 'customer short', 'operator', 'customer'].map((side) => html`<div class="ghost ${side}"></div>`)}
    </div>`;
}

function isNotFound(error: Error): boolean {
  return 'code' in error && (error.code === 'conversation-unknown' || error.code === 'forbidden');
}
