import type { Runtime } from './runtime.js';

/** Resolves after a while, or at once when `signal` ends the waiting. Never rejects. */
export function pause(runtime: Pick<Runtime, 'schedule'>, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = runtime.schedule(delayMs, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
