/**
 * How much of a gateway's facts is checked: what readers rely on. Fields and
 * event types that are not known here pass.
 */
import type { Conversation } from '../conversation/conversation.js';
import type { Attachment, Contact, ConversationEvent } from '../conversation/event.js';
import type { BotRules } from '../conversation/status.js';
import type { Check, Checks } from './check.js';
import type { AvailabilityReason, BotDesk, Desk, WrapUp } from '../desk/desk.js';
import type { ServerFrame } from './frames.js';
import { preparedReply } from './settings-checks.js';
import { fields, flag, integer, isObject, listOf, nullable, number, optional, recordOf, text } from './check.js';

type AttachmentLimits = NonNullable<Extract<ServerFrame, { type: 'welcome' }>['limits']['attachments']>;

const named = fields<{ id: string; name: string }>({ id: text(), name: text() });
const object: Check = (value) => (isObject(value) ? undefined : ' must be an object');
const term = integer(0);
const scalar: Check = (value) => (['string', 'boolean'].includes(typeof value) ? undefined : number(value) && ' must be text, a number, true or false');
const attributes = recordOf(scalar);
const contact = fields<Contact>({ id: optional(text()), name: optional(text()), phone: optional(text()), verified: optional(flag) });
const attachments = listOf(fields<Pick<Attachment, 'name' | 'contentType' | 'url'>>({ name: text(), contentType: text(), url: text() }));

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
  'conversation-started': { bot: named, channel: text(), contact, attributes, reference: text() },
  'message-sent': { from: text(), text: text(), author: optional(named), attachments: optional(attachments), unsupported: optional(text()) },
  'agent-requested': { target: text(), reason: optional(text()) },
  'agent-request-ended': { why: text() },
  'takeover-started': { operator, term, by: optional(named) },
  'takeover-ended': { term, endedInto: term, why: text(), by: optional(named), wrapUp: optional(text()) },
  'bot-reply-suppressed': { text: text(), term },
  'bot-failed': { problem: text() },
  'action-dismissed': { by: named },
  'command-settled': { name: text(), refusal: nullable(fields({ code: text(), holder: optional(text()) })) },
  'conversation-viewed': { by: named, term },
  'note-added': { by: named, text: text() },
  'attributes-changed': { attributes: optional(attributes), contact: optional(contact) },
  'delivery-changed': { messageId: text(), state: text(), reason: optional(text()), parts: optional(integer(1)) },
  'desk-agent-changed': { name: nullable(text()) },
  'unsupported-received': { kind: text() },
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
  contact,
  attributes,
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

/** A colleague and whether they are there. */
export const colleague: Check = fields({ id: text(1), name: text(), availability: text(), isReachable: flag });

/** All of them. */
export const agents: Check = listOf(colleague);

/** Somebody is needed. */
export const alert: Check = fields({ id: text(1), kind: text(), conversationId: text(1), at: number, ring: number, botName: text(), label: text(), by: optional(text()) });

/** Somebody types or looks. */
export const signal: Check = fields({ signal: text(), conversationId: text(1), from: fields({ kind: text(), id: text(), name: text() }), isActive: flag });

/** What a desk may choose from. */
export const desk: Check = fields<Desk>({
  reasons: listOf(fields<AvailabilityReason>({ id: text(1), label: text(), receivesRequests: flag })),
  bots: recordOf(
    fields<BotDesk>({ name: text(), preparedReplies: listOf(preparedReply), wrapUp: nullable(fields<WrapUp>({ reasons: listOf(fields({ id: text(1), label: text() })), isRequired: flag })), desks: optional(listOf(fields({ id: text(1), name: text() }))) }),
  ),
  capacity: nullable(number),
});

/** What the backend takes of files. */
export const attachmentLimits: Check = fields<AttachmentLimits>({ sizeBytes: number, count: number, types: listOf(text()) });
