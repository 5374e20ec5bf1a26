import { writeSync } from 'node:fs';

/**
 * Says one JSON line on standard output, at once: what was said before a SIGKILL has been said. Waits for a reader who is
 * slow, in whose pipe there is no room.
 */
export function sayLine(line: object): void {
  let rest = Buffer.from(`${JSON.stringify(line)}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
