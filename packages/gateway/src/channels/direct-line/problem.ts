/**
 * Refusals of the Direct Line server. directlinejs looks only at the HTTP
 * status: 403 ends the session as expired, 404 as gone, other 4xx are final for
 * this call, 5xx are tried again. So nothing here is 5xx once a message is stored.
 *
 * @see docs/direct-line.md#errors
 */
import { retryAfter, tooMany } from '../../rate-limit.js';

const storeRetryMs = 2_000;

const statuses = {
  BadArgument: 400,
  TokenExpired: 403,
  ForbiddenOrigin: 403,
  ResourceNotFound: 404,
  MessageSizeTooBig: 413,
  NotSupported: 415,
  TooManyRequests: 429,
  ServiceUnavailable: 503,
} as const;

/** Why a call was refused. */
export type DirectLineProblemCode = keyof typeof statuses;

/** A refusal: `{ error: { code, message } }` with the status that belongs to it. */
export function directLineProblem(code: DirectLineProblemCode, message: string): Response {
  return refusal(code, message, code === 'ServiceUnavailable' ? retryAfter(storeRetryMs) : undefined);
}

/** The refusal of someone who calls too often, and how long they have to wait. */
export function tooManyCalls(waitMs: number): Response {
  return refusal('TooManyRequests', tooMany(waitMs).message, retryAfter(waitMs));
}

function refusal(code: DirectLineProblemCode, message: string, headers: Readonly<Record<string, string>> | undefined): Response {
  return Response.json({ error: { code, message } }, { status: statuses[code], ...(headers && { headers }) });
}

/** No token, a forged one, or one for another purpose. */
export function badToken(): Response {
  // The documented service answers 401 under this code.
  return Response.json({ error: { code: 'BadArgument', message: 'Missing or invalid token' } }, { status: 401 });
}

/** The code in a refusal made here. */
export async function problemCodeOf(refusal: Response): Promise<DirectLineProblemCode> {
  const { error } = (await refusal.clone().json()) as { readonly error: { readonly code: DirectLineProblemCode } };
  return error.code;
}
