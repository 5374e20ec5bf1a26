import type { Words } from './words.js';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long something took, in at most two units: "45 s", "3 min", "1 h 12 min", "2 d 3 h". */
export function durationWords(words: Words, durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < minuteMs) return words('duration.seconds', { seconds: Math.floor(ms / secondMs) });
  if (ms < hourMs) return words('duration.minutes', { minutes: Math.floor(ms / minuteMs) });
  if (ms < dayMs) {
    const hours = Math.floor(ms / hourMs);
    const minutes = Math.floor((ms % hourMs) / minuteMs);
    return minutes === 0 ? words('duration.hours-exactly', { hours }) : words('duration.hours', { hours, minutes });
  }
  const days = Math.floor(ms / dayMs);
  const hours = Math.floor((ms % dayMs) / hourMs);
  return hours === 0 ? words('duration.days-exactly', { days }) : words('duration.days', { days, hours });
}

/**
 * How long ago something was, in one unit rounded down: "just now", "20 s ago",
 * "3 min ago". Under a minute in steps of ten seconds, because ages are
 * rewritten no more often. The future is "just now": clocks differ.
 */
export function agoWords(words: Words, at: number, now: number): string {
  const ms = now - at;
  if (ms < 10 * secondMs) return words('ago.now');
  if (ms < minuteMs) return words('ago.seconds', { count: Math.floor(ms / (10 * secondMs)) * 10 });
  if (ms < hourMs) return words('ago.minutes', { count: Math.floor(ms / minuteMs) });
  if (ms < dayMs) return words('ago.hours', { count: Math.floor(ms / hourMs) });
  return words('ago.days', { count: Math.floor(ms / dayMs) });
}

/** How long {@link agoWords} say the same, in ms. */
export function agoLastsMs(at: number, now: number): number {
  const ms = now - at;
  if (ms < 10 * secondMs) return 10 * secondMs - ms;
  return restOf(ms, ms < minuteMs ? 10 * secondMs : ms < hourMs ? minuteMs : ms < dayMs ? hourMs : dayMs);
}

/** How long {@link durationWords} of the time since `startedAt` say the same, in ms. */
export function durationLastsMs(startedAt: number, now: number): number {
  const ms = now - startedAt;
  if (ms < 0) return secondMs - ms;
  return restOf(ms, ms < minuteMs ? secondMs : ms < dayMs ? minuteMs : hourMs);
}

/** How much is left of the step in which `ms` lies. */
function restOf(ms: number, stepMs: number): number {
  return stepMs - (ms % stepMs);
}
