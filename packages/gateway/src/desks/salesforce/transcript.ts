/** What was said before, for who takes the conversation; and the ids that Salesforce knows our messages by. Pure. */
import { createHash } from 'node:crypto';
import type { Conversation, ConversationEvent, MessageSent } from '@live-takeover/sdk/core';

/** UNVERIFIED: no limit is documented; this is well below what others report. */
const messageLengthLimit = 4_000;
const transcriptMessageLimit = 5;

/**
 * An id that is the same whenever it is asked for, so that what is sent twice is
 * known as the same: a UUID (RFC 9562 §5.8, version 8) of what names the thing.
 */
export function deskId(...names: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * The transcript, as few messages as it takes; of a long one the end.
 *
 * @param events - oldest first
 */
export function transcriptOf(head: Conversation, events: readonly ConversationEvent[]): readonly string[] {
  const lines = events.flatMap((event) => (event.type === 'message-sent' && event.from !== 'system' ? [lineOf(head, event)] : []));
  if (lines.length === 0) return [];
  const all = partsOf([`Transcript so far (${head.reference}):`, ...lines].join('\n'));
  return all.length <= transcriptMessageLimit ? all : ['Transcript so far; its beginning is left out:', ...all.slice(1 - transcriptMessageLimit)];
}

/** What goes to the desk of a message while it is asked or answers: the customer's words as they are, the bot's under its name. */
export function textsOf(head: Conversation, event: MessageSent): readonly string[] {
  if (event.from === 'bot') return partsOf(lineOf(head, event));
  return event.from === 'customer' ? partsOf(contentOf(event)) : [];
}

function lineOf({ bot }: Conversation, event: MessageSent): string {
  const name = event.from === 'customer' ? 'Customer' : (event.author?.name ?? (event.from === 'bot' ? bot.name : 'Agent'));
  return `${name}: ${contentOf(event)}`;
}

function contentOf({ text, attachments = [], unsupported }: MessageSent): string {
  const lines = [text, ...attachments.map(({ name, url }) => `[${name}] ${url}`), unsupported === undefined ? '' : `[${unsupported}]`];
  return lines.filter((line) => line.trim() !== '').join('\n');
}

/** Cut at the end of a line or word where there is one, never within a character. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > messageLengthLimit) {
    const window = rest.slice(0, messageLengthLimit);
    const gap = Math.max(window.lastIndexOf('\n'), window.lastIndexOf(' '));
    const lastUnit = window.charCodeAt(messageLengthLimit - 1);
    const whole = lastUnit >= 0xd800 && lastUnit <= 0xdbff ? messageLengthLimit - 1 : messageLengthLimit;
    const end = gap > messageLengthLimit / 2 ? gap : whole;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest.trim() === '' ? parts : [...parts, rest];
}
