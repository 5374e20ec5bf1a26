/**
 * What must hold of the log, whatever happened around it. Judged event by event
 * by looking at the events alone: the fold, which ignores what makes no sense,
 * would forgive what must never have been stored.
 */
import type { AutomaticMessage, Conversation, ConversationEvent } from '@live-takeover/sdk/core';

/** A broken promise: which one, and how. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

/**
 * Judges one event.
 *
 * @param before - the fold of everything before it
 */
export function judgeEvent(before: Conversation | undefined, event: ConversationEvent): Violation | undefined {
  const place = `${event.conversationId} seq ${event.seq} (${event.type} ${event.id})`;
  if (event.seq !== (before?.seq ?? 0) + 1) return { invariant: 'dense-seq', detail: `${place} follows ${before?.seq ?? 0}` };
  if (before !== undefined && event.at < before.at) return { invariant: 'time-goes-forward', detail: `${place} at ${event.at} follows ${before.at}` };
  if (before === undefined) return undefined;
  const { operator, term } = before;
  switch (event.type) {
    case 'takeover-started': {
      const isFree = operator.kind === 'bot' && (event.term === term + 1 || event.term === before.transferTerm);
      return isFree ? undefined : { invariant: 'one-operator', detail: `${place}: term ${event.term} begins in term ${term} of ${nameOf(operator)}` };
    }
    case 'takeover-ended': {
      const isRunning = operator.kind !== 'bot' && event.term === term && event.endedInto === term + 1;
      return isRunning ? undefined : { invariant: 'one-operator', detail: `${place}: term ${event.term} ends in term ${term} of ${nameOf(operator)}` };
    }
    case 'message-sent':
      if (event.from === 'bot' && (operator.kind !== 'bot' || event.term !== term))
        return { invariant: 'bot-is-fenced', detail: `${place} of term ${event.term ?? '?'} in term ${term} of ${nameOf(operator)}` };
      if (event.from === 'agent' && (operator.kind !== 'agent' || operator.id !== event.author?.id || event.term !== term))
        return { invariant: 'agent-is-fenced', detail: `${place} by ${event.author?.id ?? '?'} in term ${term} of ${nameOf(operator)}` };
      return before.closed === null ? undefined : { invariant: 'closed-is-closed', detail: place };
    default:
      return undefined;
  }
}

/** What a customer may be told who asks for an agent. */
const answers: ReadonlySet<AutomaticMessage> = new Set(['confirmation', 'all-busy', 'no-agents', 'outside-hours']);

/**
 * Judges the events of one append together: a request that opens is answered in
 * the same breath.
 *
 * @param before - the fold of everything before it
 * @param after - the fold with it
 */
export function judgeAppend(before: Conversation | undefined, events: readonly ConversationEvent[], after: Conversation): Violation | undefined {
  const requested = events.find(({ type }) => type === 'agent-requested');
  if (requested === undefined) return undefined;
  const isOpened = (before?.request ?? null) === null && (after.request !== null || events.some(({ type }) => type === 'agent-request-ended'));
  const isAnswered = events.some((event) => event.type === 'message-sent' && event.automatic !== undefined && answers.has(event.automatic));
  return isOpened && !isAnswered ? { invariant: 'requests-are-answered', detail: `${requested.conversationId} seq ${requested.seq} opens a request in silence` } : undefined;
}

function nameOf(operator: Conversation['operator']): string {
  return operator.kind === 'bot' ? 'the bot' : operator.id;
}
