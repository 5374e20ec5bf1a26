/** What happened in a run, in order: hashed as a whole, kept in part. */
export interface Trace {
  /** How many lines there were. */
  readonly length: number;
  /** Of all lines. Two runs with the same hash did the same. */
  readonly hash: string;
  /** Those kept, oldest first. */
  readonly lines: readonly string[];
  add(line: string): void;
}

/** @param keeps - how many of the newest lines are kept */
export function createTrace(startAt: number, now: () => number, keeps: number): Trace {
  let lines: string[] = [];
  let length = 0;
  let low = 0x811c9dc5;
  let high = 0x01000193;
  return {
    get length() {
      return length;
    },
    get hash() {
      return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
    },
    get lines() {
      return lines.slice(-keeps);
    },
    add(text) {
      const line = `${now() - startAt} ${text}`;
      length += 1;
      for (let index = 0; index < line.length; index += 1) {
        low = Math.imul(low ^ line.charCodeAt(index), 0x01000193);
        high = Math.imul(high ^ (low >>> 15), 0x85ebca6b);
      }
      lines.push(line);
      if (lines.length > 2 * keeps + 100) lines = lines.slice(-keeps);
    },
  };
}
