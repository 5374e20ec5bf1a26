import type { Runtime } from './runtime.js';

/**
 * A log of one JSON object per line. Callers give codes, counts and ids only:
 * never customers' text, names or numbers.
 *
 * @param write - takes a line with its line break
 */
export function createLog(write: (line: string) => void, now: () => number): Runtime['log'] {
  return (level, event, fields = {}) => {
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...fields })}\n`);
  };
}
