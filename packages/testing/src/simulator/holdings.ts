import type { Conversation, ConversationId } from '@live-takeover/sdk';
import type { Ledger } from './ledger.js';
import type { Roster } from './roster.js';

/** Keeps the roster's count of what each agent holds, from now on. */
export function countHoldings(ledger: Ledger, roster: Roster): void {
  const holders = new Map<ConversationId, string>();
  const look = (head: Conversation): void => {
    const before = holders.get(head.id);
    const holder = head.closed === null && head.operator.kind === 'agent' ? head.operator.id : undefined;
    if (holder === before) return;
    if (before !== undefined) roster.hold(before, -1);
    if (holder === undefined) holders.delete(head.id);
    else {
      holders.set(head.id, holder);
      roster.hold(holder, 1);
    }
  };
  for (const head of ledger.heads()) look(head);
  ledger.subscribe((events) => {
    for (const { type, conversationId } of events) {
      if (type !== 'takeover-started' && type !== 'takeover-ended' && type !== 'conversation-closed') continue;
      const head = ledger.head(conversationId);
      if (head !== undefined) look(head);
    }
  });
}
