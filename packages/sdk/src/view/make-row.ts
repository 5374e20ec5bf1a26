import type { Conversation } from '../conversation/conversation.js';
import type { BotRules, StatusRule } from '../conversation/status.js';
import { changesAtOf, reasonOf } from '../conversation/status.js';
import { chatLengthOf } from './compare.js';
import { isSameValue } from './is-same-value.js';
import { labelOf } from './row.js';
import type { Row } from './row.js';
import type { Surroundings } from './surroundings.js';

/**
 * The row of a conversation.
 *
 * @param rule - that decides; one that is not off the page
 * @param since - when it began to
 */
export function makeRow(
  conversation: Conversation,
  rule: StatusRule,
  since: number,
  rules: BotRules,
  surroundings: Surroundings,
): Row {
  if (rule.status === 'off-page') throw new RangeError(`${conversation.id} is off the page and has no row.`);
  const { id, operator, lastCustomerText } = conversation;
  const isMine = operator.kind === 'agent' && operator.id === surroundings.agentId;
  const readAt = surroundings.readAt(id) ?? (isMine ? -Infinity : Infinity);
  return {
    id,
    label: labelOf(conversation),
    reference: conversation.reference,
    channel: conversation.channel,
    botName: conversation.bot.name,
    chatLengthMs: chatLengthOf(conversation),
    status: rule.status,
    since,
    reason: reasonOf(conversation, rules, rule.code),
    changesAt: changesAtOf(conversation, rules, rule),
    lastMessage: lastCustomerText === null ? null : { text: lastCustomerText, at: conversation.idleSince },
    operator,
    attributes: conversation.attributes,
    viewers: surroundings.viewersOf(id),
    isUnread: lastCustomerText !== null && conversation.idleSince > readAt,
    waitingSince: conversation.unansweredSeq === 0 ? null : conversation.unansweredAt,
    isMine,
    term: conversation.term,
    intent: surroundings.intentOf(id),
  };
}

/** Whether two rows of one conversation show the same; then the older one is kept. */
export function isSameRow(first: Row, second: Row): boolean {
  return (
    first.chatLengthMs === second.chatLengthMs &&
    first.status === second.status &&
    first.since === second.since &&
    first.changesAt === second.changesAt &&
    first.term === second.term &&
    first.label === second.label &&
    first.reference === second.reference &&
    first.channel === second.channel &&
    first.botName === second.botName &&
    first.isMine === second.isMine &&
    first.intent === second.intent &&
    first.hasLeft === second.hasLeft &&
    first.isUnread === second.isUnread &&
    first.waitingSince === second.waitingSince &&
    isSameValue(first.viewers, second.viewers) &&
    isSameValue(first.attributes, second.attributes) &&
    isSameValue(first.lastMessage, second.lastMessage) &&
    isSameValue(first.operator, second.operator) &&
    isSameValue(first.reason, second.reason)
  );
}
