import type { Observed } from './observer.js';
import type { ReplayTally } from './replay.js';

const statuses = [
  ['live', 'Live'],
  ['action', 'Action'],
  ['waiting-for-agent', 'Waiting For Agent'],
  ['stalled', 'Stalled'],
  ['abandoned', 'Abandoned'],
] as const;
const shownErrors = 10;

/**
 * What a replay did and what came of it, in lines for a terminal.
 *
 * @param observed - undefined if no agent could look on
 */
export function replayReport(tally: ReplayTally, observed: Observed | undefined, elapsedMs: number): readonly string[] {
  const errors = [...tally.errors].sort(([, left], [, right]) => right - left);
  const errorCount = errors.reduce((sum, [, times]) => sum + times, 0);
  const reached = statuses.map(([status, label]) => `${label} ${observed?.reached.get(status) ?? 0}`).join(', ');
  const missed = tally.answersMissed === 0 ? '' : `; ${tally.answersMissed} answers did not come in time`;
  return [
    `Conversations:    ${tally.conversations} (${tally.finished} played to the end) in ${(elapsedMs / 1000).toFixed(1)} s`,
    `Messages sent:    ${tally.messagesSent}, answered by ${tally.answers} messages${missed}`,
    `Default answers:  ${observed === undefined ? 'not known, for no agent could look on' : observed.defaultAnswers}`,
    `Statuses reached: ${observed === undefined ? 'not known, for no agent could look on' : reached}`,
    ...(tally.skipped === 0 ? [] : [`Skipped:          ${tally.skipped} records in which the customer says nothing`]),
    ...timesReport(tally),
    `Errors:           ${errorCount}`,
    ...errors.slice(0, shownErrors).map(([message, times]) => `  ${times} × ${message}`),
    ...(errors.length > shownErrors ? [`  … and ${errors.length - shownErrors} other kinds`] : []),
  ];
}

/** Says which times are not the recording's. */
function timesReport({ timesModelled, timesSpread }: ReplayTally): readonly string[] {
  return [
    ...(timesModelled === 0 ? [] : [`Times:            ${timesModelled} records have none; the timing model made them up (docs/record-format.md)`]),
    ...(timesSpread === 0 ? [] : [`Times:            ${timesSpread} records have them by the minute; turns were spread inside the minute`]),
  ];
}
