import type { Conversation } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { dateTimeWords, type Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { channelWords } from '../words/status-words.js';

/** The details of a customer, and whether they are unfolded where there is no room beside the transcript. */
export interface DetailsModel {
  readonly words: Words;
  readonly conversation: Conversation;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** What the channel and the integrator told about the customer. */
export function detailsTemplate({ words, conversation, isOpen, onToggle }: DetailsModel): TemplateResult {
  const known = contactFacts(words, conversation);
  const attributes = Object.entries(conversation.attributes);
  return html`<section class="details ${isOpen ? 'open' : ''}" part="details" aria-label=${words('conversation.details')}>
    <button type="button" class="details-toggle" aria-expanded=${isOpen} aria-controls="details-list" @click=${onToggle}>
      ${icon('person')}<span class="details-words">${words('conversation.details')}</span>
      ${isOpen ? nothing : html`<bdi class="details-summary">${summaryOf(conversation)}</bdi>`}
      <svg class="icon chevron" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 6l4 4 4-4"></path></svg>
    </button>
    <h3 class="details-heading">${words('conversation.details')}</h3>
    <dl id="details-list" class="details-list">
      ${known.map(([name, value]) => factTemplate(name, value))}
      ${attributes.map(([name, value]) => factTemplate(name, attributeWords(words, value)))}
    </dl>
  </section>`;
}

function factTemplate(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div class="fact" part="attribute"><dt><bdi>${name}</bdi></dt><dd dir="auto">${value}</dd></div>`;
}

function contactFacts(words: Words, { contact, channel, bot, startedAt }: Conversation): [string, string | TemplateResult][] {
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
    [words('conversation.started'), dateTimeWords(words, startedAt)],
  ];
  return facts.filter((fact): fact is [string, string | TemplateResult] => Boolean(fact[1]));
}

/** The first few values, for the folded state. */
function summaryOf({ contact, attributes }: Conversation): string {
  const values = [contact.name, contact.phone, ...Object.values(attributes).filter((value) => typeof value === 'string')];
  return values.filter(Boolean).slice(0, 4).join(' · ');
}

function attributeWords(words: Words, value: string | number | boolean): string {
  if (typeof value === 'boolean') return words(value ? 'conversation.yes' : 'conversation.no');
  return typeof value === 'number' ? new Intl.NumberFormat(words.locale).format(value) : value;
}
