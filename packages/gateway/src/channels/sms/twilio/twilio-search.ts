/** Looks for a text among those that Twilio lists. Pure. */
import type { LostText, TextOutcome } from '../sms-provider.js';
import { reasonOf, stateOf } from './twilio-call.js';

/** How many texts are asked for. */
export const pageLength = 200;

/** Clocks differ, and Twilio tells whole seconds. */
const clockToleranceMs = 60_000;

interface Listed {
  readonly sid: string;
  readonly body: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly mediaCount: number;
  readonly createdAt: number;
  readonly isOurs: boolean;
}

/**
 * What a list of the texts to one customer says of one of them: known by what it says, when it was made, and by being
 * no other that we know of.
 *
 * UNVERIFIED: that the list begins with the newest, and holds a text as soon as it was taken.
 */
export function foundAmong(answer: unknown, lost: LostText): TextOutcome | { readonly outcome: 'absent' } {
  const list = typeof answer === 'object' && answer !== null && 'messages' in answer ? answer.messages : undefined;
  if (!Array.isArray(list)) return { outcome: 'unknown' };
  const texts = list.map((entry: unknown) => listed(entry));
  const since = lost.since - clockToleranceMs;
  const candidates = texts.filter((text) => text !== undefined && text.isOurs && text.body === lost.text && text.createdAt >= since && !lost.others.has(text.sid));
  // The oldest: of two alike, the one that was sent first is the one of the message before.
  const found = candidates.filter((text) => text?.mediaCount === lost.mediaUrls.length).at(-1);
  if (found !== undefined) return stateOf(found.status) === 'failed' ? { outcome: 'failed', reason: reasonOf(found.errorCode) } : { outcome: 'sent', providerId: found.sid };
  const isWhole = list.length < pageLength || texts.some((text) => text !== undefined && text.createdAt < since);
  return isWhole && texts.every((text) => text !== undefined) ? { outcome: 'absent' } : { outcome: 'unknown' };
}

function listed(entry: unknown): Listed | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { sid, body, status, direction, error_code: errorCode, num_media: mediaCount, date_created: created } = entry as Readonly<Record<string, unknown>>;
  const createdAt = Date.parse(String(created));
  if (typeof sid !== 'string' || typeof status !== 'string' || Number.isNaN(createdAt)) return undefined;
  const code = typeof errorCode === 'number' || typeof errorCode === 'string' ? String(errorCode) : null;
  return { sid, body: typeof body === 'string' ? body : '', status, errorCode: code, mediaCount: Number(mediaCount) || 0, createdAt, isOurs: String(direction).startsWith('outbound') };
}
