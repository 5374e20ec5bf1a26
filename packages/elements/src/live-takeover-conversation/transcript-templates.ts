import type { Agent, Conversation, ConversationEvent, Desk, MessageSent, Signal } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { timeWords, type Words } from '../language/words.js';
import { icon, type IconName } from '../theme/icons.js';
import { attachmentLinks } from './attachment-links.js';
import { wrapUpLabel } from './customer-details.js';
import { dayWords } from './day-words.js';
import { lineOf } from './line-words.js';
import { deliveryTemplate } from './message-state.js';
import { messageText } from './message-text.js';
import type { TranscriptItem } from './transcript-items.js';

/** What items are written with: the words, and who is who. */
export interface TranscriptContext {
  readonly words: Words;
  readonly me: Agent | undefined;
  readonly customerName: string | undefined;
  readonly botId: string;
  readonly botName: string;
  /** For what a bot's wrap-up reasons are called. */
  readonly desk: Desk;
  /** Sends a message anew that did not reach the customer; absent while the agent cannot. */
  readonly onSendAgain: ((message: MessageSent) => void) | undefined;
  /** Epoch ms of the store's clock, for "today". */
  readonly now: number;
}

type ItemOf<Kind extends TranscriptItem['kind']> = Extract<TranscriptItem, { kind: Kind }>;

const senderIcons: Readonly<Record<MessageSent['from'], IconName>> = {
  customer: 'person',
  bot: 'bot',
  agent: 'agent',
  desk: 'desk',
  system: 'info',
};

/** The names that a transcript of this conversation is written with. */
export function transcriptContext(
  words: Words,
  me: Agent | undefined,
  conversation: Pick<Conversation, 'contact' | 'bot'> | undefined,
  others: Pick<TranscriptContext, 'now' | 'desk' | 'onSendAgain'>,
): TranscriptContext {
  return {
    words,
    me,
    customerName: conversation?.contact.name,
    botId: conversation?.bot.id ?? '',
    botName: conversation?.bot.name || words('transcript.bot'),
    ...others,
  };
}

/** One item of the transcript. */
export function itemTemplate(item: TranscriptItem, context: TranscriptContext): TemplateResult {
  switch (item.kind) {
    case 'day':
      return html`<div class="day" part="day"><span>${dayWords(context.words, item.at, context.now)}</span></div>`;
    case 'missed':
      return html`<div class="line missed" part="line missed"><p class="line-words">${icon('disconnected')}<span>${context.words('transcript.missed', { count: item.count })}</span></p></div>`;
    case 'message':
      return messageTemplate(item, context);
    case 'suppressed':
      return suppressedTemplate(item, context);
    case 'note':
      return noteTemplate(item, context);
    case 'line':
      return lineTemplate(item, context);
  }
}

/** Somebody is typing: three dots on their side, and the sentence for those who do not see them. */
export function typingTemplate(from: Signal['from'], context: TranscriptContext): TemplateResult {
  const side = from.kind === 'customer' ? 'customer' : 'operator';
  const name = from.kind === 'customer' ? customerName(context) : from.name || context.botName;
  return html`<div class="message ${side} from-${from.kind} first last" part="typing">
    <div class="bubble typing">
      <span class="dot"></span><span class="dot"></span><span class="dot"></span>
      <bdi class="typing-words">${context.words('transcript.typing', { name })}</bdi>
    </div>
  </div>`;
}

/** What a screen reader says of a new event; undefined for what is not worth interrupting for. */
export function spokenWords(event: ConversationEvent, context: TranscriptContext): string | undefined {
  const { words, me } = context;
  switch (event.type) {
    case 'message-sent':
      if (me !== undefined && event.author?.id === me.id) return undefined;
      return words('transcript.announcement', { name: senderName(event, context), text: event.text });
    case 'agent-requested':
    case 'takeover-started':
    case 'takeover-ended':
    case 'bot-failed':
    case 'customer-left':
    case 'conversation-closed':
    case 'conversation-erased':
      return lineOf(words, event, undefined).text;
    case 'note-added':
      return event.by.id === me?.id ? undefined : words('transcript.announcement', { name: words('transcript.note', { name: event.by.name }), text: event.text });
    default:
      return undefined;
  }
}

/** Who wrote a message, by name. */
export function senderName(event: MessageSent, context: TranscriptContext): string {
  const { words, me } = context;
  switch (event.from) {
    case 'customer':
      return customerName(context);
    case 'bot':
      return context.botName;
    case 'agent': {
      const name = event.author?.name ?? words('transcript.agent');
      return me !== undefined && event.author?.id === me.id ? words('transcript.me', { name }) : name;
    }
    case 'desk':
      return event.author?.name ?? words('operator.salesforce');
    case 'system':
      return words('transcript.system');
  }
}

function customerName({ customerName: name, words }: TranscriptContext): string {
  return name ?? words('transcript.customer');
}

function messageTemplate(item: ItemOf<'message'>, context: TranscriptContext): TemplateResult {
  const { event, isCustomers, isFirst, isLast } = item;
  const side = isCustomers ? 'customer' : 'operator';
  const edges = `${isFirst ? ' first' : ''}${isLast ? ' last' : ''}`;
  return html`<div
    class="message ${side} from-${event.from}${edges}"
    part="message ${side} ${event.from}"
    data-key=${item.key}
  >
    <div class=${isFirst ? 'sender' : 'visually-hidden'} part="sender">
      ${icon(senderIcons[event.from])}<bdi>${senderName(event, context)}</bdi>
    </div>
    <div class="bubble" part="bubble">
      ${markTemplate(event, context.words)} ${textTemplate(item, context.words)} ${unsupportedTemplate(event, context.words)} ${attachmentLinks(event.attachments, context.words, context.now)}
    </div>
    <div class="meta">${timeTemplate(event.at, context.words)}${stateTemplate(item, context)}</div>
  </div>`;
}

function textTemplate({ event, isErased }: ItemOf<'message' | 'suppressed' | 'note'>, words: Words): TemplateResult | typeof nothing {
  return isErased && event.text === '' ? html`<p class="text erased" part="message-text">${words('transcript.erased')}</p>` : messageText(event.text);
}

function unsupportedTemplate({ unsupported }: MessageSent, words: Words): TemplateResult | typeof nothing {
  return unsupported === undefined ? nothing : html`<p class="text unsupported" part="message-text">${icon('unknown')}<bdi>${words('transcript.unsupported', { kind: unsupported })}</bdi></p>`;
}

function markTemplate(event: MessageSent, words: Words): TemplateResult | typeof nothing {
  if (event.defaultAnswer === true)
    return html`<span class="mark default-answer" part="default-answer">${icon('action')}${words('transcript.default-answer')}</span>`;
  if (event.automatic !== undefined && event.from !== 'system')
    return html`<span class="mark">${words('transcript.automatic')}</span>`;
  return nothing;
}

/** How far a message of an agent got; of the bot's only what went wrong. */
function stateTemplate({ event, delivery, isErased }: ItemOf<'message'>, { words, me, onSendAgain }: TranscriptContext): TemplateResult | typeof nothing {
  const isAgents = event.from === 'agent';
  const state = delivery ?? { state: 'sent', reason: undefined };
  const isWrong = state.state === 'failed' || state.state === 'unknown';
  if (event.from === 'customer' || event.from === 'system' || (!isAgents && !isWrong)) return nothing;
  const canSendAgain = onSendAgain !== undefined && state.state === 'failed' && event.author?.id === me?.id && isAgents && !isErased;
  return html`${deliveryTemplate(state, words)}${canSendAgain
    ? html`<button type="button" class="plain" data-action="send-again" @click=${() => onSendAgain(event)}>${words('transcript.send-again')}</button>`
    : nothing}`;
}

function suppressedTemplate(item: ItemOf<'suppressed'>, { words }: TranscriptContext): TemplateResult {
  return html`<div class="message operator from-bot suppressed first last" part="message suppressed" data-key=${item.key}>
    <div class="sender" part="sender" title=${words('transcript.suppressed-why')}>
      ${icon('bot')}<span>${words('transcript.suppressed')}</span>
      <span class="visually-hidden">${words('transcript.suppressed-why')}</span>
    </div>
    <div class="bubble" part="bubble">${textTemplate(item, words)}</div>
    <div class="meta">${timeTemplate(item.event.at, words)}</div>
  </div>`;
}

function noteTemplate(item: ItemOf<'note'>, { words }: TranscriptContext): TemplateResult {
  return html`<div class="note" part="note" data-key=${item.key}>
    <div class="sender" title=${words('transcript.note-why')}>
      ${icon('note')}<bdi>${words('transcript.note', { name: item.event.by.name })}</bdi>
      <span class="visually-hidden">${words('transcript.note-why')}</span>
      ${timeTemplate(item.event.at, words)}
    </div>
    ${textTemplate(item, words)}
  </div>`;
}

function lineTemplate(item: ItemOf<'line'>, { words, desk, botId }: TranscriptContext): TemplateResult {
  const line = lineOf(words, item.event, item.holder);
  const wrapUp = item.event.type === 'takeover-ended' ? item.event.wrapUp : undefined;
  const text = wrapUp === undefined ? line.text : words('line.with-wrap-up', { text: line.text, reason: wrapUpLabel(desk, botId, wrapUp) });
  return html`<div class="line ${line.tone}" part="line ${line.tone}" data-key=${item.key}>
    <p class="line-words">${icon(line.icon)}<bdi>${text}</bdi> ${timeTemplate(item.event.at, words)}</p>
  </div>`;
}

function timeTemplate(at: number, words: Words): TemplateResult {
  return html`<time datetime=${new Date(at).toISOString()}>${timeWords(words, at)}</time>`;
}
