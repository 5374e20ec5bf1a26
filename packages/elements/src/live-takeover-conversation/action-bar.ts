import type { Agent, Conversation, StatusAt } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { instantWords, type Words } from '../language/words.js';
import { icon, operatorIcon } from '../theme/icons.js';
import { operatorWords } from '../words/status-words.js';
import type { ActionName, ActionState } from './conversation-actions.js';
import { failureWords } from './failure-words.js';

/** Who holds a conversation, as seen by the signed-in agent. */
export type Holding = 'bot' | 'me' | 'other' | 'closed';

/** What the bar under the transcript shows. */
export interface ActionBarModel {
  readonly words: Words;
  readonly conversation: Conversation;
  readonly status: StatusAt | undefined;
  readonly me: Agent | undefined;
  readonly action: ActionState;
  /** Epoch ms of the store's clock. */
  readonly now: number;
  readonly onAction: (name: ActionName, isForced: boolean) => void;
  readonly onDismissFailure: () => void;
}

/** Who holds this conversation. */
export function holdingOf({ closed, operator }: Conversation, me: Agent | undefined): Holding {
  if (closed !== null) return 'closed';
  if (operator.kind === 'bot') return 'bot';
  return operator.kind === 'agent' && operator.id === me?.id ? 'me' : 'other';
}

/** Who answers now, and what this agent can do about it. */
export function actionBarTemplate(model: ActionBarModel): TemplateResult {
  const holding = holdingOf(model.conversation, model.me);
  return html`${noticeTemplate(model)}
    <div class="bar ${holding}" part="action-bar ${holding}">
      <p class="holder" part="holder">${holderTemplate(model, holding)}</p>
      <div class="bar-actions">${buttonsTemplate(model, holding)}</div>
    </div>`;
}

function holderTemplate({ words, conversation, now }: ActionBarModel, holding: Holding): TemplateResult {
  const { operator } = conversation;
  const since = html` <span class="since">${words('holder.since', { time: instantWords(words, conversation.operatorSince, now) })}</span>`;
  switch (holding) {
    case 'closed':
      return html`${icon('abandoned')}<span>${words('holder.closed')}</span>`;
    case 'me':
      return html`${icon('agent')}<span>${words('holder.me')}${since}</span>`;
    case 'other':
      return html`${icon(operatorIcon(operator))}<bdi>${words('holder.other', { name: operatorWords(words, operator, false) })}${since}</bdi>`;
    case 'bot':
      return conversation.request === null
        ? html`${icon('bot')}<bdi>${words('holder.bot', { name: conversation.bot.name || words('transcript.bot') })}</bdi>`
        : html`${icon('waiting')}<span>${words('holder.bot-asked')}</span>`;
  }
}

function buttonsTemplate(model: ActionBarModel, holding: Holding): readonly (TemplateResult | typeof nothing)[] {
  const { words, status, me, conversation } = model;
  switch (holding) {
    case 'closed':
      return [];
    case 'me':
      return [buttonTemplate(model, 'hand-back', words('action.hand-back'), words('action.handing-back'), '')];
    case 'bot':
      return [
        status?.status === 'action'
          ? buttonTemplate(model, 'dismiss-action', words('action.dismiss'), words('action.dismissing'), '')
          : nothing,
        buttonTemplate(model, 'take-over', words('action.take-over'), words('action.taking-over'), 'primary'),
      ];
    case 'other':
      return me?.role === 'supervisor'
        ? [
            buttonTemplate(
              model,
              'take-over',
              words('action.take-over-from', { name: operatorWords(words, conversation.operator, false) }),
              words('action.taking-over'),
              '',
            ),
          ]
        : [];
  }
}

function buttonTemplate(model: ActionBarModel, name: ActionName, label: string, pendingLabel: string, look: string): TemplateResult {
  const { action, conversation, onAction } = model;
  const isPending = action.state === 'pending';
  const isThis = isPending && action.name === name;
  const icons = { 'take-over': 'agent', 'hand-back': 'hand-back', 'dismiss-action': 'check' } as const;
  return html`<button
    type="button"
    class="button ${look} ${isThis ? 'pending' : ''}"
    part="button ${name}"
    data-action=${name}
    aria-disabled=${isPending ? 'true' : nothing}
    @click=${() => !isPending && onAction(name, conversation.operator.kind !== 'bot')}
  >
    ${isThis ? html`<span class="spinner"></span>` : icon(icons[name])}<bdi>${isThis ? pendingLabel : label}</bdi>
  </button>`;
}

function noticeTemplate({ words, action, onDismissFailure }: ActionBarModel): TemplateResult {
  return html`<div role="alert">
    ${action.state === 'failed'
      ? html`<div class="banner notice" part="notice" tabindex="-1">
          ${icon('info')}<bdi class="notice-words">${failureWords(words, action.error)}</bdi>
          <button type="button" class="plain" aria-label=${words('action.close-notice')} @click=${onDismissFailure}>${icon('close')}</button>
        </div>`
      : nothing}
  </div>`;
}
