import type { TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { Catalogue } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';

/** What the settings panel is given. */
export interface SettingsPageModel {
  readonly client: TakeoverClient;
  readonly catalogue: Catalogue | undefined;
  readonly isShown: boolean;
  onBack(): void;
}

/**
 * The settings panel in the place of the rows. Its element is made by tag when
 * it is first wanted, so that importing the table registers nothing, and stays:
 * what was typed and not saved is still there after a look at the rows.
 */
export class SettingsPage {
  readonly #tag: string;
  #element: HTMLElement | undefined;

  constructor(tag: string) {
    this.#tag = tag;
  }

  /** Whether this agent may change settings here. */
  isOffered(client: TakeoverClient | undefined): boolean {
    return client?.capabilities.settings === true && client.me.value?.role === 'supervisor' && customElements.get(this.#tag) !== undefined;
  }

  template(words: Words, { client, catalogue, isShown, onBack }: SettingsPageModel): TemplateResult | typeof nothing {
    if (isShown) this.#element ??= document.createElement(this.#tag);
    if (this.#element === undefined) return nothing;
    const back = words('list.back');
    return html`<section class="page settings-page" part="page settings" aria-label=${words('settings.heading')} ?hidden=${!isShown}>
      <header class="page-header">
        <button class="button quiet icon-only" type="button" part="back" aria-label=${back} title=${back} @click=${onBack}>${icon('back')}</button>
      </header>
      ${Object.assign(this.#element, { client, catalogue })}
    </section>`;
  }
}
