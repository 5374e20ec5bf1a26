import type { Conversation, ConversationId, Desk } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { cached } from '../language/translate.js';
import { dateTimeWords, type Words } from '../language/words.js';
import { scrollStop } from '../rendering/scroll-stop.js';
import { icon } from '../theme/icons.js';
import { channelWords, operatorWords } from '../words/status-words.js';
import type { ContactState } from './contact-conversations.js';

/** The details of a customer, and whether they are unfolded where there is no room beside the transcript. */
export interface DetailsModel {
  readonly words: Words;
  readonly conversation: Conversation;
  /** The reasons that agents gave when a takeover ended, by id. */
  readonly wrapUps: readonly string[];
  readonly desk: Desk;
  /** The same customer's conversations; undefined where nothing identifies them. */
  readonly others: ContactState | undefined;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onOpen: (id: ConversationId) => void;
  readonly onRetry: () => void;
}

/** Without separators: a number may be a year, or the number of an account. */
const plainNumbers = new Map<string, Intl.NumberFormat>();

/** What the channel and the integrator told about the customer, how earlier takeovers ended, and other conversations. */
export function detailsTemplate(model: DetailsModel): TemplateResult {
  const { words, conversation, isOpen, onToggle } = model;
  const attributes = Object.entries(conversation.attributes);
  return html`<section class="details ${isOpen ? 'open' : ''}" part="details" aria-label=${words('conversation.details')} ${scrollStop()}>
    <button type="button" class="details-toggle" aria-expanded=${isOpen} aria-controls="details-list" @click=${onToggle}>
      ${icon('person')}<span class="details-words">${words('conversation.details')}</span>
      ${isOpen ? nothing : html`<bdi class="details-summary">${summaryOf(conversation)}</bdi>`}
      <svg class="icon chevron" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 6l4 4 4-4"></path></svg>
    </button>
    <div id="details-list" class="details-content">
      <h3 class="details-heading">${words('conversation.details')}</h3>
      <dl class="details-list">
        ${contactFacts(model).map(([name, value]) => factTemplate(name, value))}
        ${attributes.map(([name, value]) => factTemplate(name, attributeWords(words, value)))}
      </dl>
      ${othersTemplate(model)}
    </div>
  </section>`;
}

/** What a reason of a bot's is called; its id where the desk does not know it any more. */
export function wrapUpLabel(desk: Desk, botId: string, id: string): string {
  return desk.bots[botId]?.wrapUp?.reasons.find((reason) => reason.id === id)?.label ?? id;
}

function factTemplate(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div class="fact" part="attribute"><dt><bdi>${name}</bdi></dt><dd dir="auto">${value}</dd></div>`;
}

function contactFacts({ words, conversation, wrapUps, desk }: DetailsModel): [string, string | TemplateResult][] {
  const { contact, channel, bot, startedAt, reference } = conversation;
  const verified = words(contact.verified ? 'conversation.verified' : 'conversation.unverified');
  const facts: [string, string | TemplateResult | undefined][] = [
    [words('conversation.name'), contact.name],
    [words('conversation.phone'), contact.phone],
    [
      words('conversation.customer-id'),
      contact.id && html`${contact.id} <span class="tag ${contact.verified ? 'verified' : ''}">${verified}</span>`,
    ],
    [words('conversation.channel'), channelWords(words, channel)],
    [words('conversation.bot'), bot.name],
    [words('conversation.reference'), reference],
    [words('conversation.started'), dateTimeWords(words, startedAt)],
    [words('conversation.wrap-ups'), wrapUps.length === 0 ? undefined : html`${wrapUps.map((id) => html`<bdi class="wrap-up">${wrapUpLabel(desk, bot.id, id)}</bdi> `)}`],
  ];
  return facts.filter((fact): fact is [string, string | TemplateResult] => Boolean(fact[1]));
}

function othersTemplate(model: DetailsModel): TemplateResult | typeof nothing {
  const { words, others, conversation } = model;
  if (others === undefined || others.state === 'not-supported' || others.state === 'unasked') return nothing;
  const known = others.state === 'known' ? others.conversations.filter(({ id }) => id !== conversation.id) : [];
  return html`<div class="others" part="others">
    <h3 class="others-heading">${words('contact.others')}</h3>
    ${others.state === 'asking' ? html`<p class="option-note"><span class="spinner"></span>${words('contact.asking')}</p>` : nothing}
    ${others.state === 'failed' ? html`<p class="option-note" role="alert">${words('contact.failed')}</p><button type="button" class="plain" @click=${model.onRetry}>${words('action.retry')}</button>` : nothing}
    ${others.state === 'known' && known.length === 0 ? html`<p class="option-note">${words('contact.no-others')}</p>` : nothing}
    <ul>
      ${known.map((other) => otherTemplate(model, other))}
    </ul>
  </div>`;
}

function otherTemplate({ words, onOpen }: DetailsModel, other: Conversation): TemplateResult {
  const state = other.closed === null ? words('contact.open', { operator: operatorWords(words, other.operator, false) }) : words('contact.closed', { time: dateTimeWords(words, other.closed.at) });
  return html`<li>
    <button type="button" class="other-conversation" part="other" data-id=${other.id} @click=${() => onOpen(other.id)}>
      <span class="other-line"><span>${dateTimeWords(words, other.startedAt)}</span><span class="tag ${other.closed === null ? 'verified' : ''}"><bdi>${state}</bdi></span></span>
      <bdi class="other-text">${other.lastCustomerText ?? other.reference}</bdi>
    </button>
  </li>`;
}

/** The first few values, for the folded state. */
function summaryOf({ contact, attributes }: Conversation): string {
  const values = [contact.name, contact.phone, ...Object.values(attributes).filter((value) => typeof value === 'string')];
  return values.filter(Boolean).slice(0, 4).join(' · ');
}

function attributeWords(words: Words, value: string | number | boolean): string {
  if (typeof value === 'boolean') return words(value ? 'conversation.yes' : 'conversation.no');
  return typeof value === 'number' ? cached(plainNumbers, words.locale, (tag) => new Intl.NumberFormat(tag, { useGrouping: false, maximumFractionDigits: 20 })).format(value) : value;
}
