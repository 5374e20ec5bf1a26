/**
 * What clients of a running gateway asked for, when, and what they were told.
 * Instants are of one monotonic clock.
 */
import type { ConversationEvent, ConversationId } from '@live-takeover/sdk/core';

/** Who asked, as the gateway knows them. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly isSupervisor?: boolean;
}

/** What was asked of one conversation. */
export type Action =
  | { readonly name: 'take-over'; readonly seenTerm: number; readonly force?: boolean }
  | { readonly name: 'hand-back'; readonly term: number }
  | { readonly name: 'transfer'; readonly term: number; readonly to: Actor | null }
  | { readonly name: 'send'; readonly term: number; readonly text: string }
  /** A customer's message, bound by no term. */
  | { readonly name: 'say'; readonly text: string }
  /** The gateway's own ending of a takeover (agent gone, time-out), known from the log only. */
  | { readonly name: 'release'; readonly term: number };

/** What the client was told; `unknown` may have taken effect at any time after its sending, or never. */
export type Outcome =
  /** `seq` of one of its events, 0 where there was nothing to do. */
  | { readonly kind: 'ok'; readonly seq: number }
  | { readonly kind: 'refused'; readonly code: string; readonly holder?: string | undefined }
  | { readonly kind: 'unknown' };

/** One wish, from its sending to its answer. */
export interface Operation {
  /** Of the command, whose events are `id:0`, `id:1` …; for a customer's message any id that no other operation has. */
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly actor: Actor;
  readonly action: Action;
  readonly sentAt: number;
  /** Infinity while the outcome is unknown. */
  readonly answeredAt: number;
  readonly outcome: Outcome;
}

/** A whole run: what clients know, and what the log says in the end, by conversation. */
export interface History {
  readonly operations: readonly Operation[];
  readonly logs: ReadonlyMap<ConversationId, readonly ConversationEvent[]>;
}

/** One line for a reader. */
export function operationLine({ id, actor, action, sentAt, answeredAt, outcome }: Operation): string {
  const when = `${sentAt.toFixed(1)}–${Number.isFinite(answeredAt) ? answeredAt.toFixed(1) : '…'} ms`;
  return `${when.padEnd(24)} ${actor.name}: ${actionText(action)} → ${outcomeText(outcome)} (${id})`;
}

function actionText(action: Action): string {
  switch (action.name) {
    case 'take-over':
      return `take-over, seen term ${action.seenTerm}${action.force === true ? ', by force' : ''}`;
    case 'transfer':
      return `transfer of term ${action.term} to ${action.to?.name ?? 'the queue'}`;
    case 'say':
      return `says "${action.text}"`;
    case 'send':
      return `send "${action.text}" under term ${action.term}`;
    case 'hand-back':
    case 'release':
      return `${action.name} of term ${action.term}`;
  }
}

function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'ok') return outcome.seq === 0 ? 'nothing to do' : `ok at seq ${outcome.seq}`;
  if (outcome.kind === 'unknown') return 'unknown';
  return `refused: ${outcome.code}${outcome.holder === undefined ? '' : `, held by ${outcome.holder}`}`;
}
