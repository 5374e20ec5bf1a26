import type { Alert, BotRules, Conversation } from '@live-takeover/sdk/core';
import { labelOf, statusOf } from '@live-takeover/sdk/core';
import type { ReplyRule } from '../conversations/reply-deadline.js';
import { replyWarningAt } from '../conversations/reply-deadline.js';

/** How often an unclaimed request rings. */
export const ringEveryMs = 30_000;

/** An alert with what its keeper has to know of it. */
export interface DueAlert {
  /** Null if none is due yet. */
  readonly alert: Alert | null;
  /** The one agent it calls; everyone in scope if absent. */
  readonly agentId?: string;
  /** When time alone changes or ends it, epoch ms; null if it does not. */
  readonly changesAt: number | null;
}

/** What a bot says of its alerts. */
export interface AlertRule extends ReplyRule {
  readonly rules: BotRules;
  /** How long an unclaimed request goes on ringing. */
  readonly requestTimeoutMs: number;
}

/**
 * The alert that a conversation calls for now. Its id depends on the cause
 * alone: the same for every agent, on every node and after every restart.
 *
 * @returns null if time alone will not make one
 */
export function alertOf(head: Conversation, bot: AlertRule, now: number): DueAlert | null {
  const { reason, since, changesAt } = statusOf(head, bot.rules, now);
  const base = { conversationId: head.id, botName: head.bot.name, label: labelOf(head) };
  switch (reason.code) {
    case 'asked': {
      const lastRing = 1 + Math.floor(Math.max(0, bot.requestTimeoutMs - 1) / ringEveryMs);
      const ring = Math.min(lastRing, 1 + Math.floor(Math.max(0, now - reason.askedAt) / ringEveryMs));
      const alert: Alert = { ...base, id: `agent-request:${head.id}:${head.request?.seq ?? 0}`, kind: 'agent-request', at: reason.askedAt, ring };
      return { alert, changesAt: ring < lastRing ? reason.askedAt + ring * ringEveryMs : null };
    }
    case 'default-answers': {
      const reachedAt = head.defaultAnswerAts[reason.threshold - 1] ?? since;
      return { alert: { ...base, id: `action:${head.id}:${reachedAt}`, kind: 'action', at: since, ring: 1 }, changesAt };
    }
    case 'bot-failed':
      return { alert: { ...base, id: `action:${head.id}:${reason.at}`, kind: 'action', at: since, ring: 1 }, changesAt };
    case 'with-agent':
      return replyAlertOf(head, bot, base, now);
    default:
      return null;
  }
}

/** Warns the agent who leaves a customer waiting, and nobody else. */
function replyAlertOf(head: Conversation, bot: AlertRule, base: Pick<Alert, 'conversationId' | 'botName' | 'label'>, now: number): DueAlert | null {
  const warningAt = replyWarningAt(head, bot);
  if (warningAt === null || head.operator.kind !== 'agent') return null;
  if (now < warningAt) return { alert: null, changesAt: warningAt };
  const id = `reply-overdue:${head.id}:${head.term}:${head.unansweredSeq}`;
  const at = Math.max(head.unansweredAt, head.operatorSince);
  return { alert: { ...base, id, kind: 'reply-overdue', at, ring: 1 }, agentId: head.operator.id, changesAt: null };
}
