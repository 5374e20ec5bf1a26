import type { Clock } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';

/** The simulated network between one agent's page and the backend. */
export interface Line {
  /** Asks once. @throws {TakeoverError} `connection-lost` if there is no connection, or none any more for the answer */
  ask<Answer>(signal: AbortSignal, question: () => Answer, extraDelayMs?: number): Promise<Answer>;
  /** Asks on each connection until there is an answer. */
  read<Answer>(signal: AbortSignal, question: () => Answer): Promise<Answer>;
  /** To be called when there is a connection. */
  connected(): void;
}

/** A line on which everything takes `latencyMs` each way. */
export function createLine(clock: Clock, latencyMs: number, isConnected: () => boolean): Line {
  const arrivals = new Set<() => void>();
  const line: Line = {
    async ask(signal, question, extraDelayMs = 0) {
      await delay(clock, latencyMs, signal);
      if (!isConnected()) throw lost('There is no connection. Send it again once there is.');
      const answer = question();
      await delay(clock, latencyMs + extraDelayMs, signal);
      if (!isConnected()) throw lost('The connection was lost before the answer came. Send it again.');
      return answer;
    },
    async read(signal, question) {
      for (;;) {
        if (!isConnected()) await arrivalOf(arrivals, signal);
        try {
          return await line.ask(signal, question);
        } catch (error) {
          if (isConnected()) throw error;
        }
      }
    },
    connected() {
      for (const arrive of [...arrivals]) arrive();
    },
  };
  return line;
}

function delay(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return abortable(signal, (resolve) => {
    if (delayMs > 0) return clock.schedule(delayMs, resolve);
    resolve();
    return nothing;
  });
}

function arrivalOf(arrivals: Set<() => void>, signal: AbortSignal): Promise<void> {
  return abortable(signal, (resolve) => {
    arrivals.add(resolve);
    return () => void arrivals.delete(resolve);
  });
}

/** A promise that `start` resolves, unless the signal aborts first and takes it back. */
function abortable(signal: AbortSignal, start: (resolve: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(aborted(signal));
    let cancel = nothing;
    const refuse = (): void => {
      cancel();
      reject(aborted(signal));
    };
    signal.addEventListener('abort', refuse);
    cancel = start(() => {
      cancel();
      signal.removeEventListener('abort', refuse);
      resolve();
    });
  });
}

const nothing = (): void => undefined;

function lost(message: string): TakeoverError {
  return new TakeoverError('connection-lost', message, { retry: true });
}

function aborted(signal: AbortSignal): TakeoverError {
  return new TakeoverError('aborted', 'The caller gave up.', { cause: signal.reason });
}
