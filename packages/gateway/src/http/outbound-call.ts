import { boundedText } from './bounded-text.js';
import type { Runtime } from '../runtime.js';

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

/** System errors that say that the request never left. */
const notSentCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
const answerBytesLimit = 4_194_304;

/** Sends a request and reads its answer, whatever its status. Redirects are not followed. Never rejects. */
export async function callOut(runtime: Pick<Runtime, 'request' | 'schedule'>, url: string, init: RequestInit, { timeoutMs, signal }: CallOptions): Promise<CallOutcome> {
  const ending = new AbortController();
  const ended = new Promise<CallOutcome>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve({ kind: 'lost', code: String(ending.signal.reason) }), { once: true });
  });
  const onAbort = (): void => ending.abort('stopped');
  signal.addEventListener('abort', onAbort, { once: true });
  const cancel = runtime.schedule(timeoutMs, () => ending.abort('timed-out'));
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([ended, attempt(runtime, new Request(url, { ...init, redirect: 'manual', signal: ending.signal }))]);
  } finally {
    cancel();
    signal.removeEventListener('abort', onAbort);
  }
}

async function attempt(runtime: Pick<Runtime, 'request'>, request: Request): Promise<CallOutcome> {
  try {
    const response = await runtime.request(request);
    const body = await boundedText(response, answerBytesLimit);
    if (!body.ok) return { kind: 'lost', code: body.problem };
    return { kind: 'answered', status: response.status, headers: response.headers, text: body.text };
  } catch (error) {
    const code = codeOf(error);
    return { kind: notSentCodes.has(code) ? 'not-sent' : 'lost', code };
  }
}

/** The system's code of a failed call, wherever it hides. */
function codeOf(error: unknown): string {
  const causes = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  for (const candidate of [error, ...causes]) {
    if (!(candidate instanceof Error)) continue;
    if ('code' in candidate && typeof candidate.code === 'string') return candidate.code;
    if (candidate.cause !== undefined) return codeOf(candidate.cause);
  }
  return error instanceof Error ? error.name : 'unknown';
}

/** How long an answer wants to be left alone, by its `Retry-After` (RFC 9110 §10.2.3); undefined if it does not say. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
