import type { BotFailed } from '@live-takeover/sdk/core';
import { boundedText } from '../http/bounded-text.js';
import { isNotSent, systemErrorCode } from '../http/system-error.js';
import type { Runtime } from '../runtime.js';

/** How a call to a bot is bounded. */
export interface CallBotOptions {
  readonly timeoutMs: number;
  /** Ends the call early; the answer then means nothing. */
  readonly signal: AbortSignal;
  /** Whether to try once more when no connection came about, so that nothing was received. */
  readonly retriesConnect?: boolean;
}

/** The body of a bot's 2xx answer, or why there is none. `detail` never holds anything anybody wrote. */
export type CallBotResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: BotFailed['problem']; readonly detail: string };

/** A call to be made. */
export interface BotRequest {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** {@link callBot}, or something that stands before it. Never rejects. */
export type CallBot = (request: BotRequest, options: CallBotOptions) => Promise<CallBotResult>;

/** More than this is no answer to a customer. */
const answerBytesLimit = 1_048_576;
/** Posts JSON to a bot and reads its answer. Never rejects. */
export async function callBot(
  runtime: Pick<Runtime, 'request' | 'schedule'>,
  request: BotRequest,
  options: CallBotOptions,
): Promise<CallBotResult> {
  const ending = new AbortController();
  const ended = new Promise<CallBotResult>((resolve) => {
    ending.signal.addEventListener('abort', () => resolve(failure('timed-out', String(ending.signal.reason))), { once: true });
  });
  const onAbort = (): void => ending.abort('stopped');
  options.signal.addEventListener('abort', onAbort, { once: true });
  const cancel = runtime.schedule(options.timeoutMs, () => ending.abort(`no answer within ${String(options.timeoutMs)} ms`));
  if (options.signal.aborted) onAbort();
  try {
    return await Promise.race([ended, attempt(runtime, request, options, ending.signal)]);
  } finally {
    cancel();
    options.signal.removeEventListener('abort', onAbort);
  }
}

async function attempt(
  runtime: Pick<Runtime, 'request'>,
  request: BotRequest,
  options: CallBotOptions,
  signal: AbortSignal,
): Promise<CallBotResult> {
  for (let isRetry = false; ; isRetry = true) {
    try {
      const headers = { 'content-type': 'application/json', ...request.headers };
      return await answerOf(await runtime.request({ url: request.url, method: 'POST', headers, body: request.body, signal }));
    } catch (error) {
      const code = systemErrorCode(error);
      const mayRetry = options.retriesConnect === true && !isRetry && !signal.aborted && isNotSent(code);
      if (!mayRetry) return failure('unreachable', code);
    }
  }
}

async function answerOf(response: Response): Promise<CallBotResult> {
  // A bot that moved is to be configured anew, not followed: a redirect counts as refusal.
  if (!response.ok) {
    await response.body?.cancel();
    return failure('refused', `HTTP ${String(response.status)}`);
  }
  const body = await boundedText(response, answerBytesLimit);
  return body.ok ? body : failure('bad-answer', body.problem);
}

function failure(problem: BotFailed['problem'], detail: string): CallBotResult {
  return { ok: false, problem, detail };
}
