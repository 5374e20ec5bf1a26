import { StoreError } from '../event-store.js';
import { faultMessage } from './faults.js';
import type { Answer, CallMessage, ErrorInTransit, Json } from './protocol.js';
import { writingCalls } from './protocol.js';

/** What {@link performTogether} drives: a transaction, and the calls inside it. `Stored` is an event that was committed. */
export interface TransactionEngine<Stored = Json> {
  begin(): void;
  /** Events appended by the transaction, now on disk. Throws if that is not certain. */
  commit(): readonly Stored[];
  /** Leaves everything as it was before `begin`; harmless outside a transaction. */
  rollBack(): void;
  /** A `StoreError` says that this call alone was refused and wrote nothing. */
  perform(call: CallMessage): unknown;
}

/** The answers, to be sent only now, and what was committed. */
export interface Performed<Stored = Json> {
  readonly answers: readonly Answer[];
  readonly stored: readonly Stored[];
}

/**
 * Performs calls that waited together in one transaction, and so with one sync of
 * the disk. Nothing is answered before the commit, reads included: they may have
 * seen what is not committed yet. If one call breaks, each is performed again by
 * itself, so that it breaks alone; if the commit fails, all are in doubt.
 */
export function performTogether<Stored>(calls: readonly CallMessage[], engine: TransactionEngine<Stored>): Performed<Stored> {
  if (!calls.some((call) => writingCalls.has(call.name))) return { answers: calls.map((call) => read(call, engine)), stored: [] };
  try {
    engine.begin();
  } catch (error) {
    return { answers: allFailed(calls, error), stored: [] };
  }
  const answers: Answer[] = [];
  for (const call of calls) {
    try {
      answers.push(refusable(call, engine));
    } catch (error) {
      engine.rollBack();
      return calls.length === 1 ? { answers: allFailed(calls, error), stored: [] } : performOneByOne(calls, engine);
    }
  }
  try {
    return { answers, stored: engine.commit() };
  } catch (error) {
    engine.rollBack();
    return { answers: allFailed(calls, error), stored: [] };
  }
}

function performOneByOne<Stored>(calls: readonly CallMessage[], engine: TransactionEngine<Stored>): Performed<Stored> {
  const performed = calls.map((call) => performTogether([call], engine));
  return { answers: performed.flatMap(({ answers }) => answers), stored: performed.flatMap(({ stored }) => stored) };
}

function read<Stored>(call: CallMessage, engine: TransactionEngine<Stored>): Answer {
  try {
    return refusable(call, engine);
  } catch (error) {
    return failed(call, error);
  }
}

function refusable<Stored>(call: CallMessage, engine: TransactionEngine<Stored>): Answer {
  try {
    return { id: call.id, isOk: true, value: engine.perform(call) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { id: call.id, isOk: false, error: inTransit(error) };
  }
}

function allFailed(calls: readonly CallMessage[], error: unknown): readonly Answer[] {
  return calls.map((call) => failed(call, error));
}

function failed(call: CallMessage, error: unknown): Answer {
  return { id: call.id, isOk: false, error: inTransit(error) };
}

/** Any error as one that can be posted; what is not a `StoreError` becomes `unavailable`. */
export function inTransit(error: unknown): ErrorInTransit {
  if (error instanceof StoreError)
    return { code: error.code, message: error.message, head: error.head, cause: error.cause === undefined ? undefined : String(error.cause) };
  return { code: 'unavailable', message: faultMessage(error), head: undefined, cause: String(error) };
}
