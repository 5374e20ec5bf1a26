/** The smallest part of a history that no takeover lock can explain, whatever went before it. */
import type { Operation } from './history.js';
import { linearize } from './linearize.js';
import type { LockState } from './takeover-lock.js';
import { changesHands, freshLock, termOf } from './takeover-lock.js';

/**
 * Leaves out what is not needed to see that something is wrong, and only what
 * may be left out without making a good history look bad.
 *
 * @param operations - of one conversation, known to be impossible
 */
export function smallestOffence(operations: readonly Operation[]): readonly Operation[] {
  const prefix = shortestPrefix(operations);
  return withoutNeedless(shortestSuffix(prefix) ?? prefix);
}

/** What is wrong stays wrong however it goes on, so the first answer that makes it wrong is found by halving. */
function shortestPrefix(operations: readonly Operation[]): readonly Operation[] {
  const answers = operations.map(({ answeredAt }) => answeredAt).filter(Number.isFinite).sort((left, right) => left - right);
  let [low, high] = [0, answers.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (linearize(until(operations, answers[middle] ?? Infinity)).found === false) high = middle;
    else low = middle + 1;
  }
  const prefix = until(operations, answers[high] ?? Infinity);
  return linearize(prefix).found === false ? prefix : operations;
}

/** What was answered later, or never, is not known yet: it may have happened, or be still to come. */
function until(operations: readonly Operation[], at: number): readonly Operation[] {
  return operations
    .filter(({ sentAt }) => sentAt <= at)
    .map((operation) => (operation.answeredAt <= at ? operation : { ...operation, answeredAt: Infinity, outcome: { kind: 'unknown' } }));
}

/** Only the last few, if they are impossible from every state that they could have begun in. */
function shortestSuffix(operations: readonly Operation[]): readonly Operation[] | undefined {
  const told = operations.filter(isTold).sort((left, right) => seqOf(left) - seqOf(right));
  for (let length = 1; length < told.length; length *= 2) {
    const suffix = from(operations, told[told.length - 1 - length]);
    if (isWrongAnyway(suffix)) return suffix;
  }
  return isWrongAnyway(operations) ? operations : undefined;
}

/** What certainly comes after an operation: told a later seq, or sent after its answer. */
function from(operations: readonly Operation[], last: Operation | undefined): readonly Operation[] {
  if (last === undefined) return operations;
  return operations.filter((operation) => {
    if (isTold(operation)) return seqOf(operation) > seqOf(last);
    return operation.outcome.kind === 'unknown' || operation.sentAt > last.answeredAt;
  });
}

function withoutNeedless(operations: readonly Operation[]): readonly Operation[] {
  let left = operations;
  if (!isWrongAnyway(left)) return left;
  for (const operation of operations) {
    if (!left.includes(operation)) continue;
    if (operation.outcome.kind === 'unknown' && isExplanation(operation, left)) continue;
    // One that changes hands may go only together with everything that may have come before it.
    const isPivot = isTold(operation) && changesHands(operation.action);
    const rest = isPivot ? from(left, operation) : left.filter((other) => other !== operation);
    if (rest.length < left.length && isWrongAnyway(rest)) left = rest;
  }
  return left;
}

/** Whether an operation of unknown outcome may be what made others possible. */
function isExplanation(operation: Operation, operations: readonly Operation[]): boolean {
  if (!changesHands(operation.action)) return false;
  const term = termOf(operation.action) ?? 0;
  return operations.some((other) => other !== operation && Math.abs((termOf(other.action) ?? Infinity) - term) <= 1);
}

function isWrongAnyway(operations: readonly Operation[]): boolean {
  return linearize(operations, startsOf(operations)).found === false;
}

/** Every state in which any of these operations could have begun to matter. */
function startsOf(operations: readonly Operation[]): readonly LockState[] {
  const terms = new Set(operations.flatMap(({ action }) => termOf(action) ?? []));
  const actors = new Map(operations.map(({ actor }) => [actor.id, actor]));
  for (const { action } of operations) if (action.name === 'transfer' && action.to !== null) actors.set(action.to.id, action.to);
  for (const { outcome } of operations)
    if (outcome.kind === 'refused' && outcome.holder !== undefined && ![...actors.values()].some(({ name }) => name === outcome.holder))
      actors.set(`holder ${outcome.holder}`, { id: `holder ${outcome.holder}`, name: outcome.holder });
  // A term nobody names stands for all of those.
  const states = [...terms, -1].flatMap((term) => [null, ...actors.values()].map((operator): LockState => ({ operator, term, seq: 0 })));
  return states.length === 0 ? [freshLock] : states;
}

function isTold({ outcome }: Operation): boolean {
  return outcome.kind === 'ok' && outcome.seq > 0;
}

function seqOf({ outcome }: Operation): number {
  return outcome.kind === 'ok' ? outcome.seq : 0;
}
