/**
 * How much of a gateway's facts is checked: what readers rely on. Fields and
 * event types that are not known here pass.
 */
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationEvent } from '../conversation/event.js';
import type { BotRules } from '../conversation/status.js';
import type { Check, Checks } from './check.js';
import { fields, flag, integer, isObject, listOf, nullable, number, optional, recordOf, text } from './check.js';

const named = fields<{ id: string; name: string }>({ id: text(), name: text() });
const object: Check = (value) => (isObject(value) ? undefined : ' must be an object');
const term = integer(0);

const operator: Check = (value) =>
  isObject(value) && value.kind === 'bot' ? undefined : (fields({ kind: text() })(value) ?? named(value));

type Envelope = 'id' | 'conversationId' | 'seq' | 'at' | 'type' | 'causedBy';
type Needed<Type> = { readonly [Key in Exclude<keyof Extract<ConversationEvent, { type: Type }>, Envelope>]?: Check };

const envelope = fields<Pick<ConversationEvent, Envelope>>({
  id: text(1),
  conversationId: text(1),
  seq: integer(1),
  at: number,
  type: text(1),
  causedBy: optional(text()),
});

const eventChecks: { readonly [Type in ConversationEvent['type']]: Needed<Type> } = {
  'conversation-started': { bot: named, channel: text(), contact: object, attributes: object, reference: text() },
  'message-sent': { from: text(), text: text(), author: optional(named), attachments: optional(listOf(object)) },
  'agent-requested': { target: text(), reason: optional(text()) },
  'agent-request-ended': { why: text() },
  'takeover-started': { operator, term, by: optional(named) },
  'takeover-ended': { term, endedInto: term, why: text(), by: optional(named), wrapUp: optional(text()) },
  'bot-reply-suppressed': { text: text(), term },
  'bot-failed': { problem: text() },
  'action-dismissed': { by: named },
  'conversation-viewed': { by: named, term },
  'note-added': { by: named, text: text() },
  'attributes-changed': { attributes: optional(object), contact: optional(object) },
  'delivery-changed': { messageId: text(), state: text() },
  'desk-agent-changed': { name: nullable(text()) },
  'customer-left': { why: text() },
  'customer-returned': {},
  'conversation-closed': { why: text() },
  'conversation-erased': {},
};

const checkOfType = new Map(Object.entries(eventChecks).map(([type, checks]) => [type, fields(checks as Checks<object>)]));

/** An event: its envelope, and what its type needs if that is known. */
export const event: Check = (value) =>
  envelope(value) ?? checkOfType.get((value as ConversationEvent).type)?.(value);

const instants = listOf(number);

/** A conversation, as far as status and row are made of it. */
export const head: Check = fields({
  id: text(1),
  seq: integer(0),
  at: number,
  startedAt: number,
  reference: text(),
  bot: named,
  channel: text(),
  contact: object,
  attributes: object,
  operator,
  term,
  request: nullable(object),
  left: nullable(object),
  closed: nullable(object),
  idleSince: number,
  lastCustomerText: nullable(text()),
  firstMessageAt: number,
  lastMessageAt: number,
  defaultAnswers: integer(0),
  defaultAnswerAts: instants,
  botFailedAt: nullable(number),
  ruleEndedAt: instants,
  silence: nullable(object),
} satisfies Partial<Checks<Conversation>>);

/** Rules by bot. */
export const rules: Check = recordOf(
  fields<BotRules>({ agentThreshold: number, stalledAfterMs: number, abandonedAfterMs: number, timeoutMs: number }),
);

/** Who signed in, or anyone with an id and a name. */
export const agent: Check = fields({ id: text(1), name: text(), role: text() });

/** Colleagues and whether they are there. */
export const agents: Check = listOf(fields({ id: text(1), name: text(), availability: text(), isReachable: flag }));
