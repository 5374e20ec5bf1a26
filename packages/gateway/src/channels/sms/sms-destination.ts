/** Brings what bots, agents and desks say to customers' phones. */
import type { ConversationEvent, DeliveryFailure, MessageSent } from '@live-takeover/sdk/core';
import type { SmsNumber } from '../../config/channels-config.js';
import type { Destination, Letter, ReconcileOutcome, SendOutcome } from '../../outbound/destination.js';
import type { ProviderChannelOptions } from '../provider-channel.js';
import { optedOutAttribute } from './opt-out.js';
import type { KnownParts, PartedMessage, PartLog } from '../part-log.js';
import type { LostText, OutgoingText, TextOutcome } from './sms-provider.js';
import type { SmsProviders } from './sms-providers.js';
import type { TextPart } from './sms-texts.js';
import { endsOf, textPartsOf } from './sms-texts.js';
import { statusCapability } from './status-address.js';

/** What sending takes. */
export interface SmsDestinationOptions extends Pick<ProviderChannelOptions, 'settings' | 'store' | 'runtime' | 'publicUrl'> {
  readonly providers: SmsProviders;
  readonly parts: PartLog;
}

/** Where providers tell how far a text got, after the provider's name. */
export const statusPath = '/status/';
/** Where providers call. */
export const smsPath = '/channels/sms/';

const retryForMs = 60 * 60_000;
const eventsLookedAt = 200;

interface Parcel {
  readonly message: PartedMessage;
  readonly reference: string;
  readonly number: SmsNumber;
  readonly to: string;
  readonly texts: readonly TextPart[];
}

/** The destination of all SMS conversations. */
export function createSmsDestination(options: SmsDestinationOptions): Destination {
  return {
    name: 'sms',
    memory: 'delivery',
    retryForMs,
    mayTake: (_tenant, { channel }) => channel === 'sms',
    takes: (_tenant, { channel }, event) => channel === 'sms' && isForCustomer(event),
    send: (letter, signal) => guarded(options, letter, () => send(options, letter, signal)),
    reconcile: (letter, signal) => guarded<ReconcileOutcome>(options, letter, () => reconcile(options, letter, signal)),
  };
}

function isForCustomer(event: ConversationEvent): event is MessageSent {
  return event.type === 'message-sent' && event.from !== 'customer' && textPartsOf(event).length > 0;
}

/** Whatever the store does not say now, it says later. */
async function guarded<Outcome>({ runtime }: SmsDestinationOptions, { head }: Letter, attempt: () => Promise<Outcome>): Promise<Outcome | { readonly outcome: 'unknown' }> {
  try {
    return await attempt();
  } catch (error) {
    runtime.log('error', 'sms-not-sent', { conversation: head.id, reference: head.reference, error: error instanceof Error ? error.name : 'unknown' });
    return { outcome: 'unknown' };
  }
}

async function send(options: SmsDestinationOptions, letter: Letter, signal: AbortSignal): Promise<SendOutcome> {
  const parcel = parcelOf(options, letter);
  if (typeof parcel === 'string') return { outcome: 'failed', reason: parcel };
  const { message, number, texts } = parcel;
  const sent = new Map((await options.parts.known(message)).sent);
  for (const part of texts.keys()) {
    if (sent.has(part)) continue;
    const outcome = await options.providers.send(number, await outgoing(options, parcel, part), signal);
    if (outcome.outcome !== 'sent') return outcome;
    sent.set(part, outcome.providerId);
    await options.parts.sent(message, part, outcome.providerId);
  }
  return sentOf(sent, texts.length);
}

async function reconcile(options: SmsDestinationOptions, letter: Letter, signal: AbortSignal): Promise<ReconcileOutcome> {
  const parcel = parcelOf(options, letter);
  if (typeof parcel === 'string') return { outcome: 'unknown' };
  const { message, number, texts } = parcel;
  const known: KnownParts = await options.parts.known(message);
  const sent = new Map(known.sent);
  const others = await idsOfOthers(options, letter);
  let isAnyAbsent = false;
  for (const part of texts.keys()) {
    if (sent.has(part)) continue;
    const lost: LostText = { ...(await outgoing(options, parcel, part)), since: letter.event.at, others: new Set([...others, ...sent.values()]) };
    const found: TextOutcome | { readonly outcome: 'absent' } = await options.providers.find(number, lost, signal);
    if (found.outcome === 'absent') isAnyAbsent = true;
    else if (found.outcome !== 'sent') return found;
    // What comes after a part that is missing can only be another message that says the same.
    else if (!isAnyAbsent) {
      sent.set(part, found.providerId);
      await options.parts.sent(message, part, found.providerId);
    }
  }
  return isAnyAbsent ? { outcome: 'absent' } : sentOf(sent, texts.length);
}

/** @returns why it cannot be sent, if it cannot */
function parcelOf({ settings }: SmsDestinationOptions, { tenant, head, event }: Letter): Parcel | DeliveryFailure {
  const ends = endsOf(head);
  if (ends === undefined || !isForCustomer(event)) return 'rejected';
  if (head.attributes[optedOutAttribute] === true) return 'opted-out';
  const number = settings.config.channels.sms?.numbers.find((one) => one.number === ends.ours);
  if (number === undefined || settings.findBot(tenant, number.botId) === undefined) return 'not-authorized';
  const texts = textPartsOf(event);
  return { message: { tenant, conversationId: head.id, messageId: event.id, parts: texts.length }, reference: head.reference, number, to: ends.theirs, texts };
}

async function outgoing({ settings, publicUrl }: SmsDestinationOptions, { message, reference, number, to, texts }: Parcel, part: number): Promise<OutgoingText> {
  const { text = '', mediaUrls = [] } = texts[part] ?? {};
  const capability = statusCapability(settings.secrets.signing, { ...message, reference, part, number: number.number });
  const base = (await publicUrl()).replace(/\/$/, '');
  return {
    id: `${message.conversationId}.${message.messageId}.${part}`,
    to,
    text,
    mediaUrls,
    statusUrl: `${base}${smsPath}${number.provider}${statusPath}${capability}`,
  };
}

/** What the provider calls the other messages of the conversation that it has. */
async function idsOfOthers({ store }: SmsDestinationOptions, { tenant, head, event }: Letter): Promise<readonly string[]> {
  const events = await store.readBackwards(tenant, head.id, null, eventsLookedAt);
  return events.flatMap((one) => (one.type === 'delivery-changed' && one.messageId !== event.id ? (one.providerIds ?? []) : []));
}

function sentOf(sent: ReadonlyMap<number, string>, parts: number): SendOutcome {
  const providerIds = [...sent].sort(([one], [other]) => one - other).map(([, id]) => id);
  return { outcome: 'sent', providerIds, parts };
}
