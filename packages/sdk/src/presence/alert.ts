import type { ConversationId } from '../conversation/event.js';

/** Why agents are called. `reply-overdue` calls only the one who holds the conversation. */
export type AlertKind = 'agent-request' | 'action' | 'reply-overdue';

/** A call for an agent. Stands until seen by that agent, or until its cause is gone. */
export interface Alert {
  /** The same for every agent and after every reconnect. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly conversationId: ConversationId;
  /** When its cause arose, epoch ms of the store's clock. */
  readonly at: number;
  /** 1 at first; rises each time an unclaimed request rings again. */
  readonly ring: number;
  readonly botName: string;
  /** What column ID shows of the conversation. */
  readonly label: string;
}
