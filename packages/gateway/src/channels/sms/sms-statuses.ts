/** Keeps how far texts got, as providers tell it: in any order, repeatedly, and not always the truth. */
import type { ProviderChannelOptions } from '../provider-channel.js';
import type { PartLog } from '../part-log.js';
import type { TextStatus } from './sms-provider.js';
import type { TextPlace } from './status-address.js';

/** What keeping them takes. */
export interface SmsStatusesOptions extends Pick<ProviderChannelOptions, 'sink' | 'store' | 'runtime'> {
  readonly parts: PartLog;
}

const eventsLookedAt = 200;

/** Takes in what a provider tells of a text; resolves once it is stored. */
export function createSmsStatuses(options: SmsStatusesOptions): (place: TextPlace, status: TextStatus) => Promise<void> {
  const { sink, parts, runtime } = options;
  return async (place, status) => {
    const { tenant, conversationId, reference, messageId, part } = place;
    const knownId = (await parts.known(place)).sent.get(part) ?? (await idInLog(options, place));
    if (knownId !== undefined && knownId !== status.providerId) {
      runtime.log('warn', 'sms-status-of-another', { conversation: conversationId, reference, state: status.state });
      return;
    }
    await parts.sent(place, part, status.providerId);
    if (status.state === 'delivered' || status.state === 'read') await parts.delivered(place, part);
    const news = await newsOf(options, place, status);
    if (news !== undefined) await sink.delivery(tenant, conversationId, { messageId, ...news });
  };
}

/** What a message is worth whose parts are told of one by one: as much as the one that got least far. */
async function newsOf(
  { parts: log }: SmsStatusesOptions,
  place: TextPlace,
  { state, providerId, reason = 'unreachable' }: TextStatus,
): Promise<Omit<Parameters<ProviderChannelOptions['sink']['delivery']>[2], 'messageId'> | undefined> {
  if (place.parts === 1) {
    const told = { providerIds: [providerId] };
    return state === 'failed' ? { state, reason, ...told } : { state: state === 'waiting' ? 'sent' : state, ...told };
  }
  const { sent, delivered } = await log.known(place);
  const told = { parts: place.parts, providerIds: [...sent].sort(([one], [other]) => one - other).map(([, id]) => id) };
  if (state === 'failed') return { state, reason, ...told };
  if (delivered.size === place.parts) return { state: 'delivered', ...told };
  return sent.size === place.parts ? { state: 'sent', ...told } : undefined;
}

async function idInLog({ store }: SmsStatusesOptions, { tenant, conversationId, messageId, part }: TextPlace): Promise<string | undefined> {
  const events = await store.readBackwards(tenant, conversationId, null, eventsLookedAt);
  return events.flatMap((event) => (event.type === 'delivery-changed' && event.messageId === messageId ? [event.providerIds ?? []] : [])).find((ids) => ids.length > part)?.[part];
}
