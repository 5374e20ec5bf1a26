/** What the Graph API's answers mean. Pure. */
import type { DeliveryFailure } from '@live-takeover/sdk/core';
import { z } from 'zod';
import type { CallOutcome } from '../../http/outbound-call.js';
import { retryAfterMs } from '../../http/outbound-call.js';
import { jsonOf } from '../../http/bounded-text.js';
import type { SendOutcome } from '../../outbound/destination.js';

/** What became of a call, and whether somebody has to look after our access. */
export interface GraphOutcome {
  readonly outcome: Exclude<SendOutcome, { outcome: 'sent' }> | { readonly outcome: 'taken'; readonly mid: string };
  /** The provider's code, for the log: `190`, `10/2018278`. */
  readonly code: string | undefined;
}

const errorShape = z.looseObject({ error: z.looseObject({ code: z.number(), error_subcode: z.number().optional() }) });
const takenShape = z.looseObject({ message_id: z.string().min(1) });

/** The code and subcode are the contract; the HTTP status beside them is not. */
const finalCodes: Readonly<Record<string, DeliveryFailure>> = {
  '190': 'not-authorized',
  '10/2018278': 'outside-window',
  '10/2018300': 'held-elsewhere',
  '100/2018001': 'no-such-customer',
  '200': 'not-authorized',
  '551': 'unreachable',
};
/** Too much at once, or out of order for a moment. */
const passingCodes: ReadonlySet<string> = new Set(['1200', '2', '4', '613', '80006']);

/** An answer to a message that was sent. */
export function sendOutcomeOf(call: CallOutcome, now: number): GraphOutcome {
  if (call.kind === 'not-sent') return { outcome: { outcome: 'later', reason: 'provider-unavailable' }, code: call.code };
  if (call.kind === 'lost') return { outcome: { outcome: 'unknown' }, code: call.code };
  const body = jsonOf(call.text);
  if (call.status >= 200 && call.status < 300) {
    const { data } = takenShape.safeParse(body);
    return data === undefined ? { outcome: { outcome: 'unknown' }, code: undefined } : { outcome: { outcome: 'taken', mid: data.message_id }, code: undefined };
  }
  const code = codeOf(body);
  const failure = code === undefined ? undefined : (finalCodes[code] ?? finalCodes[code.split('/')[0] ?? '']);
  if (failure !== undefined) return { outcome: { outcome: 'failed', reason: failure }, code };
  const isPassing = call.status === 429 || call.status === 503 || passingCodes.has(code?.split('/')[0] ?? '');
  const afterMs = retryAfterMs(call.headers, now);
  if (isPassing) return { outcome: { outcome: 'later', reason: 'provider-unavailable', ...(afterMs === undefined ? {} : { afterMs }) }, code };
  // UNVERIFIED: that a 503 or one of the passing codes always means that nothing was sent. Of any other 5xx nobody knows.
  return { outcome: call.status >= 500 ? { outcome: 'unknown' } : { outcome: 'failed', reason: 'rejected' }, code: code ?? `HTTP ${String(call.status)}` };
}

/** `code`, or `code/subcode`; undefined if it is no error of the Graph API. */
function codeOf(body: unknown): string | undefined {
  const { data } = errorShape.safeParse(body);
  if (data === undefined) return undefined;
  const { code, error_subcode: subcode } = data.error;
  return subcode === undefined ? String(code) : `${String(code)}/${String(subcode)}`;
}
