import type { Operator } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { MenuButton } from '../dialog/menu-button.js';
import type { MessageKey } from '../language/catalogue.js';
import { instantWords, type Words } from '../language/words.js';
import { icon, operatorIcon, type IconName } from '../theme/icons.js';
import { operatorWords } from '../words/status-words.js';
import { canUndoHandBack, deskOffered, holdingOf, offersOf, type Circumstances, type Holding, type Offer } from './acts.js';
import type { ActionState } from './conversation-actions.js';
import { failureWords } from './failure-words.js';
import { lossWords, type Loss } from './takeover-loss.js';

/** What the bar under the transcript shows. */
export interface ActionBarModel extends Circumstances {
  readonly words: Words;
  readonly menu: MenuButton;
  readonly action: ActionState;
  /** How the agent lost this conversation, until that was dismissed. */
  readonly loss: Loss | undefined;
  readonly hasDraft: boolean;
  /** Epoch ms of the store's clock. */
  readonly now: number;
  readonly onOffer: (offer: Offer) => void;
  readonly onDismissNotice: () => void;
}

/** How each offer looks: its icon, its words, its words while it is under way. */
const looks: Readonly<Record<Offer, readonly [IconName, MessageKey, MessageKey]>> = {
  'take-over': ['agent', 'action.take-over', 'action.taking-over'],
  'hand-back': ['hand-back', 'action.hand-back', 'action.handing-back'],
  undo: ['undo', 'action.undo', 'action.undoing'],
  transfer: ['transfer', 'action.transfer', 'action.transferring'],
  assign: ['transfer', 'action.assign', 'action.assigning'],
  close: ['abandoned', 'action.close', 'action.closing'],
  'dismiss-action': ['check', 'action.dismiss', 'action.dismissing'],
  'request-desk': ['desk', 'action.request-desk', 'action.requesting-desk'],
  note: ['note', 'action.note', 'action.note'],
};

/** What is done rarely stands in a menu. */
const inMenu: ReadonlySet<Offer> = new Set(['request-desk', 'assign', 'close']);

/** Who answers now, and what this agent can do about it. */
export function actionBarTemplate(model: ActionBarModel): TemplateResult {
  const holding = holdingOf(model.conversation, model.me);
  const offers = offersOf(model);
  const rare = offers.filter((offer) => inMenu.has(offer));
  return html`${noticesTemplate(model)}
    <div class="bar ${holding}" part="action-bar ${holding}">
      <p class="holder" part="holder">${holderTemplate(model, holding)}</p>
      <div class="bar-actions">
        ${offers.filter((offer) => !inMenu.has(offer)).map((offer) => buttonTemplate(model, offer))} ${rare.length === 0 ? nothing : menuTemplate(model, rare)}
      </div>
    </div>`;
}

function holderTemplate(model: ActionBarModel, holding: Holding): TemplateResult {
  const { words, conversation, now } = model;
  const { operator } = conversation;
  const botName = conversation.bot.name || words('transcript.bot');
  const since = html` <span class="since">${words('holder.since', { time: instantWords(words, conversation.operatorSince, now) })}</span>`;
  switch (holding) {
    case 'closed':
      return html`${icon('abandoned')}<span>${words('holder.closed')}</span>`;
    case 'me':
      return html`${icon('agent')}<span>${words('holder.me')}${since}</span>`;
    case 'other':
      if (isSalesforce(operator)) return html`${icon('desk')}<span>${words('holder.salesforce')}${since}</span>`;
      return html`${icon(operatorIcon(operator))}<bdi>${words('holder.other', { name: operatorWords(words, operator, false) })}${since}</bdi>`;
    case 'bot':
      if (conversation.request !== null) return html`${icon('waiting')}<span>${words(conversation.request.target === 'salesforce' ? 'holder.desk-asked' : 'holder.bot-asked')}</span>`;
      return html`${icon('bot')}<bdi>${words(canUndoHandBack(model) ? 'holder.handed-back' : 'holder.bot', { name: botName })}</bdi>`;
  }
}

/** The one desk that has words of its own, as those who use it want to read them. */
function isSalesforce(operator: Operator): boolean {
  return operator.kind === 'desk' && operator.id === 'salesforce';
}

function buttonTemplate(model: ActionBarModel, offer: Offer): TemplateResult {
  const { words, action, conversation, me, onOffer } = model;
  const [drawing, label, pendingLabel] = looks[offer];
  const isPending = action.state === 'pending' && offer !== 'note';
  const isThis = isPending && action.name === offer;
  const isFromColleague = offer === 'take-over' && holdingOf(conversation, me) === 'other';
  const isPrimary = offer === 'take-over' && !isFromColleague;
  const text = isFromColleague ? words('action.take-over-from', { name: operatorWords(words, conversation.operator, false) }) : words(label);
  return html`<button
    type="button"
    class="button ${isPrimary ? 'primary' : ''} ${isThis ? 'pending' : ''}"
    part="button ${offer}"
    data-action=${offer}
    aria-disabled=${isPending ? 'true' : nothing}
    @click=${() => !isPending && onOffer(offer)}
  >
    ${isThis ? html`<span class="spinner"></span>` : icon(drawing)}<bdi>${isThis ? words(pendingLabel) : text}</bdi>
  </button>`;
}

function menuTemplate(model: ActionBarModel, offers: readonly Offer[]): TemplateResult {
  const { words, menu, action, onOffer } = model;
  const desk = deskOffered(model)?.name ?? '';
  const isDisabled = action.state === 'pending';
  return menu.template({
    label: words('action.more'),
    icon: 'more',
    opens: 'up',
    items: offers.map((offer) => ({ label: words(looks[offer][1], { desk }), icon: looks[offer][0], action: offer, isDisabled, onChoose: () => onOffer(offer) })),
  });
}

/** A loss first: whoever writes must know at once. */
function noticesTemplate({ words, action, loss, hasDraft, onDismissNotice }: ActionBarModel): TemplateResult {
  const lost = loss === undefined ? undefined : `${lossWords(words, loss)}${hasDraft ? ` ${words('loss.draft-kept')}` : ''}`;
  const text = lost ?? (action.state === 'failed' ? failureWords(words, action.error) : undefined);
  return html`<div role="alert">
    ${text === undefined
      ? nothing
      : html`<div class="banner notice ${lost === undefined ? '' : 'lost'}" part="notice" tabindex="-1">
          ${icon('info')}<bdi class="notice-words">${text}</bdi>
          <button type="button" class="plain" aria-label=${words('action.close-notice')} @click=${onDismissNotice}>${icon('close')}</button>
        </div>`}
  </div>`;
}
