import type { Conversation } from '../conversation/conversation.js';
import type { Attributes, ConversationId, Operator } from '../conversation/event.js';
import type { Status, StatusReason } from '../conversation/status.js';
import type { CommandState } from '../command/command.js';

/** A colleague who looks at a conversation. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
}

/** What the table shows of one conversation. Immutable; an unchanged row keeps its identity. */
export interface Row {
  readonly id: ConversationId;
  /** What column ID shows: see {@link labelOf}. */
  readonly label: string;
  readonly reference: string;
  readonly channel: string;
  readonly botName: string;
  /** First to last message of customer, bot, agent or desk; 0 with fewer than two. */
  readonly chatLengthMs: number;
  readonly status: Exclude<Status, 'off-page'>;
  readonly since: number;
  readonly reason: StatusReason;
  /** When time alone will change the status, epoch ms; null if it will not. */
  readonly changesAt: number | null;
  readonly lastMessage: { readonly text: string; readonly at: number } | null;
  readonly operator: Operator;
  readonly attributes: Attributes;
  /** Colleagues who look at it now. */
  readonly viewers: readonly Viewer[];
  /** Whether the customer wrote since this conversation was last opened here; false for what never was, nor is mine. */
  readonly isUnread: boolean;
  /** Since when the customer waits for an answer, epoch ms; null if they do not. */
  readonly waitingSince: number | null;
  /** Whether the signed-in agent is the operator. */
  readonly isMine: boolean;
  /** The term the row was read at, for commands. */
  readonly term: number;
  /** The command under way or just failed for this conversation, or null: intent beside the facts. */
  readonly intent: { readonly name: string; readonly state: CommandState } | null;
  /** Present once the conversation is off the page and only a held order keeps its row; commands on it make no sense. */
  readonly hasLeft?: true;
}

/**
 * What column ID shows: the customer's name on Facebook, the reference on the
 * web, the phone number on SMS; elsewhere name, else phone number. The
 * reference where that is not known.
 */
export function labelOf(conversation: Labelled): string {
  const { channel, contact, reference } = conversation;
  if (isNamed(conversation)) return contact.name as string;
  return channel === 'web' || channel === 'messenger' ? reference : contact.phone || reference;
}

/** Whether {@link labelOf} is the customer's name, not a reference or a phone number. */
export function isNamed({ channel, contact }: Labelled): boolean {
  return channel !== 'web' && channel !== 'sms' && contact.name !== undefined && contact.name !== '';
}

type Labelled = Pick<Conversation, 'channel' | 'contact' | 'reference'>;
