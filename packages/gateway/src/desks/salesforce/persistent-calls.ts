/** Calls for one customer at Salesforce that go on until they are answered for good. */
import { retryDelayMs } from '@live-takeover/sdk/core';
import { jsonOf } from '../../http/bounded-text.js';
import { pause } from '../../pause.js';
import type { Runtime } from '../../runtime.js';
import type { MiawClient, MiawOutcome } from './miaw-client.js';

/** What calling takes. */
export interface PersistentCallsOptions {
  readonly client: Pick<MiawClient, 'renew'>;
  readonly runtime: Pick<Runtime, 'now' | 'random' | 'schedule'>;
  readonly token: () => string;
  readonly keepToken: (token: string) => Promise<void>;
  /** It answers, or does not for now. */
  readonly onHealth: (isHealthy: boolean) => void;
  /** It is no use; the status if there is one beside "unauthorized". */
  readonly onRefused: (status: number | undefined) => Promise<void>;
  /** Ends what is under way, be it a renewal for the end itself. */
  readonly ending: AbortSignal;
}

/** Calls with a token that is renewed when it has to be. */
export interface PersistentCalls {
  /** @returns undefined if `signal` ended it, or Salesforce refused */
  attempt<Value>(call: (token: string) => Promise<MiawOutcome<Value>>, signal: AbortSignal): Promise<{ readonly value: Value } | undefined>;
  /** @returns whether another token may be good */
  renew(): Promise<boolean>;
  /** Renews the token while it is in force, and whatever comes after it. Called for each token. */
  renewInTime(): void;
}

const longestDelayMs = 30_000;
/** The part of a token's life after which it is renewed: early enough to be attempted again. */
const renewedAfter = 0.75;
/** After a refusal what is to be done is decided anew, and not at once. */
const afterRefusalMs = 1_000;

/** How long to wait before attempt number `count`, 0 for the first retry. */
export function nextAttemptMs(runtime: Pick<Runtime, 'random'>, count: number): number {
  return 250 + retryDelayMs(count, () => runtime.random(), longestDelayMs);
}

/** Calls for one customer. */
export function createPersistentCalls(options: PersistentCallsOptions): PersistentCalls {
  const { client, runtime, token, keepToken, onHealth, onRefused, ending } = options;
  let renewing: Promise<boolean> | undefined;
  const renew = async (): Promise<boolean> => {
    const outcome = await client.renew(token(), ending);
    if (outcome.kind === 'done') await keepToken(outcome.value);
    // Whoever asked finds out by the next call whether the old one is good after all.
    return outcome.kind === 'done' || outcome.kind === 'later';
  };
  const renewOnce = (): Promise<boolean> => (renewing ??= renew().finally(() => (renewing = undefined)));
  let cancelRenewal = (): void => {};
  ending.addEventListener('abort', () => cancelRenewal(), { once: true });
  const renewInTime = (): void => {
    cancelRenewal();
    const expiresAt = expiryOf(token());
    if (expiresAt === undefined || ending.aborted) return;
    const delayMs = Math.max(longestDelayMs, (expiresAt - runtime.now()) * renewedAfter);
    // It comes here again by the next token; where there is none yet, by itself.
    cancelRenewal = runtime.schedule(delayMs, () => void renewOnce().then(renewInTime, () => {}));
  };
  return {
    renew: renewOnce,
    renewInTime,
    async attempt(call, signal) {
      for (let count = 0, refusals = 0; !signal.aborted; count += 1) {
        const outcome = await call(token());
        if (signal.aborted) return undefined;
        onHealth(outcome.kind === 'done');
        if (outcome.kind === 'done') return outcome;
        refusals = outcome.kind === 'unauthorized' ? refusals + 1 : 0;
        // A new token that is not accepted either is no token.
        if (outcome.kind === 'refused' || refusals > 1 || (refusals === 1 && !(await renewOnce()))) {
          await onRefused(outcome.kind === 'refused' ? outcome.status : undefined);
          await pause(runtime, afterRefusalMs, signal);
          return undefined;
        }
        if (outcome.kind === 'later') await pause(runtime, Math.max(outcome.afterMs ?? 0, nextAttemptMs(runtime, count)), signal);
      }
      return undefined;
    },
  };
}

/** When a token (RFC 7519) is no longer good, epoch ms; undefined if it does not say. Nothing rests on it but when another is asked for. */
function expiryOf(token: string): number | undefined {
  const claims = jsonOf(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
  return typeof exp === 'number' ? exp * 1000 : undefined;
}
