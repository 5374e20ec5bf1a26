import type { Conversation } from '../conversation/conversation.js';
import type { BotRules, StatusRule } from '../conversation/status.js';
import { reasonOf, sinceOf } from '../conversation/status.js';
import { chatLengthOf } from './compare.js';
import { labelOf } from './row.js';
import type { Row } from './row.js';

/** What a row shows besides the conversation. */
export interface RowSurroundings {
  readonly rules: BotRules;
  /** The signed-in agent. */
  readonly agentId: string | undefined;
  readonly intent: Row['intent'];
}

/**
 * The row of a conversation.
 *
 * @param rule - that decides; one that is not off the page
 * @param hasLeft - whether the conversation is off the page and `rule` is merely what it would be otherwise
 */
export function makeRow(
  conversation: Conversation,
  rule: StatusRule,
  { rules, agentId, intent }: RowSurroundings,
  hasLeft: boolean,
): Row {
  if (rule.status === 'off-page') throw new RangeError(`${conversation.id} is off the page and has no row.`);
  const { operator, lastCustomerText } = conversation;
  const row: Row = {
    id: conversation.id,
    label: labelOf(conversation),
    reference: conversation.reference,
    channel: conversation.channel,
    botName: conversation.bot.name,
    chatLengthMs: chatLengthOf(conversation),
    status: rule.status,
    since: sinceOf(conversation, rules, rule),
    reason: reasonOf(conversation, rules, rule.code),
    lastMessage: lastCustomerText === null ? null : { text: lastCustomerText, at: conversation.idleSince },
    operator,
    isMine: operator.kind === 'agent' && operator.id === agentId,
    term: conversation.term,
    intent,
  };
  return hasLeft ? { ...row, hasLeft: true } : row;
}

/** Whether two rows show the same; then the older one is kept. */
export function isSameRow(first: Row, second: Row): boolean {
  return isSameValue(first, second, 3);
}

function isSameValue(first: unknown, second: unknown, depth: number): boolean {
  if (Object.is(first, second)) return true;
  if (depth === 0 || !isPlain(first) || !isPlain(second)) return false;
  const keys = Object.keys(first);
  return (
    keys.length === Object.keys(second).length && keys.every((key) => isSameValue(first[key], second[key], depth - 1))
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
