/**
 * What a hook is told, as it goes over the wire. Version 1: fields may be added,
 * never changed or taken away.
 *
 * @see docs/hooks.md
 */
import type { Attributes, BotIdentity, Contact, Conversation, ConversationEvent, Operator } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import type { HookEvent } from '../config/channels-config.js';
import type { Transcript } from './transcript.js';

/** The body of a call. */
export interface HookNews {
  readonly version: 1;
  /** The same at each repeat of the same news, and of nothing else. */
  readonly id: string;
  readonly event: HookEvent;
  /** When it happened, epoch ms. */
  readonly at: number;
  /** One sentence for people, without the customer's name, number or words. */
  readonly text: string;
  readonly tenant: string;
  /** As it stands when the news are sent. */
  readonly conversation: HookConversation;
  /** What there is to say of this event beyond the conversation. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** With `conversation-closed` only. */
  readonly transcript?: Transcript;
}

/** A conversation, as hooks know it. */
export interface HookConversation {
  readonly id: string;
  readonly reference: string;
  readonly channel: string;
  readonly bot: BotIdentity;
  readonly contact: Contact;
  readonly attributes: Attributes;
  readonly startedAt: number;
  readonly operator: Operator;
}

/** What a fact is called to hooks; undefined if it is no news to them. */
export function hookEventOf(event: ConversationEvent, bot: Pick<BotConfig, 'messages'> | undefined): HookEvent | undefined {
  switch (event.type) {
    case 'agent-requested':
    case 'takeover-started':
    case 'takeover-ended':
    case 'conversation-closed':
      return event.type;
    case 'message-sent':
      return whyNobody(event) === undefined ? undefined : 'no-agents';
    case 'agent-request-ended':
      // Else what the customer was told right before it is the news.
      return whyNobody(event) !== undefined && bot?.messages[event.why === 'expired' ? 'requestExpired' : 'noAgents'] === '' ? 'no-agents' : undefined;
    default:
      return undefined;
  }
}

/** The news of a fact. */
export function hookNewsOf(name: HookEvent, tenant: string, head: Conversation, event: ConversationEvent, transcript?: Transcript): HookNews {
  return {
    version: 1,
    id: `${head.id}/${event.id}`,
    event: name,
    at: event.at,
    text: sentenceOf(head, event),
    tenant,
    conversation: conversationOf(head),
    detail: detailOf(event),
    ...(transcript === undefined ? {} : { transcript }),
  };
}

function conversationOf({ id, reference, channel, bot, contact, attributes, startedAt, operator }: Conversation): HookConversation {
  return { id, reference, channel, bot, contact, attributes, startedAt, operator };
}

function detailOf(event: ConversationEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'agent-requested':
      return { target: event.target, ...(event.reason === undefined ? {} : { reason: event.reason }) };
    case 'takeover-started':
      return { operator: event.operator, term: event.term, ...(event.by === undefined ? {} : { by: event.by }) };
    case 'takeover-ended':
      return {
        ...{ why: event.why, term: event.term, endedInto: event.endedInto },
        ...(event.by === undefined ? {} : { by: event.by }),
        ...(event.wrapUp === undefined ? {} : { wrapUp: event.wrapUp }),
      };
    case 'conversation-closed':
      return { why: event.why };
    default:
      return { why: whyNobody(event) ?? 'nobody-available' };
  }
}

function whyNobody(event: ConversationEvent): 'nobody-available' | 'outside-hours' | 'nobody-came' | undefined {
  if (event.type === 'agent-request-ended') return event.why === 'no-agents' ? 'nobody-available' : event.why === 'expired' ? 'nobody-came' : undefined;
  if (event.type !== 'message-sent') return undefined;
  switch (event.automatic) {
    case 'no-agents':
      return 'nobody-available';
    case 'outside-hours':
      return 'outside-hours';
    case 'request-expired':
      return 'nobody-came';
    default:
      return undefined;
  }
}

function sentenceOf({ bot, reference }: Conversation, event: ConversationEvent): string {
  const what = `conversation ${reference} with ${bot.name}`;
  switch (event.type) {
    case 'agent-requested':
      return `An agent is asked for in ${what}.`;
    case 'takeover-started':
      return `${event.operator.name} took over ${what}.`;
    case 'takeover-ended':
      return `The takeover of ${what} is over (${event.why}).`;
    case 'conversation-closed':
      return `The ${what} is closed (${event.why}).`;
    default:
      return `Nobody is there for ${what}, which asks for an agent.`;
  }
}
