/** The takeover lock with its term, as simple as it can be said: what DESIGN promises, not how the gateway does it. */
import type { Action, Actor, Operation, Outcome } from './history.js';

/** Who holds a conversation. */
export interface LockState {
  /** Null is the bot. */
  readonly operator: Actor | null;
  readonly term: number;
  /** Of the last event that anybody was told of. */
  readonly seq: number;
}

/** A conversation before anybody did anything. */
export const freshLock: LockState = { operator: null, term: 0, seq: 0 };

/** What the lock would do: change (or leave) its state, or refuse. */
type Answer =
  | { readonly isGranted: true; readonly next: Omit<LockState, 'seq'>; readonly isNothing?: true; readonly mayBeUnavailable?: true }
  | { readonly isGranted: false; readonly code: string; readonly holder: string | undefined };

/** The state after an operation with the outcome it had; undefined if it cannot have had that outcome here. */
export function step(state: LockState, { actor, action, outcome }: Pick<Operation, 'actor' | 'action' | 'outcome'>): LockState | undefined {
  const answer = answerOf(state, actor, action);
  if (outcome.kind === 'refused') return isRefusalOf(outcome, answer) ? state : undefined;
  if (!answer.isGranted) return undefined;
  if (outcome.kind === 'unknown') return { ...state, ...answer.next };
  if (outcome.seq === 0) return answer.isNothing === true ? state : undefined;
  return answer.isNothing !== true && outcome.seq > state.seq ? { ...answer.next, seq: outcome.seq } : undefined;
}

/** Whether an operation, if it took effect, changes who holds the conversation. */
export function changesHands({ name }: Action): boolean {
  return name !== 'send' && name !== 'say';
}

/** The one term in which an operation can take effect; undefined for what is bound by none. */
export function termOf(action: Action): number | undefined {
  if (action.name === 'say') return undefined;
  return action.name === 'take-over' ? action.seenTerm : action.term;
}

function isRefusalOf({ code, holder }: Extract<Outcome, { kind: 'refused' }>, answer: Answer): boolean {
  if (answer.isGranted) return code === 'not-available' && answer.mayBeUnavailable === true;
  return code === answer.code && holder === answer.holder;
}

function answerOf(state: LockState, actor: Actor, action: Action): Answer {
  switch (action.name) {
    case 'say':
      return granted(state.operator, state.term);
    case 'take-over':
      return takeOver(state, actor, action.seenTerm, action.force === true);
    case 'send':
      return unlessHeld(state, actor, action.term, false) ?? granted(state.operator, state.term);
    case 'hand-back':
      return unlessHeld(state, actor, action.term, true) ?? granted(null, state.term + 1);
    case 'transfer':
      return transfer(state, actor, action.term, action.to);
    case 'release':
      return state.operator === null || action.term !== state.term ? stale(state) : granted(null, state.term + 1);
  }
}

function takeOver(state: LockState, actor: Actor, seenTerm: number, isForced: boolean): Answer {
  const { operator, term } = state;
  if (operator?.id === actor.id) return { isGranted: true, next: state, isNothing: true };
  if (operator !== null && !isForced) return { isGranted: false, code: 'already-taken', holder: operator.name };
  if (operator !== null && actor.isSupervisor !== true) return { isGranted: false, code: 'forbidden', holder: operator.name };
  return seenTerm === term ? granted(actor, term + 1) : stale(state);
}

function transfer(state: LockState, actor: Actor, term: number, to: Actor | null): Answer {
  const refusal = unlessHeld(state, actor, term, true);
  if (refusal !== undefined) return refusal;
  if (to !== null && to.id === state.operator?.id) return { isGranted: false, code: 'bad-request', holder: undefined };
  // Whether a colleague is there is nothing the lock knows.
  return to === null ? granted(null, state.term + 1) : { ...granted(to, state.term + 1), mayBeUnavailable: true };
}

function unlessHeld(state: LockState, actor: Actor, term: number, maySupervise: boolean): Answer | undefined {
  if (term !== state.term) return stale(state);
  if (state.operator === null) return { isGranted: false, code: 'not-yours', holder: undefined };
  if (state.operator.id === actor.id || (maySupervise && actor.isSupervisor === true)) return undefined;
  return { isGranted: false, code: 'not-yours', holder: state.operator.name };
}

function stale({ operator }: LockState): Answer {
  return { isGranted: false, code: 'stale-term', holder: operator?.name };
}

function granted(operator: Actor | null, term: number): Extract<Answer, { isGranted: true }> {
  return { isGranted: true, next: { operator, term } };
}
