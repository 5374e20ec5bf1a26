import type { ConnectorScope, Conversation, ConversationId } from '@live-takeover/sdk';
import { defaultBotRules, rankOf, statusOf } from '@live-takeover/sdk';
import type { World } from './world.js';

/** Whether a client that asked for `scope` hears of this conversation. */
export function isInScope({ conversations }: ConnectorScope, conversationId: ConversationId): boolean {
  return conversations === 'all' || conversations.includes(conversationId);
}

/** Whether a client that asked for `scope` needs a connection at all. */
export function isAnythingWanted({ alerts, conversations }: ConnectorScope): boolean {
  return alerts || conversations.length > 0;
}

/** Whether two scopes hold the same conversations. */
export function isSameScope(left: ConnectorScope['conversations'], right: ConnectorScope['conversations']): boolean {
  return left === right || (left !== 'all' && right !== 'all' && left.length === right.length && left.every((id) => right.includes(id)));
}

/** The heads a client gets: all that are not closed, or the ones it named. */
export function headsIn({ ledger }: World, { conversations }: ConnectorScope): readonly Conversation[] {
  if (conversations === 'all') return [...ledger.heads()].filter((head) => head.closed === null);
  return conversations.map((id) => ledger.head(id)).filter((head) => head !== undefined);
}

/** In the order in which the table opens. */
export function mostUrgentFirst({ clock, rules }: World, heads: readonly Conversation[]): readonly Conversation[] {
  const now = clock.now();
  const ranked = heads.map((head) => {
    const { reason, since } = statusOf(head, rules[head.bot.id] ?? defaultBotRules, now);
    return { head, rank: rankOf(reason.code), since };
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.since - b.since).map(({ head }) => head);
}
