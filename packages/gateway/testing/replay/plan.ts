import type { RecordedConversation } from '../../src/import/record.js';
import { seededRandom } from '../../src/import/seeded-random.js';
import { timeTurns } from '../../src/import/timing.js';
import type { TurnTimes } from '../../src/import/timing.js';

/** One thing the customer says. */
export interface ReplayStep {
  /** After the step before it, or the beginning. */
  readonly afterMs: number;
  readonly text: string;
  /** Whether the customer had an answer before the next thing they said, and so waits for one. */
  readonly awaitsAnswer: boolean;
}

/** What is done for one record. */
export interface ReplayPlan {
  readonly recordId: string;
  readonly steps: readonly ReplayStep[];
  /** How the customer goes, and how long after their last step; null: they only fall silent. */
  readonly end: { readonly why: 'ended' | 'connection-lost'; readonly afterMs: number } | null;
  readonly timesAre: TurnTimes['origin'];
}

export interface PlanOptions {
  readonly seed: number;
  /** Every gap is divided by it. */
  readonly speed: number;
}

/**
 * The customer's part of a record. What the bot and the agents said in it is
 * left to the bot and the agents of the gateway; texts that say nothing are left out.
 */
export function planReplay(record: RecordedConversation, { seed, speed }: PlanOptions): ReplayPlan {
  const { offsetsMs, origin } = timeTurns(record, seededRandom(`${seed} ${record.id}`));
  const isMonologue = record.turns.every(({ from }) => from === 'user');
  const said = record.turns.flatMap(({ from, text }, index) => (from === 'user' && text.trim() !== '' ? [{ text, index }] : []));
  let previousMs = 0;
  const steps = said.map(({ text, index }, place): ReplayStep => {
    const atMs = offsetsMs[index] ?? previousMs;
    const afterMs = (atMs - previousMs) / speed;
    previousMs = atMs;
    return { afterMs, text, awaitsAnswer: isMonologue || said[place + 1]?.index !== index + 1 };
  });
  const end = record.end === null ? null : { why: record.end.why, afterMs: Math.max(0, (record.end.atMs ?? previousMs) - previousMs) / speed };
  return { recordId: record.id, steps, end, timesAre: origin };
}
