import type { Attachment, BotIdentity, ConversationId, MessageSent } from '@live-takeover/sdk/core';
import type { Activity } from '../../activity/activity.js';
import { withExtras } from '../../activity/extras.js';
import type { BotInput } from '../bot.js';

/** Where an activity goes, and where its bot may answer. */
export interface ActivityAddress {
  readonly bot: BotIdentity;
  readonly conversationId: ConversationId;
  readonly serviceUrl: string;
  readonly expectsReplies: boolean;
}

/** The channel id under which bots know us. */
const channelId = 'livetakeover';

/** Input to a bot as the activity that says it. `now` stamps what has no time of its own. */
export function inputActivityOf(input: BotInput, address: ActivityAddress, now: number): Activity {
  const { bot, conversationId, serviceUrl, expectsReplies } = address;
  const customer = { id: input.customer.id, name: input.customer.name, role: 'user' };
  const envelope = {
    id: input.activityId,
    timestamp: new Date(input.kind === 'message' ? input.at : now).toISOString(),
    channelId,
    serviceUrl,
    from: customer,
    recipient: { id: bot.id, name: bot.name, role: 'bot' },
    conversation: { id: conversationId },
    ...(expectsReplies ? { deliveryMode: 'expectReplies' } : {}),
  };
  switch (input.kind) {
    case 'started':
      return {
        ...envelope,
        type: 'conversationUpdate',
        membersAdded: [
          { id: customer.id, name: customer.name },
          { id: bot.id, name: bot.name },
        ],
      };
    case 'message':
      return withExtras({ ...envelope, type: 'message', text: input.text, textFormat: 'plain', ...filesOf(input.attachments) }, input.channelData);
    case 'handoff-status':
      return { ...envelope, type: 'event', name: 'handoff.status', value: { state: input.state }, ...transcriptOf(input.transcript) };
  }
}

/** As Bot Framework bots give theirs to us with `handoff.initiate`. */
function transcriptOf(messages: readonly MessageSent[] = []): { readonly attachments?: readonly unknown[] } {
  if (messages.length === 0) return {};
  const activities = messages.map(({ id, at, from, author, text, attachments = [] }) => ({
    ...{ type: 'message', id, timestamp: new Date(at).toISOString(), text },
    from: { role: from === 'customer' ? 'user' : from, ...(author === undefined ? {} : author) },
    ...filesOf(attachments),
  }));
  return { attachments: [{ contentType: 'application/json', name: 'Transcript', content: { activities } }] };
}

function filesOf(attachments: readonly Attachment[]): { readonly attachments?: readonly unknown[] } {
  if (attachments.length === 0) return {};
  return { attachments: attachments.map(({ name, contentType, url }) => ({ name, contentType, contentUrl: url })) };
}
