import type { Conversation, Viewer } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { MenuButton } from '../dialog/menu-button.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { actionBarTemplate } from './action-bar.js';
import { holdingOf, type Offer } from './acts.js';
import type { ContactState } from './contact-conversations.js';
import { headerTemplate } from './conversation-header.js';
import { freshnessBanner, placeholderTemplate } from './conversation-state.js';
import type { ConversationVisits, Visit } from './conversation-visit.js';
import { detailsTemplate } from './customer-details.js';
import type { OutgoingMessage } from './drafts.js';
import { transcriptFrameTemplate } from './transcript-frame.js';
import type { TranscriptContext } from './transcript-templates.js';

/** A conversation as it stands, and what can be done with it. */
export interface ConversationModel {
  readonly words: Words;
  readonly visits: ConversationVisits;
  readonly visit: Visit;
  readonly conversation: Conversation;
  readonly context: TranscriptContext;
  readonly menu: MenuButton;
  readonly find: TemplateResult | typeof nothing;
  /** Its transcript could not be read. */
  readonly isUnreadable: boolean;
  /** The same customer's conversations. */
  readonly others: ContactState | undefined;
  /** How many of those are open that are not shown, where the pane chose among them. */
  readonly openOthers: number;
  /** It was opened from another conversation of the same customer. */
  readonly isElsewhere: boolean;
  readonly isDetailsOpen: boolean;
  readonly isCopied: boolean;
  readonly isAtEnd: boolean;
  readonly messageLimit: number;
  readonly handlers: ConversationHandlers;
}

/** What happens in the pane. */
export interface ConversationHandlers {
  onCopy(): void;
  onRetry(): void;
  onToggleDetails(): void;
  onOpenOther(id: string): void;
  onRetryOthers(): void;
  onBack(): void;
  onOffer(offer: Offer): void;
  onDismissNotice(): void;
  onEdit(message: OutgoingMessage): void;
  onOlder(): void;
  onEnd(): void;
}

/** One conversation, whole. */
export function conversationTemplate(model: ConversationModel): TemplateResult {
  const { words, visits, visit, conversation, isUnreadable, handlers } = model;
  const { client, view } = visit;
  return html`${headerTemplate({
      words,
      conversation,
      status: view.status.value,
      isMine: holdingOf(conversation, client.me.value) === 'me',
      freshness: client.freshness.value,
      viewers: othersLooking(visit),
      now: client.now(),
      isCopied: model.isCopied,
      onCopy: () => handlers.onCopy(),
    })}
    ${freshnessBanner(client, words)} ${elsewhereTemplate(model)}
    <div class="body">
      ${detailsTemplate({
        words,
        conversation,
        wrapUps: visit.transcript.wrapUps,
        desk: client.desk.value,
        others: model.others,
        isOpen: model.isDetailsOpen,
        onToggle: () => handlers.onToggleDetails(),
        onOpen: (id) => handlers.onOpenOther(id),
        onRetry: () => handlers.onRetryOthers(),
      })}
      <div class="main" @dragover=${visits.composer.onDrag} @drop=${visits.composer.onDrag}>
        ${model.find} ${isUnreadable ? placeholderTemplate('failed', words, () => handlers.onRetry()) : transcriptTemplate(model)}
        <footer class="footer">${footerTemplate(model)}</footer>
      </div>
    </div>`;
}

/** Colleagues who look at it now. */
export function othersLooking({ client, view }: Visit): readonly Viewer[] {
  return view.viewers.value.filter(({ id }) => id !== client.me.value?.id);
}

/** Says that another conversation is shown than the page asked for, and leads back. */
export function backTemplate(words: Words, onBack: () => void): TemplateResult {
  return html`<div class="elsewhere" part="elsewhere">
      <button type="button" class="button quiet" data-action="back" @click=${onBack}>${icon('back')}<span>${words('contact.back')}</span></button>
      <p>${words('contact.elsewhere')}</p>
    </div>`;
}

/** Where the agent is among a customer's conversations, if that is not plain. */
function elsewhereTemplate({ words, isElsewhere, openOthers, handlers }: ConversationModel): TemplateResult | typeof nothing {
  if (isElsewhere) return backTemplate(words, () => handlers.onBack());
  if (openOthers === 0) return nothing;
  return html`<div class="elsewhere" part="elsewhere">
    <p>${words('contact.open-others', { count: openOthers })}</p>
    <button type="button" class="button quiet" @click=${() => handlers.onToggleDetails()}>${words('contact.show-others')}</button>
  </div>`;
}

function transcriptTemplate({ visits, visit, context, isAtEnd, handlers, conversation }: ConversationModel): TemplateResult {
  const { client, view, transcript } = visit;
  const canWrite = holdingOf(conversation, client.me.value) === 'me';
  const isNote = (message: OutgoingMessage): boolean => message.body.name === 'add-note';
  return transcriptFrameTemplate({
    context,
    view,
    transcript,
    older: visits.older,
    outgoing: visits.outgoing.list(view),
    outgoingHandlers: (message) => ({
      onRetry: canWrite || isNote(message) ? () => visits.outgoing.retry(message) : undefined,
      onEdit: canWrite || isNote(message) ? () => handlers.onEdit(message) : undefined,
      onDiscard: () => visits.outgoing.discard(message),
    }),
    isAtEnd,
    onOlder: () => handlers.onOlder(),
    onEnd: () => handlers.onEnd(),
  });
}

function footerTemplate({ words, visits, visit, conversation, menu, messageLimit, handlers }: ConversationModel): TemplateResult {
  const { client, view, draft } = visit;
  return html`${actionBarTemplate({
    words,
    conversation,
    menu,
    events: view.events.value,
    status: view.status.value,
    me: client.me.value,
    capabilities: client.capabilities,
    botDesk: client.desk.value.bots[conversation.bot.id],
    action: visits.actions.stateOf(view),
    loss: visits.loss.current,
    hasDraft: draft.text.trim() !== '',
    now: client.now(),
    onOffer: (offer) => handlers.onOffer(offer),
    onDismissNotice: () => handlers.onDismissNotice(),
  })}
  ${visits.composer.render({ words, limit: messageLimit, canNote: client.capabilities.notes, missedCount: visits.missed?.count ?? 0 })}`;
}
