import { pause } from '../../pause.js';
import type { Runtime } from '../../runtime.js';
import type { MiawClient } from './miaw-client.js';
import type { PersistentCalls } from './persistent-calls.js';
import { nextAttemptMs } from './persistent-calls.js';

/** What telling an end takes. */
export interface TellEndOptions {
  readonly client: Pick<MiawClient, 'close'>;
  readonly calls: Pick<PersistentCalls, 'renew'>;
  readonly runtime: Pick<Runtime, 'now' | 'random' | 'schedule'>;
  readonly token: () => string;
}

/** For how long it is attempted before Salesforce is left to find out. */
const closingForMs = 10 * 60_000;

/** Tells Salesforce that a conversation is over. @returns whether it knows */
export async function tellEnd({ client, calls, runtime, token }: TellEndOptions, deskConversationId: string, signal: AbortSignal): Promise<boolean> {
  const until = runtime.now() + closingForMs;
  for (let count = 0; runtime.now() < until && !signal.aborted; count += 1) {
    const outcome = await client.close(token(), deskConversationId, signal);
    if (outcome.kind === 'done') return true;
    // Whoever is not known there any more has nothing open there.
    if (outcome.kind === 'unauthorized' && !(count === 0 && (await calls.renew()))) return true;
    if (outcome.kind === 'later') await pause(runtime, nextAttemptMs(runtime, count), signal);
  }
  return false;
}
