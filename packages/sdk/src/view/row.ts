import type { Conversation } from '../conversation/conversation.js';
import type { ConversationId, Operator } from '../conversation/event.js';
import type { Status, StatusReason } from '../conversation/status.js';
import type { CommandState } from '../command/command.js';

/** What the table shows of one conversation. Immutable; an unchanged row keeps its identity. */
export interface Row {
  readonly id: ConversationId;
  /** Column ID: as DESIGN §6 chooses by channel. */
  readonly label: string;
  readonly reference: string;
  readonly channel: string;
  readonly botName: string;
  /** First to last message of customer, bot, agent or desk; 0 with fewer than two. */
  readonly chatLengthMs: number;
  readonly status: Exclude<Status, 'off-page'>;
  readonly since: number;
  readonly reason: StatusReason;
  readonly lastMessage: { readonly text: string; readonly at: number } | null;
  readonly operator: Operator;
  /** Whether the signed-in agent is the operator. */
  readonly isMine: boolean;
  /** The term the row was read at, for commands. */
  readonly term: number;
  /** The command under way or just failed for this conversation, or null: intent beside the facts. */
  readonly intent: { readonly name: string; readonly state: CommandState } | null;
}

/** What column ID shows: the customer's name on Facebook, the phone number on SMS, the reference on the web. */
export function labelOf(conversation: Pick<Conversation, 'channel' | 'contact' | 'reference'>): string {
  const { channel, contact, reference } = conversation;
  switch (channel) {
    case 'web':
      return reference;
    case 'messenger':
      return contact.name ?? reference;
    case 'sms':
      return contact.phone ?? reference;
    default:
      return contact.name ?? contact.phone ?? reference;
  }
}
