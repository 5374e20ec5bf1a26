import type { Attachment } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { httpUrlOf } from '../client-source/client-settings.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';

/** A message's files as links; one whose address is not of the web is named, but leads nowhere. */
export function attachmentLinks(
  attachments: readonly Attachment[] | undefined,
  words: Words,
): TemplateResult | typeof nothing {
  if (attachments === undefined || attachments.length === 0) return nothing;
  return html`<ul class="attachments">
    ${attachments.map((attachment) => html`<li>${attachmentLink(attachment, words)}</li>`)}
  </ul>`;
}

function attachmentLink(attachment: Attachment, words: Words): TemplateResult {
  const href = httpUrlOf(attachment.url, document.baseURI);
  const name = attachment.name || words('transcript.attachment');
  const size = attachment.sizeBytes === undefined ? nothing : html`<span class="size">${sizeWords(words, attachment.sizeBytes)}</span>`;
  const inside = html`${icon('note')}<bdi>${name}</bdi>${size}`;
  return href === undefined
    ? html`<span class="attachment" part="attachment">${inside}</span>`
    : html`<a class="attachment" part="attachment" href=${href} target="_blank" rel="noopener noreferrer">${inside}</a>`;
}

function sizeWords(words: Words, sizeBytes: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3)));
  const style = { style: 'unit', unit: steps[step] ?? 'byte', unitDisplay: 'narrow', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(words.locale, style).format(sizeBytes / 1000 ** step);
}
