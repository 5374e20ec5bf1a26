/**
 * When the turns of a record happened. Recorded times are taken as they are;
 * where a record has none, or only whole minutes, the rest is made up by a model
 * with a seed, the same at every run, and whoever uses it says so.
 */
import type { RecordedConversation, RecordedSpeaker, RecordedTurn } from './record.js';

/** The turns' times, and how much of them is made up. */
export interface TurnTimes {
  /** Milliseconds from the first turn, whole, never less than the one before. */
  readonly offsetsMs: readonly number[];
  /** `modelled`: some turns had no time; `spread`: several shared one coarse time and were spread inside it. */
  readonly origin: 'recorded' | 'spread' | 'modelled';
}

/** How long somebody takes to answer: a log-normal pause to think, then typing at a steady pace. */
interface Pace {
  readonly medianThinkMs: number;
  /** Standard deviation of the logarithm. */
  readonly spread: number;
  readonly msPerCharacter: number;
  readonly shortestMs: number;
  readonly longestMs: number;
}

/**
 * The timing model. Customers read and think for about 8 s and type 5 characters
 * a second; agents for about 12 s, at 6 a second; bots answer in about a second
 * whatever the length.
 *
 * @see docs/record-format.md#timing-model
 */
export const paces: Readonly<Record<RecordedSpeaker, Pace>> = {
  user: { medianThinkMs: 8_000, spread: 0.7, msPerCharacter: 200, shortestMs: 1_500, longestMs: 180_000 },
  agent: { medianThinkMs: 12_000, spread: 0.7, msPerCharacter: 165, shortestMs: 2_000, longestMs: 240_000 },
  bot: { medianThinkMs: 1_000, spread: 0.4, msPerCharacter: 0, shortestMs: 300, longestMs: 5_000 },
};

/** Times coarser than this are spread; a second is fine enough to look real. */
const coarseMs = 1_000;

/** Times for every turn of a record. */
export function timeTurns(record: Pick<RecordedConversation, 'turns' | 'timeResolutionMs'>, random: () => number): TurnTimes {
  const { turns } = record;
  const resolutionMs = record.timeResolutionMs ?? 0;
  const isCoarse = resolutionMs > coarseMs && turns.some(({ atMs }) => atMs !== null);
  const isModelled = turns.some(({ atMs }, index) => atMs === null && index > 0);
  const given = isCoarse ? spreadInside(turns, resolutionMs, random) : turns.map(({ atMs }) => atMs);
  const offsetsMs: number[] = [];
  for (const [index, turn] of turns.entries()) {
    const previous = offsetsMs.at(-1);
    if (previous === undefined) offsetsMs.push(Math.round(given[index] ?? 0));
    else offsetsMs.push(Math.max(previous, Math.round(given[index] ?? previous + gapMs(turn, random))));
  }
  const [first = 0] = offsetsMs;
  return { offsetsMs: offsetsMs.map((offset) => offset - first), origin: isModelled ? 'modelled' : isCoarse ? 'spread' : 'recorded' };
}

/**
 * How long after the turn before it a turn comes, by the model.
 *
 * @param random - returns a number in [0, 1)
 */
export function gapMs({ from, text }: Pick<RecordedTurn, 'from' | 'text'>, random: () => number): number {
  const { medianThinkMs, spread, msPerCharacter, shortestMs, longestMs } = paces[from];
  const thinkMs = medianThinkMs * Math.exp(spread * normal(random));
  return Math.round(Math.min(longestMs, Math.max(shortestMs, thinkMs + msPerCharacter * text.length)));
}

/** Turns of one coarse instant, in order, at random places of equal parts of it. */
function spreadInside(turns: readonly RecordedTurn[], resolutionMs: number, random: () => number): readonly (number | null)[] {
  const counts = new Map<number, number>();
  for (const { atMs } of turns) if (atMs !== null) counts.set(atMs, (counts.get(atMs) ?? 0) + 1);
  const used = new Map<number, number>();
  return turns.map(({ atMs }) => {
    if (atMs === null) return null;
    const place = used.get(atMs) ?? 0;
    used.set(atMs, place + 1);
    return atMs + ((place + random()) / (counts.get(atMs) ?? 1)) * resolutionMs;
  });
}

/** Standard normal, by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
