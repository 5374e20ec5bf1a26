import { boundedText } from './bounded-text.js';
import type { OutgoingCall, OutgoingRequest, Runtime } from '../runtime.js';
import { isNotSent, systemErrorCode } from './system-error.js';

/** What became of a call to a provider. */
export type CallOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Headers; readonly text: string }
  /** No connection came about: nobody got it. */
  | { readonly kind: 'not-sent'; readonly code: string }
  /** It was sent and no answer came, or none that can be read: they may have got it. */
  | { readonly kind: 'lost'; readonly code: string };

/** How a call is bounded. */
export interface CallOptions {
  readonly timeoutMs: number;
  /** Breaks it off. */
  readonly signal: AbortSignal;
}

const answerBytesLimit = 4_194_304;

/** Sends a request and reads its answer, whatever its status. Redirects are not followed. Never rejects. */
export async function callOut(runtime: Pick<Runtime, 'request' | 'schedule'>, url: string, call: OutgoingCall, { timeoutMs, signal }: CallOptions): Promise<CallOutcome> {
  const ending = new AbortController();
  const ended = new Promise<CallOutcome>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve({ kind: 'lost', code: String(ending.signal.reason) }), { once: true });
  });
  const onAbort = (): void => ending.abort('stopped');
  signal.addEventListener('abort', onAbort, { once: true });
  const cancel = runtime.schedule(timeoutMs, () => ending.abort('timed-out'));
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([ended, attempt(runtime, { ...call, url, signal: ending.signal })]);
  } finally {
    cancel();
    signal.removeEventListener('abort', onAbort);
  }
}

async function attempt(runtime: Pick<Runtime, 'request'>, request: OutgoingRequest): Promise<CallOutcome> {
  try {
    const response = await runtime.request(request);
    const body = await boundedText(response, answerBytesLimit);
    if (!body.ok) return { kind: 'lost', code: body.problem };
    return { kind: 'answered', status: response.status, headers: response.headers, text: body.text };
  } catch (error) {
    const code = systemErrorCode(error);
    return { kind: isNotSent(code) ? 'not-sent' : 'lost', code };
  }
}

/** How long an answer wants to be left alone, by its `Retry-After` (RFC 9110 §10.2.3); undefined if it does not say. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
