import { html, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon, type IconName } from '../theme/icons.js';

/** How many conversations wait for an agent; a press folds or unfolds their alerts. */
export function countTemplate(words: Words, count: number, isFolded: boolean, onToggle: () => void): TemplateResult {
  const label = words('presence.waiting', { count });
  return html`<button type="button" class="chip count" part="count" aria-label=${label} title=${label} aria-expanded=${!isFolded} @click=${onToggle}>
    ${icon('bell')}<span>${count}</span>
  </button>`;
}

/** A button whose words go where there is little room; its name and its tip stay. */
export function compactTemplate(part: 'enable' | 'retry', name: IconName, label: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="chip compact" part=${part} aria-label=${label} title=${label} @click=${onClick}>
    ${icon(name)}<span>${label}</span>
  </button>`;
}
