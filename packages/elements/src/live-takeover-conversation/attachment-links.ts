import type { Attachment } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { httpUrlOf } from '../client-source/client-settings.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** From here on nobody needs to hurry. */
const longMs = 7 * 24 * hourMs;

/** A message's files as links; one that has expired, or whose address is not of the web, is named, but leads nowhere. @param now - epoch ms of the store's clock */
export function attachmentLinks(
  attachments: readonly Attachment[] | undefined,
  words: Words,
  now: number,
): TemplateResult | typeof nothing {
  if (attachments === undefined || attachments.length === 0) return nothing;
  return html`<ul class="attachments">
    ${attachments.map((attachment) => html`<li>${attachmentLink(attachment, words, now)}</li>`)}
  </ul>`;
}

/** @param now - epoch ms of the store’s clock */
function isExpired({ expiresAt }: Attachment, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** How long a file can still be had: "expires in 3 h", "expired"; nothing where it stays, or for longer than anybody plans. */
export function expiryWords({ expiresAt }: Pick<Attachment, 'expiresAt'>, words: Words, now: number): string {
  const leftMs = (expiresAt ?? Infinity) - now;
  if (leftMs <= 0) return words('transcript.expired');
  if (leftMs >= longMs) return '';
  if (leftMs >= 2 * hourMs) return words('transcript.expires-hours', { count: Math.floor(leftMs / hourMs) });
  return words('transcript.expires-minutes', { count: Math.ceil(leftMs / minuteMs) });
}

/** How long {@link expiryWords} say the same, in ms; Infinity where they say nothing, or nothing else any more. */
export function expiryLastsMs({ expiresAt }: Pick<Attachment, 'expiresAt'>, now: number): number {
  const leftMs = (expiresAt ?? Infinity) - now;
  if (leftMs <= 0 || leftMs === Infinity) return Infinity;
  if (leftMs >= longMs) return leftMs - longMs + 1;
  // Hours are rounded down, and are others a moment after they are full; minutes are rounded up.
  return leftMs >= 2 * hourMs ? (leftMs % hourMs) + 1 : leftMs % minuteMs || minuteMs;
}

function attachmentLink(attachment: Attachment, words: Words, now: number): TemplateResult {
  const isGone = isExpired(attachment, now);
  const href = isGone ? undefined : httpUrlOf(attachment.url, document.baseURI);
  const name = attachment.name || words('transcript.attachment');
  const size = attachment.sizeBytes === undefined ? nothing : html`<span class="size">${sizeWords(words, attachment.sizeBytes)}</span>`;
  const state = attachment.expiresAt === undefined ? nothing : html`<span class="size">${expiryWords(attachment, words, now)}</span>`;
  const inside = html`${icon('note')}<bdi title=${attachment.contentType}>${name}</bdi>${size}${state}`;
  return href === undefined
    ? html`<span class="attachment" part="attachment${isGone ? ' expired' : ''}">${inside}</span>`
    : html`<a class="attachment" part="attachment" href=${href} target="_blank" rel="noopener noreferrer">${inside}</a>`;
}

/** A size in the language's own units: `1.5 MB`. */
export function sizeWords(words: Words, sizeBytes: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3)));
  const style = { style: 'unit', unit: steps[step] ?? 'byte', unitDisplay: 'narrow', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(words.locale, style).format(sizeBytes / 1000 ** step);
}
