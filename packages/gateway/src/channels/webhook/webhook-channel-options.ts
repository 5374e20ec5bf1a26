import type { ConversationId } from '@live-takeover/sdk/core';
import type { AgentRequestWish } from '../../agents/requests.js';
import type { Projection } from '../../conversations/projection.js';
import type { Share } from '../../nodes/share.js';
import type { EventStore } from '../../store/event-store.js';
import type { ProviderChannelOptions } from '../provider-channel.js';

/** What the channel needs from around it. */
export interface WebhookChannelOptions extends Pick<ProviderChannelOptions, 'settings' | 'runtime' | 'sink'> {
  /** Brings customers' files over; without, they are refused. */
  readonly remoteFiles?: ProviderChannelOptions['remoteFiles'];
  readonly store: Pick<EventStore, 'head' | 'threadConversations'>;
  readonly projection: Pick<Projection, 'append' | 'findHead'>;
  /** Which conversations this node looks after: it alone tells of typing in them. */
  readonly share: Pick<Share, 'holds'>;
  /** Opens an agent request with all that belongs to it. */
  readonly openRequest: (tenant: string, conversationId: ConversationId, wish: AgentRequestWish) => Promise<void>;
}
