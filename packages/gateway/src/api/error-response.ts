import type { TakeoverError, TakeoverErrorCode } from '@live-takeover/sdk/core';
import { toWireError } from '@live-takeover/sdk/core';
import { retryAfter } from '../rate-limit.js';

const statuses: Readonly<Partial<Record<TakeoverErrorCode, number>>> = {
  'bad-request': 400,
  'bad-frame': 400,
  'message-empty': 400,
  unauthorized: 401,
  'token-expired': 401,
  forbidden: 403,
  'forbidden-origin': 403,
  'not-yours': 403,
  'conversation-unknown': 404,
  'already-taken': 409,
  'stale-term': 409,
  'not-available': 409,
  'nothing-to-dismiss': 409,
  'conversation-closed': 409,
  'command-reused': 409,
  'message-too-large': 413,
  'attachment-unknown': 404,
  'attachment-expired': 410,
  'attachment-too-large': 413,
  'attachment-not-allowed': 415,
  'attachments-full': 507,
  'rate-limited': 429,
  'not-supported': 501,
  'store-unavailable': 503,
  'gateway-unreachable': 503,
};

/**
 * A typed error as an HTTP answer: `{ ok: false, error }`.
 *
 * @param waitMs - how long to wait before trying again, told as `Retry-After`
 */
export function errorResponse(error: TakeoverError, waitMs?: number): Response {
  const headers = waitMs === undefined ? undefined : retryAfter(waitMs);
  return Response.json({ ok: false, error: toWireError(error) }, { status: statuses[error.code] ?? 500, ...(headers && { headers }) });
}
