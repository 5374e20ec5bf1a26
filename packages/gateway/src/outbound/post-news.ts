/** News to a server with whom we share a secret, posted until it takes them. */
import { namedSecret } from '../config/secrets.js';
import type { Secrets } from '../config/secrets.js';
import { callOut, retryAfterMs } from '../http/outbound-call.js';
import { timedSignature, timedSignatureHeader } from '../http/timed-signature.js';
import type { Runtime } from '../runtime.js';
import type { SendOutcome } from './destination.js';

/** To whom news go. */
export interface NewsAddress {
  readonly url: string;
  /** The name of the secret that signs them. */
  readonly secret: string;
}

/** What posting news takes. */
export interface PostNewsOptions {
  readonly runtime: Pick<Runtime, 'request' | 'schedule' | 'now'>;
  readonly secrets: Pick<Secrets, 'named'>;
}

/** The header with the id of the news, the same at each repeat. */
export const newsIdHeader = 'x-live-takeover-id';

const timeoutMs = 10_000;
/** A server that was asked amiss says so however often it is asked. Everything else may be mended at its end. */
const finalStatuses: ReadonlySet<number> = new Set([400, 405, 410, 413, 415, 422]);

/**
 * Posts a signed JSON body once. A lost answer counts as `unknown`: the other
 * end knows by its id what it has.
 *
 * @param id - idempotency key, also in the body
 */
export async function postNews({ runtime, secrets }: PostNewsOptions, { url, secret }: NewsAddress, id: string, news: unknown, signal: AbortSignal): Promise<SendOutcome> {
  const known = namedSecret(secrets, secret);
  // The configuration is checked for it, so that this is a moment between two of them at most.
  if (known === undefined) return { outcome: 'later', reason: 'not-authorized' };
  const body = JSON.stringify(news);
  const headers = {
    'content-type': 'application/json',
    // Header values are Latin-1; ids may be anything.
    [newsIdHeader]: encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\uFFFD')),
    [timedSignatureHeader]: timedSignature(known, body, runtime.now()),
  };
  const answer = await callOut(runtime, url, { method: 'POST', headers, body }, { timeoutMs, signal });
  if (answer.kind !== 'answered') return answer.kind === 'lost' ? { outcome: 'unknown' } : { outcome: 'later', reason: 'provider-unavailable' };
  if (answer.status >= 200 && answer.status < 300) return { outcome: 'sent' };
  if (finalStatuses.has(answer.status)) return { outcome: 'failed', reason: 'rejected' };
  const afterMs = retryAfterMs(answer.headers, runtime.now());
  const reason = answer.status === 401 || answer.status === 403 ? 'not-authorized' : 'provider-unavailable';
  return { outcome: 'later', reason, ...(afterMs === undefined ? {} : { afterMs }) };
}
