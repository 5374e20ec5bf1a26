import type { ConversationId } from '../conversation/event.js';

/**
 * Why agents are called. All but the first two call one agent only: who holds a conversation and leaves its customer
 * waiting, or whose customer wrote; to whom a conversation was given; from whom it was taken.
 */
export type AlertKind = 'agent-request' | 'action' | 'reply-overdue' | 'customer-message' | 'assigned' | 'takeover-lost';

/** A call for an agent. Stands until seen by that agent, or until its cause is gone. */
export interface Alert {
  /** The same for every agent and after every reconnect. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly conversationId: ConversationId;
  /** When its cause arose, epoch ms of the store's clock. */
  readonly at: number;
  /** 1 at first; rises each time an unclaimed request rings again, or a customer who was not heard yet writes again. */
  readonly ring: number;
  readonly botName: string;
  /** What column ID shows of the conversation. */
  readonly label: string;
  /** Who gave or took, for `assigned` and `takeover-lost`. */
  readonly by?: string;
}
