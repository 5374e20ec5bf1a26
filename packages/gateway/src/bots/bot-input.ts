import type { Conversation } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';
import type { Patience } from '../store/until-definite.js';
import type { BotCustomer, BotInput } from './bot.js';
import type { BotWork } from './bot-work.js';
import { takeoverTranscript } from './takeover-transcript.js';

/** What looking up what a bot is told takes. */
export interface BotInputOptions {
  readonly store: Pick<EventStore, 'readBackwards'>;
  readonly patience: Patience;
}

/** What a bot is told of a piece of work. */
export async function botInputOf({ store, patience }: BotInputOptions, work: BotWork, tenant: string, head: Conversation): Promise<BotInput> {
  const activityId = work.eventId;
  const customer = customerOf(head);
  switch (work.kind) {
    case 'started':
      return { kind: 'started', activityId, customer };
    case 'handoff-status': {
      const status = { kind: 'handoff-status', activityId, state: work.state, customer } as const;
      const transcript = work.state === 'completed' ? await takeoverTranscript(store, patience, tenant, head.id, work.seq) : [];
      return transcript.length === 0 ? status : { ...status, transcript };
    }
    case 'message': {
      const { text, attachments = [], at, channelData } = work.message;
      const message = { kind: 'message', activityId, text, attachments, customer, at } as const;
      return channelData === undefined ? message : { ...message, channelData };
    }
  }
}

/** The customer as bots know them. */
export function customerOf(head: Conversation): BotCustomer {
  return { id: head.contact.id ?? head.id, name: head.contact.name ?? '' };
}
