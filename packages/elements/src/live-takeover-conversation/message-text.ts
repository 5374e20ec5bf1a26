import { html, nothing, type TemplateResult } from 'lit';
import { textSegments } from './text-links.js';

/** Writes a message as text: line breaks kept, direction its own, addresses as links, nothing else interpreted. */
export function messageText(text: string): TemplateResult | typeof nothing {
  if (text === '') return nothing;
  return html`<p class="text" part="message-text" dir="auto">${textSegments(text).map((segment) =>
    segment.kind === 'text'
      ? segment.text
      : html`<a href=${segment.href} target="_blank" rel="noopener noreferrer nofollow">${segment.text}</a>`,
  )}</p>`;
}
