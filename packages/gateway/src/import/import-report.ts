import type { ImportSummary } from './import-conversations.js';

const shownErrors = 20;

/** What became of an import, in lines for a terminal. Says which times are made up. */
export function importReport(summary: ImportSummary): readonly string[] {
  const { conversations, events, alreadyThere, timesModelled, timesSpread, errors } = summary;
  return [
    `${conversations} conversations imported, ${events} events.`,
    ...(alreadyThere === 0 ? [] : [`${alreadyThere} were there already and were left as they are.`]),
    ...(timesModelled === 0 ? [] : [`${timesModelled} have no recorded times: theirs were made up by the timing model (docs/record-format.md).`]),
    ...(timesSpread === 0 ? [] : [`${timesSpread} have times by the minute: their turns were spread inside the minute.`]),
    ...(errors.length === 0 ? [] : [`Lines that could not be imported: ${errors.length}.`]),
    ...errors.slice(0, shownErrors).map(({ line, problem }) => `Line ${line}: ${problem}`),
    ...(errors.length > shownErrors ? [`… and ${errors.length - shownErrors} more.`] : []),
  ];
}
