import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';

/** The sections of the panel. */
export const sections = ['replies', 'thresholds', 'messages', 'hours'] as const;

/** Names one of {@link sections}. */
export type SectionName = (typeof sections)[number];

/** The section in which a field or a part of the settings stands. */
export function sectionOf(name: string): SectionName {
  const [group = ''] = name.split('.', 1);
  return group === 'rules' ? 'thresholds' : group === 'messages' ? 'messages' : group.startsWith('repl') ? 'replies' : 'hours';
}

/** What the tabs show. */
export interface TabsModel {
  readonly words: Words;
  readonly chosen: SectionName;
  /** Those in which something needs another look. */
  readonly marked: ReadonlySet<SectionName>;
  readonly onChoose: (section: SectionName) => void;
}

/** A tab for each section; the arrow keys lead along. */
export function tabsTemplate({ words, chosen, marked, onChoose }: TabsModel): TemplateResult {
  const onKeydown = (event: KeyboardEvent): void => {
    const isRightToLeft = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
    const step = { ArrowRight: isRightToLeft ? -1 : 1, ArrowLeft: isRightToLeft ? 1 : -1 }[event.key];
    const next = step === undefined ? { Home: sections[0], End: sections.at(-1) }[event.key] : sections.at((sections.indexOf(chosen) + step) % sections.length);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    (event.currentTarget as Element).querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${words('settings.heading')} @keydown=${onKeydown}>
    ${sections.map(
      (section) => html`<button
        type="button"
        role="tab"
        id="tab-${section}"
        class="tab"
        part="tab ${section}"
        aria-selected=${section === chosen}
        aria-controls=${section === chosen ? 'section' : nothing}
        tabindex=${section === chosen ? 0 : -1}
        @click=${() => onChoose(section)}
      >
        <span>${words(`settings.${section}`)}</span>${marked.has(section) ? html`<span class="tab-mark">${icon('action')}<span class="visually-hidden">${words('settings.tab-marked')}</span></span>` : nothing}
      </button>`,
    )}
  </div>`;
}
