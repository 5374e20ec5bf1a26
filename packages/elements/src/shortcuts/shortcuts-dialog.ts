import { css, html, type CSSResult, type TemplateResult } from 'lit';
import type { DialogContent } from '../dialog/modal-dialog.js';
import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { keyWords } from './key-words.js';
import type { Shortcut } from './shortcut.js';

/** What the list shows besides the shortcuts, and does. */
export interface ShortcutsDialog {
  /** Whether the agent uses single-key shortcuts. */
  readonly isUsed: boolean;
  onUse(isUsed: boolean): void;
}

/** The list of shortcuts, group by group, and the switch that turns the single-key ones off. */
export function shortcutsDialog(words: Words, shortcuts: readonly Shortcut[], { isUsed, onUse }: ShortcutsDialog): DialogContent {
  const groups = [...new Set(shortcuts.map(({ group }) => group))];
  return {
    heading: words('shortcut.heading'),
    isWide: true,
    body: html`<p class="shortcut-note">${words('shortcut.where')}</p>
      <div class="shortcut-groups">
        ${groups.map((group) => groupTemplate(words, group, shortcuts.filter((shortcut) => shortcut.group === group)))}
      </div>
      <label class="shortcut-use">
        <input
          type="checkbox"
          .checked=${isUsed}
          @change=${(event: Event) => onUse((event.target as HTMLInputElement).checked)}
        /><span>${words('shortcut.use')}</span>
      </label>`,
  };
}

/** What elements with a {@link shortcutsDialog} wear beside `dialogStyles`. */
export const shortcutStyles: CSSResult = css`
  .shortcut-note {
    color: var(--_text-muted);
  }
  .shortcut-groups {
    columns: 18rem 2;
    column-gap: calc(var(--_space) * 8);
  }
  .shortcut-groups section {
    break-inside: avoid;
    margin-block-end: calc(var(--_space) * 4);
  }
  .shortcut-groups h3 {
    margin-block-end: var(--_space);
    font-size: var(--_font-size-small);
    color: var(--_text-muted);
  }
  .shortcut-groups div {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
    min-block-size: 2rem;
    border-block-end: 1px solid var(--_border);
  }
  .shortcut-groups dd {
    display: flex;
    flex: none;
    gap: var(--_space);
  }
  kbd {
    min-inline-size: 1.5rem;
    padding: 0 calc(var(--_space) * 1.5);
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius-small);
    background: var(--_surface-sunken);
    font: inherit;
    font-size: var(--_font-size-small);
    text-align: center;
    white-space: nowrap;
  }
  .shortcut-use {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-block-size: 1.5rem;
  }
`;

function groupTemplate(words: Words, group: MessageKey, shortcuts: readonly Shortcut[]): TemplateResult {
  return html`<section>
    <h3>${words(group)}</h3>
    <dl>
      ${shortcuts.map(
        ({ keys, label }) => html`<div>
          <dt>${words(label)}</dt>
          <dd>${keys.map((key) => html`<kbd>${keyWords(words, key)}</kbd>`)}</dd>
        </div>`,
      )}
    </dl>
  </section>`;
}
