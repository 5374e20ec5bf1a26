import type { Runtime } from '../src/runtime.js';

/** One call of {@link Runtime.log}. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

/** A {@link Runtime} whose time and network a test owns. */
export interface FakeRuntime extends Runtime {
  /** Every line logged so far. */
  readonly lines: readonly LogLine[];
  /** Lets time pass, calling back what is due, in order; resolves when what that set off has settled. */
  advance(durationMs: number): Promise<void>;
  /** Answers HTTP calls from now on. Until then they fail as if nobody listened. */
  answerRequests(answer: (request: Request) => Promise<Response>): void;
}

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A runtime that starts at `startAt`, with ids `id-1`, `id-2` … and chance that runs 0, 0.618…, 0.236… evenly through [0, 1). */
export function createFakeRuntime(startAt: number = Date.UTC(2026, 0, 5, 9)): FakeRuntime {
  const timers = new Set<Timer>();
  const lines: LogLine[] = [];
  let now = startAt;
  let ids = 0;
  let draws = -goldenRatio;
  let answer = (request: Request): Promise<Response> =>
    Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(request.url), { code: 'ECONNREFUSED' }) }));
  const nextDue = (until: number): Timer | undefined =>
    [...timers].filter(({ dueAt }) => dueAt <= until).sort((one, other) => one.dueAt - other.dueAt)[0];
  return {
    lines,
    now: () => now,
    schedule(delayMs, callback) {
      const timer = { dueAt: now + Math.max(0, delayMs), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    random: () => (draws += goldenRatio) % 1,
    newId: () => `id-${String((ids += 1))}`,
    request: ({ url, ...init }) => answer(new Request(url, init)),
    requestPublic: (request) => answer(request),
    log: (level, event, fields = {}) => void lines.push({ level, event, fields }),
    answerRequests(next) {
      answer = next;
    },
    async advance(durationMs) {
      const until = now + durationMs;
      await settled();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.dueAt);
        timer.callback();
        await settled();
      }
      now = until;
      await settled();
    },
  };
}

/** Far longer than anything in memory takes, also on a machine that has much else to do. */
const patienceMs = 20_000;
/** As many as libuv has by default. */
const poolThreads = [1, 2, 3, 4] as const;
/** Its multiples, modulo 1, never come close to each other soon. */
const goldenRatio = 0.618_033_988_749_895;

/**
 * Resolves after the event loop has gone round often enough for in-memory work
 * to have settled, including what the thread pool does for it (signatures).
 */
export async function settled(turns = 20): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    // Comes back after the pool has begun everything that was asked of it before.
    await Promise.all(poolThreads.map(() => crypto.subtle.digest('SHA-256', new Uint8Array(1))));
  }
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Resolves with the first value that `look` finds, looking once per turn of the event loop.
 *
 * @throws {Error} it found nothing for 20 s
 */
export async function eventually<Value>(look: () => Value | undefined | false): Promise<Value> {
  const givesUpAt = performance.now() + patienceMs;
  while (performance.now() < givesUpAt) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`What was waited for did not come: ${look.toString()}`);
}
