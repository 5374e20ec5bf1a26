import type { Alert, BotRules, Conversation } from '@live-takeover/sdk/core';
import { labelOf, statusOf } from '@live-takeover/sdk/core';

/** How often an unclaimed request rings. */
export const ringEveryMs = 30_000;

/** An alert with what its keeper has to know of it. */
export interface DueAlert {
  readonly alert: Alert;
  /** When time alone changes or ends it, epoch ms; null if it does not. */
  readonly changesAt: number | null;
}

/**
 * The alert that a conversation calls for now. Its id depends on the cause
 * alone: the same for every agent, on every node and after every restart.
 *
 * @param ringsForMs - how long an unclaimed request goes on ringing
 */
export function alertOf(head: Conversation, rules: BotRules, ringsForMs: number, now: number): DueAlert | null {
  const { reason, since, changesAt } = statusOf(head, rules, now);
  const base = { conversationId: head.id, botName: head.bot.name, label: labelOf(head) };
  switch (reason.code) {
    case 'asked': {
      const lastRing = 1 + Math.floor(Math.max(0, ringsForMs - 1) / ringEveryMs);
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
    default:
      return null;
  }
}
