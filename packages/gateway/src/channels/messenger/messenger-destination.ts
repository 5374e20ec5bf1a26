/** Brings what bots, agents and desks say into customers' Messenger. */
import type { Conversation, ConversationEvent, DeliveryFailure, MessageSent } from '@live-takeover/sdk/core';
import type { MessengerPage } from '../../config/channels-config.js';
import type { Destination, Letter, ReconcileOutcome, SendOutcome } from '../../outbound/destination.js';
import type { PartedMessage, PartLog } from '../part-log.js';
import type { ProviderChannelOptions } from '../provider-channel.js';
import type { Graph } from './graph.js';
import { sendOutcomeOf } from './graph-answer.js';
import { messagePartsOf } from './message-parts.js';
import type { MessagePart } from './message-parts.js';
import { metadataOf } from './metadata.js';
import { pageInbox } from './page-inbox.js';
import { endsOf } from './threads.js';

/** What sending takes. */
export interface MessengerDestinationOptions extends Pick<ProviderChannelOptions, 'settings' | 'runtime'> {
  readonly graph: Graph;
  readonly parts: PartLog;
}

const hour = 60 * 60_000;
const retryForMs = hour;
/** How long after the customer's last message anybody may write to them, and how long a person may. */
const windowMs = 24 * hour;
const humanWindowMs = 7 * 24 * hour;

/** Parts whose answers were lost, by message, until their echo comes. */
type LostParts = Map<string, number>;

const lostLimit = 10_000;

/**
 * The destination of all Messenger conversations. Nobody can be asked what
 * became of a lost part: its echo tells, and then what comes after it is sent.
 */
export function createMessengerDestination(options: MessengerDestinationOptions): Destination {
  const lost: LostParts = new Map();
  return {
    name: 'messenger',
    memory: 'delivery',
    retryForMs,
    mayTake: (_tenant, { channel }) => channel === 'messenger',
    takes: (_tenant, { channel }, event) => channel === 'messenger' && isForCustomer(event),
    async send(letter, signal) {
      try {
        return await send(options, lost, letter, signal);
      } catch (error) {
        options.runtime.log('error', 'messenger-not-sent', { conversation: letter.head.id, error: error instanceof Error ? error.name : 'unknown' });
        return { outcome: 'unknown' };
      }
    },
    reconcile: (letter) => reconcile(options, lost, letter).catch((): ReconcileOutcome => ({ outcome: 'unknown' })),
  };
}

/** What was not attempted yet may be sent, once it is known that what was attempted last got there. */
async function reconcile({ parts }: MessengerDestinationOptions, lost: LostParts, { tenant, head, event }: Letter): Promise<ReconcileOutcome> {
  const part = lost.get(keyOf(head, event));
  if (part === undefined || !isForCustomer(event)) return { outcome: 'unknown' };
  const message: PartedMessage = { tenant, conversationId: head.id, messageId: event.id, parts: messagePartsOf(event).length };
  const { sent } = await parts.known(message);
  return sent.has(part) ? { outcome: 'absent' } : { outcome: 'unknown' };
}

/** What a person wrote in the page's inbox is there already. */
function isForCustomer(event: ConversationEvent): event is MessageSent {
  return event.type === 'message-sent' && event.from !== 'customer' && event.author?.id !== pageInbox.id && messagePartsOf(event).length > 0;
}

async function send(options: MessengerDestinationOptions, lost: LostParts, { tenant, head, event }: Letter, signal: AbortSignal): Promise<SendOutcome> {
  const ends = endsOf(head.thread);
  if (ends === undefined || !isForCustomer(event)) return { outcome: 'failed', reason: 'rejected' };
  const page = options.settings.config.channels.messenger?.pages.find(({ pageId }) => pageId === ends.pageId);
  if (page === undefined) return { outcome: 'failed', reason: 'not-authorized' };
  const messages = messagePartsOf(event);
  const message: PartedMessage = { tenant, conversationId: head.id, messageId: event.id, parts: messages.length };
  const sent = new Map((await options.parts.known(message)).sent);
  for (const [part, content] of messages.entries()) {
    if (sent.has(part)) continue;
    const kind = messagingOf(head, event, options.runtime.now());
    if (typeof kind === 'string') return { outcome: 'failed', reason: kind };
    const outcome = await sendPart(options, page, { recipient: { id: ends.psid }, ...kind, message: withMetadata(content, message, part) }, head, signal);
    if (outcome.outcome === 'unknown') remember(lost, keyOf(head, event), part);
    if (outcome.outcome !== 'taken') return outcome;
    sent.set(part, outcome.mid);
    await options.parts.sent(message, part, outcome.mid);
  }
  return { outcome: 'sent', providerIds: [...sent].sort(([one], [other]) => one - other).map(([, mid]) => mid), parts: messages.length };
}

async function sendPart(
  { graph, runtime }: MessengerDestinationOptions,
  page: MessengerPage,
  body: object,
  head: Conversation,
  signal: AbortSignal,
): Promise<ReturnType<typeof sendOutcomeOf>['outcome']> {
  const { outcome, code } = sendOutcomeOf(await graph.post(page, body, signal), runtime.now());
  if (outcome.outcome === 'taken') return outcome;
  // Without access nothing goes out on this page until somebody mends it.
  const isAlarming = outcome.outcome === 'failed' && outcome.reason === 'not-authorized';
  runtime.log(isAlarming ? 'error' : 'warn', isAlarming ? 'messenger-access-refused' : 'messenger-send-refused', { page: page.pageId, conversation: head.id, code: code ?? null });
  return outcome;
}

function keyOf({ id }: Conversation, event: ConversationEvent): string {
  return `${id} ${event.id}`;
}

function remember(lost: LostParts, key: string, part: number): void {
  lost.delete(key);
  lost.set(key, part);
  const [oldest] = lost.keys();
  if (lost.size > lostLimit && oldest !== undefined) lost.delete(oldest);
}

/** Our echo comes back with it, so that a message whose answer was lost is known to have been sent. */
function withMetadata(content: MessagePart, message: PartedMessage, part: number): MessagePart {
  return { ...content, metadata: metadataOf({ conversationId: message.conversationId, messageId: message.messageId, part, parts: message.parts }) };
}

/**
 * As what a message may be sent now. Only what a person writes may come after a
 * day, and says so.
 */
function messagingOf(head: Conversation, event: MessageSent, now: number): object | DeliveryFailure {
  const silenceMs = now - head.idleSince;
  if (silenceMs <= windowMs) return { messaging_type: 'RESPONSE' };
  const isHuman = event.from === 'agent' || event.from === 'desk';
  return isHuman && silenceMs <= humanWindowMs ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : 'outside-window';
}
