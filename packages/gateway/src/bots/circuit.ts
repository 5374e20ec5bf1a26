/** Spares a bot that does not answer from being called, and customers from waiting for it. */
import type { Runtime } from '../runtime.js';
import type { CallBot, CallBotResult } from './call-bot.js';

/** What breaking takes. */
export interface CircuitOptions {
  readonly botId: string;
  readonly runtime: Pick<Runtime, 'now' | 'log'>;
  /** Whether a call that got no answer in time says that the bot is down: not of one that answers by call-back. */
  readonly doesTimeoutCount: boolean;
}

/** So many failures in a row, and none of them the fault of what was asked. */
const failuresAllowed = 5;
/** Afterwards one call finds out whether it is back. */
const openForMs = 15_000;

/**
 * Calls a bot until five calls in a row got no answer: then for 15 s everything
 * fails at once, without a call, and after that one call is let through. If that
 * is answered all are again. Calls that were broken off count for nothing.
 */
export function createCircuit(call: CallBot, { botId, runtime, doesTimeoutCount }: CircuitOptions): CallBot {
  let failures = 0;
  let openedAt: number | undefined;
  let isProbing = false;
  const count = (result: CallBotResult): void => {
    if (!isDown(result, doesTimeoutCount)) {
      if (openedAt !== undefined) runtime.log('info', 'bot-answers-again', { bot: botId });
      failures = 0;
      openedAt = undefined;
      return;
    }
    failures += 1;
    if (failures < failuresAllowed) return;
    if (openedAt === undefined) runtime.log('error', 'bot-not-answering', { bot: botId, failures, retryAfterMs: openForMs });
    openedAt = runtime.now();
  };
  return async (request, options) => {
    const isProbe = openedAt !== undefined;
    if (openedAt !== undefined && (isProbing || runtime.now() < openedAt + openForMs)) return notCalled;
    isProbing ||= isProbe;
    try {
      const result = await call(request, options);
      if (!options.signal.aborted) count(result);
      return result;
    } finally {
      if (isProbe) isProbing = false;
    }
  };
}

const notCalled: CallBotResult = { ok: false, problem: 'unreachable', detail: 'not called: it did not answer lately' };

/** Whether nobody is there, or nobody who could answer anything. What one message was refused for says nothing of the next. */
function isDown(result: CallBotResult, doesTimeoutCount: boolean): boolean {
  if (result.ok) return false;
  if (result.problem === 'timed-out') return doesTimeoutCount;
  return result.problem === 'unreachable' || (result.problem === 'refused' && result.detail.startsWith('HTTP 5'));
}
