import type { Conversation } from '@live-takeover/sdk/core';

/** What a bot says of how long its agents may leave a customer waiting. */
export interface ReplyRule {
  /** Off if absent. */
  readonly replyWithinMs?: number | undefined;
}

/** The part of the time after which the agent is warned. */
const warnedAfter = 2 / 3;

/**
 * When an agent has left the customer unanswered for too long, epoch ms; null
 * if none has, or the bot sets no limit. The time runs from the oldest message
 * that nobody answered, and begins anew with each agent.
 */
export function replyDueAt(head: Conversation, { replyWithinMs }: ReplyRule): number | null {
  if (replyWithinMs === undefined || head.operator.kind !== 'agent' || head.closed !== null || head.unansweredSeq === 0) return null;
  return unansweredSince(head) + replyWithinMs;
}

/** When the agent is warned of {@link replyDueAt}, epoch ms; null as there. */
export function replyWarningAt(head: Conversation, rule: ReplyRule): number | null {
  if (replyDueAt(head, rule) === null) return null;
  return unansweredSince(head) + Math.floor((rule.replyWithinMs ?? 0) * warnedAfter);
}

function unansweredSince(head: Conversation): number {
  return Math.max(head.unansweredAt, head.operatorSince);
}
