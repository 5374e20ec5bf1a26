import { createDeadlines } from '../conversations/deadlines.js';
import type { Runtime } from '../runtime.js';

/** How often the gateway pings. */
export const heartbeatMs = 15_000;
/** How long a client may take to say hello. */
export const helloTimeoutMs = 5_000;
/** How long before its end a client is asked for a new token. */
export const authExpiringMs = 60_000;

/** What becomes due in a session's life. */
export type SessionDue = 'hello' | 'heartbeat' | 'token-expiring' | 'token-expired';

/** The clock of one session. */
export interface SessionTimers {
  /** The client said hello: heartbeats begin. */
  greet(): void;
  /** A token was accepted that is good until `expiresAt`, epoch ms. */
  watchToken(expiresAt: number): void;
  stop(): void;
}

/** Waits for a hello from now on. */
export function createSessionTimers(runtime: Pick<Runtime, 'now' | 'schedule'>, onDue: (due: SessionDue) => void): SessionTimers {
  const deadlines = createDeadlines(runtime, (key) => {
    if (key === 'heartbeat') deadlines.set('heartbeat', runtime.now() + heartbeatMs);
    onDue(key as SessionDue);
  });
  deadlines.set('hello', runtime.now() + helloTimeoutMs);
  return {
    greet() {
      deadlines.set('hello', null);
      deadlines.set('heartbeat', runtime.now() + heartbeatMs);
    },
    watchToken(expiresAt) {
      const leftMs = Math.max(0, expiresAt - runtime.now());
      // A token that lives shorter than the warning is renewed at half time.
      deadlines.set('token-expiring', expiresAt - Math.min(authExpiringMs, leftMs / 2));
      deadlines.set('token-expired', expiresAt);
    },
    stop: () => deadlines.clear(),
  };
}
