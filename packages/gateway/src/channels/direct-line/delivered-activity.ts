import type { BotIdentity, ConversationEvent, MessageSent } from '@live-takeover/sdk/core';
import type { Activity } from '../../activity/activity.js';
import { recordField } from '../../activity/activity.js';
import { withExtras } from '../../activity/extras.js';

/** To whom activities are addressed, and who speaks for the house. */
export interface Delivery {
  readonly thread: string;
  readonly userId: string;
  readonly userName?: string;
  readonly bot: BotIdentity;
}

/** The id under which a customer knows an event of theirs. */
export function activityIdOf(thread: string, event: Pick<ConversationEvent, 'conversationId' | 'seq'>): string {
  return `${thread}|${event.conversationId}-${String(event.seq).padStart(7, '0')}`;
}

/**
 * What the customer gets to see of an event: messages, by whomever. Everything
 * else (notes, suppressed replies, who looked) stays inside and gives undefined.
 */
export function deliveredActivityOf(event: ConversationEvent, delivery: Delivery): Activity | undefined {
  if (event.type !== 'message-sent') return undefined;
  const activity: Activity = {
    ...envelopeOf(delivery),
    type: 'message',
    id: activityIdOf(delivery.thread, event),
    timestamp: new Date(event.at).toISOString(),
    from: senderOf(event, delivery),
    text: event.text,
    ...filesOf(event),
  };
  const complete = withSizes(withExtras(activity, event.channelData), event);
  // Bots write Markdown unless they say otherwise; people do not.
  return event.from === 'bot' || complete['textFormat'] !== undefined ? complete : { ...complete, textFormat: 'plain' };
}

/** The three dots on the customer's side. Never stored, so it has no place in the order and no watermark. */
export function typingActivity(
  delivery: Delivery,
  from: { readonly kind: string; readonly id: string; readonly name: string },
  at: number,
): Activity {
  return {
    ...envelopeOf(delivery),
    type: 'typing',
    id: `${delivery.thread}|typing-${String(at)}`,
    timestamp: new Date(at).toISOString(),
    from: from.kind === 'bot' ? botAccount(delivery.bot) : { id: `${from.kind}-${from.id}`, name: from.name, role: 'bot' },
  };
}

function envelopeOf(delivery: Delivery): { readonly channelId: string; readonly conversation: { readonly id: string } } {
  return { channelId: 'directline', conversation: { id: delivery.thread } };
}

/** Web Chat draws `role: user` on the customer's own side, so everybody else is a `bot` with their own name. */
function senderOf(event: MessageSent, delivery: Delivery): { readonly id: string; readonly name?: string; readonly role: 'user' | 'bot' } {
  const { from, author } = event;
  switch (from) {
    case 'customer':
      return { id: delivery.userId, ...(delivery.userName === undefined ? {} : { name: delivery.userName }), role: 'user' };
    case 'agent':
    case 'desk':
      return author === undefined
        ? botAccount(delivery.bot)
        : { id: `${from}-${author.id}`, name: author.name, role: 'bot' };
    case 'bot':
    case 'system':
      return botAccount(delivery.bot);
  }
}

function botAccount(bot: BotIdentity): { readonly id: string; readonly name: string; readonly role: 'bot' } {
  return { id: bot.id, name: bot.name, role: 'bot' };
}

/** Web Chat shows the size of a file that stands at the same place in this list. */
function withSizes(activity: Activity, { attachments = [] }: MessageSent): Activity {
  if (attachments.every(({ sizeBytes }) => sizeBytes === undefined)) return activity;
  const attachmentSizes = attachments.map(({ sizeBytes }) => sizeBytes ?? 0);
  return { ...activity, channelData: { ...recordField(activity, 'channelData'), attachmentSizes } };
}

function filesOf(event: MessageSent): { readonly attachments?: readonly unknown[] } {
  if (event.attachments === undefined || event.attachments.length === 0) return {};
  const attachments = event.attachments.map(({ name, contentType, url }) => ({
    name,
    contentType,
    contentUrl: url,
    // Without it Web Chat shows the customer's own pictures by their names only.
    ...(contentType.startsWith('image/') ? { thumbnailUrl: url } : {}),
  }));
  return { attachments };
}
