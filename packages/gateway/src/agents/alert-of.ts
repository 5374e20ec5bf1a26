import type { Alert, BotRules, Conversation, StatusAt } from '@live-takeover/sdk/core';
import { labelOf, statusOf } from '@live-takeover/sdk/core';
import { keptAfterClosingMs } from '../conversations/projection.js';
import type { ReplyRule } from '../conversations/reply-deadline.js';
import { replyWarningAt } from '../conversations/reply-deadline.js';

/** How often an unclaimed request rings. */
export const ringEveryMs = 30_000;

/** An alert, and whom it calls. */
export interface Call {
  readonly alert: Alert;
  /** The one agent it calls; every available one in scope if absent. */
  readonly agentId?: string;
}

/** What a conversation calls agents for now. */
export interface DueCalls {
  readonly calls: readonly Call[];
  /** When time alone changes that, epoch ms; null if it does not. */
  readonly changesAt: number | null;
}

/** What a bot says of its alerts. */
export interface AlertRule extends ReplyRule {
  readonly rules: BotRules;
  /** How long an unclaimed request goes on ringing. */
  readonly requestTimeoutMs: number;
}

const none: DueCalls = { calls: [], changesAt: null };

/**
 * The alerts that a conversation calls for now. Their ids depend on the cause
 * alone: the same for every agent, on every node and after every restart.
 */
export function callsOf(head: Conversation, bot: AlertRule, now: number): DueCalls {
  if (head.closed !== null) return closingCalls(head, head.closed.at, now);
  const status = statusOf(head, bot.rules, now);
  const timely = status.reason.code === 'with-agent' ? overdueCalls(head, bot, now) : sharedCalls(head, status, bot, now);
  if (head.operator.kind !== 'agent' && head.handover === undefined) return timely;
  return { calls: [...timely.calls, ...handoverCalls(head), ...customerCalls(head)], changesAt: timely.changesAt };
}

/** Whose conversation a colleague closed is told as if it had been taken, for as long as it is kept at hand. */
function closingCalls(head: Conversation, closedAt: number, now: number): DueCalls {
  const changesAt = closedAt + keptAfterClosingMs;
  return head.handover?.at === closedAt && now < changesAt ? { calls: handoverCalls(head), changesAt } : none;
}

type AlertBase = Pick<Alert, 'conversationId' | 'botName' | 'label' | 'ring'>;

function baseOf(head: Conversation): AlertBase {
  return { conversationId: head.id, botName: head.bot.name, label: labelOf(head), ring: 1 };
}

/** What whoever is available is called for. */
function sharedCalls(head: Conversation, { reason, since, changesAt }: StatusAt, bot: AlertRule, now: number): DueCalls {
  switch (reason.code) {
    case 'asked': {
      const lastRing = 1 + Math.floor(Math.max(0, bot.requestTimeoutMs - 1) / ringEveryMs);
      const ring = Math.min(lastRing, 1 + Math.floor(Math.max(0, now - reason.askedAt) / ringEveryMs));
      const alert: Alert = { ...baseOf(head), id: `agent-request:${head.id}:${head.request?.seq ?? 0}`, kind: 'agent-request', at: reason.askedAt, ring };
      return { calls: [{ alert }], changesAt: ring < lastRing ? reason.askedAt + ring * ringEveryMs : null };
    }
    case 'default-answers': {
      const reachedAt = head.defaultAnswerAts[reason.threshold - 1] ?? since;
      return { calls: [{ alert: { ...baseOf(head), id: `action:${head.id}:${reachedAt}`, kind: 'action', at: since } }], changesAt };
    }
    case 'bot-failed':
      return { calls: [{ alert: { ...baseOf(head), id: `action:${head.id}:${reason.at}`, kind: 'action', at: since } }], changesAt };
    default:
      return none;
  }
}

/** To whom a conversation was given, and from whom it was taken, until the next change of hands. */
function handoverCalls(head: Conversation): readonly Call[] {
  const { handover, operator } = head;
  if (handover === undefined) return [];
  const { seq, at, by, from, to } = handover;
  const made = (kind: 'assigned' | 'takeover-lost'): Alert => ({
    ...baseOf(head),
    id: `${kind}:${head.id}:${seq}`,
    kind,
    at,
    ...(by === undefined ? {} : { by: by.name }),
  });
  const calls: Call[] = [];
  if (to !== undefined && operator.kind === 'agent' && operator.id === to.id) calls.push({ alert: made('assigned'), agentId: to.id });
  if (from !== undefined && from.id !== to?.id) calls.push({ alert: made('takeover-lost'), agentId: from.id });
  return calls;
}

/**
 * The customer wrote to who holds the conversation, and has no answer. Named by
 * the newest message, so that whoever saw the one before is called again.
 */
function customerCalls(head: Conversation): readonly Call[] {
  const { operator, unansweredSeq, idleSince, operatorSince } = head;
  if (operator.kind !== 'agent' || unansweredSeq === 0 || idleSince <= operatorSince) return [];
  const id = `customer-message:${head.id}:${unansweredSeq}:${idleSince}`;
  return [{ alert: { ...baseOf(head), id, kind: 'customer-message', at: idleSince }, agentId: operator.id }];
}

/** Warns the agent who leaves a customer waiting, and nobody else. */
function overdueCalls(head: Conversation, bot: AlertRule, now: number): DueCalls {
  const warningAt = replyWarningAt(head, bot);
  if (warningAt === null || head.operator.kind !== 'agent') return none;
  if (now < warningAt) return { calls: [], changesAt: warningAt };
  const id = `reply-overdue:${head.id}:${head.term}:${head.unansweredSeq}`;
  const at = Math.max(head.unansweredAt, head.operatorSince);
  return { calls: [{ alert: { ...baseOf(head), id, kind: 'reply-overdue', at }, agentId: head.operator.id }], changesAt: null };
}
