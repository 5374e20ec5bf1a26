import type { NumberedLine } from '../../src/import/lines.js';
import { untilBreakage } from '../../src/import/lines.js';
import { parseRecord } from '../../src/import/record.js';
import type { Customer } from './direct-line-customer.js';
import { planReplay } from './plan.js';
import type { PlanOptions, ReplayPlan } from './plan.js';

export interface ReplayOptions extends PlanOptions {
  readonly limit: number;
  /** Conversations at the same time. */
  readonly concurrency: number;
  /** How long a customer waits for an answer before they go on all the same. */
  readonly answerTimeoutMs: number;
  /** Ends the replay; what was done is reported. */
  readonly signal: AbortSignal;
}

/** What the replay needs of the outside. */
export interface ReplayDependencies {
  openCustomer(signal: AbortSignal): Promise<Customer>;
  /** Resolves after a while, or at once when aborted. */
  wait(durationMs: number, signal: AbortSignal): Promise<void>;
  /** Told after each message and each conversation. */
  progress?(tally: ReplayTally): void;
}

/** What was done. */
export interface ReplayTally {
  /** Opened. */
  readonly conversations: number;
  /** Played to their end. */
  readonly finished: number;
  readonly messagesSent: number;
  readonly answers: number;
  /** Waited for, and not come in time. */
  readonly answersMissed: number;
  /** Records in which the customer says nothing. */
  readonly skipped: number;
  /** Records whose times were made up, and whose coarse times were spread. */
  readonly timesModelled: number;
  readonly timesSpread: number;
  /** The Direct Line conversations, with the number of messages that each delivered. */
  readonly threads: ReadonlyMap<string, number>;
  /** How often each thing went wrong. */
  readonly errors: ReadonlyMap<string, number>;
}

type MutableTally = { -readonly [Name in keyof ReplayTally]: ReplayTally[Name] extends number ? number : Map<string, number> };

/** Plays the customers of recorded conversations against a running gateway. A record that fails does not stop the others. */
export async function replay(
  lines: AsyncIterable<NumberedLine>,
  options: ReplayOptions,
  dependencies: ReplayDependencies,
): Promise<ReplayTally> {
  const tally = emptyTally();
  const plans = plansOf(lines, options, tally);
  await Promise.all(
    Array.from({ length: options.concurrency }, async () => {
      // All share one generator: each takes the next plan when it is done with its own.
      for (let next = await plans.next(); !next.done && !options.signal.aborted; next = await plans.next()) {
        await playOne(next.value, options, dependencies, tally);
        dependencies.progress?.(tally);
      }
    }),
  );
  return tally;
}

async function* plansOf(lines: AsyncIterable<NumberedLine>, options: ReplayOptions, tally: MutableTally): AsyncGenerator<ReplayPlan, void, undefined> {
  let planned = 0;
  for await (const { number, text } of untilBreakage(lines, (line, problem) => count(tally.errors, `Line ${line}: ${problem}`))) {
    if (planned >= options.limit) return;
    const parsed = text === null ? { ok: false as const, problem: 'The line is too long.' } : parseRecord(text);
    if (!parsed.ok) {
      count(tally.errors, `Line ${number}: ${parsed.problem}`);
      continue;
    }
    const plan = planReplay(parsed.record, options);
    if (plan.steps.length === 0) {
      tally.skipped += 1;
      continue;
    }
    planned += 1;
    if (plan.timesAre === 'modelled') tally.timesModelled += 1;
    if (plan.timesAre === 'spread') tally.timesSpread += 1;
    yield plan;
  }
}

async function playOne(plan: ReplayPlan, options: ReplayOptions, dependencies: ReplayDependencies, tally: MutableTally): Promise<void> {
  let customer: Customer | undefined;
  try {
    customer = await dependencies.openCustomer(options.signal);
    tally.conversations += 1;
    await play(plan, customer, options, dependencies, tally);
    if (!options.signal.aborted) tally.finished += 1;
  } catch (error) {
    if (!options.signal.aborted) count(tally.errors, error instanceof Error ? error.message : String(error));
  } finally {
    if (customer !== undefined) {
      tally.threads.set(customer.thread, customer.received);
      tally.answers += customer.answers;
      customer.close();
    }
  }
}

async function play(
  { steps, end }: ReplayPlan,
  customer: Customer,
  { signal, answerTimeoutMs }: ReplayOptions,
  { wait, progress }: ReplayDependencies,
  tally: MutableTally,
): Promise<void> {
  for (const { afterMs, text, awaitsAnswer } of steps) {
    await wait(afterMs, signal);
    if (signal.aborted) return;
    const answersBefore = customer.answers;
    await customer.say(text, signal);
    tally.messagesSent += 1;
    progress?.(tally);
    if (awaitsAnswer && !(await customer.untilAnswered(answersBefore, answerTimeoutMs))) tally.answersMissed += 1;
  }
  if (end === null) return;
  await wait(end.afterMs, signal);
  if (!signal.aborted && end.why === 'ended') await customer.end(signal);
}

function emptyTally(): MutableTally {
  return {
    ...{ conversations: 0, finished: 0, messagesSent: 0, answers: 0, answersMissed: 0, skipped: 0, timesModelled: 0, timesSpread: 0 },
    threads: new Map(),
    errors: new Map(),
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
