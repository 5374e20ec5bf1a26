import type { EventStore } from '../../src/store/event-store.js';

/** An engine's store, as the conformance suite needs it. */
export interface StoreSubject {
  /** Opens an empty store; every test gets its own. */
  open(options: { readonly now: () => number }): Promise<OpenedStore>;
  /** Starts another process that appends without pause. Absent: the store does not outlive a process. */
  startLoad?(): Promise<RunningLoad>;
}

/**
 * A store, and what can be done to it from outside. What an engine cannot do is
 * left out, and the tests of it with it.
 */
export interface OpenedStore {
  readonly store: EventStore;
  /** Closes, and opens the same data again. Absent: the store forgets. */
  reopen?(): Promise<EventStore>;
  /** One more node on the same data, with the same clock; closed by `dispose`. Absent: one process has the data to itself. */
  openAnother?(): Promise<EventStore>;
  /**
   * Takes the database away in mid-work and brings it, or its standby, back; resolves when it answers again.
   * Stores that were open find it again by themselves.
   */
  failOver?(): Promise<void>;
  /** The next append through `store` is committed, but its answer is lost on the way: it rejects with `unavailable`. */
  loseNextAnswer?(): void;
  /** Paths of every file in which what was stored may stand. */
  files?(): Promise<readonly string[]>;
  /** Closes, and removes the data. */
  dispose(): Promise<void>;
}

/** A process under load, to be killed. */
export interface RunningLoad {
  /** Acknowledgements that have arrived, in order; grows until the process is dead. */
  readonly acknowledged: readonly Acknowledgement[];
  /** Resolves when so many have arrived. */
  untilAcknowledged(count: number): Promise<void>;
  /** SIGKILL; resolves when the process is gone and its last words are read. */
  kill(): Promise<void>;
  /** The same data, opened here. */
  reopen(): Promise<OpenedStore>;
}

/** What a store promised about one append of the load. */
export interface Acknowledgement {
  readonly conversationId: string;
  readonly ids: readonly string[];
  readonly version: number;
  readonly position: number;
}

/** Whatever runs tests: `test` of vitest or of node:test. */
export interface ConformanceRunner {
  test(title: string, run: () => Promise<void>): void;
}

/** A group of tests, given a subject and somewhere to register. */
export type ConformanceGroup = (subject: StoreSubject, runner: ConformanceRunner) => void;

/** Runs `check` on a fresh store, with a clock that the check may turn, and removes the store. */
export async function withStore(
  subject: StoreSubject,
  check: (opened: OpenedStore, clock: { now: number }) => Promise<void>,
): Promise<void> {
  const clock = { now: 1_700_000_000_000 };
  const opened = await subject.open({ now: () => clock.now });
  try {
    await check(opened, clock);
  } finally {
    await opened.dispose();
  }
}

/** The store as it is, and then as it is once closed and opened again, if it can be. */
export async function* asIsAndReopened({ store, reopen }: OpenedStore): AsyncGenerator<EventStore, void, undefined> {
  yield store;
  if (reopen !== undefined) yield await reopen();
}

/** The store closed and opened again, if it can be. */
export async function reopened({ store, reopen }: OpenedStore): Promise<EventStore> {
  return reopen === undefined ? store : reopen();
}
