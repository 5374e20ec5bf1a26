import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { icon, type IconName } from '../theme/icons.js';

/** One entry of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  /** For what can be on or off: the menu stays open when it is chosen. */
  readonly isChecked?: boolean;
  readonly isDisabled?: boolean;
  /** Names it for tests and styles, as `data-action`. */
  readonly action?: string;
  readonly onChoose: () => void;
}

/** A button and the menu it opens. */
export interface MenuModel {
  readonly label: string;
  readonly icon: IconName;
  /** The words are beside the icon, not only in its name. */
  readonly isSpelled?: boolean;
  /** Where there is room: `up` for what stands at the bottom. Default `down`. */
  readonly opens?: 'up' | 'down';
  readonly items: readonly MenuItem[];
}

let count = 0;

/** A button that opens a menu, by the menu button pattern of the ARIA practices. Wear `dialogStyles`. */
export class MenuButton implements ReactiveController {
  readonly #host: LitElement;
  readonly #id = `menu-${(count += 1)}`;
  #isOpen = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  template({ label, icon: drawing, isSpelled = false, opens = 'down', items }: MenuModel): TemplateResult {
    const isOpen = this.#isOpen;
    return html`<div class="menu-place ${opens}" @keydown=${this.#onKeydown} @focusout=${this.#onFocusOut}>
      <button
        type="button"
        id=${this.#id}
        class="button ${isSpelled ? '' : 'icon-only'}"
        part="button menu"
        aria-haspopup="menu"
        aria-expanded=${isOpen}
        aria-controls=${isOpen ? `${this.#id}-list` : nothing}
        aria-label=${isSpelled ? nothing : label}
        title=${isSpelled ? nothing : label}
        @click=${() => this.#toggle()}
      >
        ${icon(drawing)}${isSpelled ? html`<span>${label}</span>` : nothing}
      </button>
      ${isOpen ? html`<div id="${this.#id}-list" class="menu" part="menu" role="menu" aria-labelledby=${this.#id}>${items.map((item) => this.#itemTemplate(item))}</div>` : nothing}
    </div>`;
  }

  /** Whether its items are looked at now. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  close(): void {
    this.#isOpen = false;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#isOpen = false;
  }

  #itemTemplate(item: MenuItem): TemplateResult {
    const { label, icon: drawing, isChecked, isDisabled, action } = item;
    return html`<button
      type="button"
      class="menu-item"
      part="menu-item"
      tabindex="-1"
      role=${isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked=${isChecked ?? nothing}
      aria-disabled=${isDisabled === true ? 'true' : nothing}
      data-action=${action ?? nothing}
      @click=${() => this.#choose(item)}
    >
      ${isChecked === undefined ? nothing : html`<span class="menu-check">${isChecked ? icon('check') : nothing}</span>`}${drawing === undefined ? nothing : icon(drawing)}<bdi>${label}</bdi>
    </button>`;
  }

  #choose({ isDisabled, isChecked, onChoose }: MenuItem): void {
    if (isDisabled === true) return;
    if (isChecked === undefined) this.#leave();
    onChoose();
  }

  #toggle(): void {
    if (this.#isOpen) this.#leave();
    else this.#open(0);
  }

  /** @param index - of the entry that gets the focus; −1 for the last */
  #open(index: number): void {
    this.#isOpen = true;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#items.at(index)?.focus());
  }

  #leave(): void {
    this.#button?.focus();
    this.close();
  }

  readonly #onFocusOut = (event: FocusEvent): void => {
    if (this.#isOpen && !(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) this.close();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!this.#isOpen) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#handle(event, () => this.#open(event.key === 'ArrowDown' ? 0 : -1));
    } else if (event.key === 'Escape') this.#handle(event, () => this.#leave());
    else {
      const next = this.#nextOf(event.key);
      if (next !== undefined) this.#handle(event, () => next.focus());
    }
  };

  #handle(event: Event, act: () => void): void {
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** Where a key leads: along, to either end, or to the next entry that begins with a letter. */
  #nextOf(key: string): HTMLElement | undefined {
    const items = this.#items;
    const present = items.indexOf(this.#host.shadowRoot?.activeElement as HTMLElement);
    switch (key) {
      case 'ArrowDown':
        return items[(present + 1) % items.length];
      case 'ArrowUp':
        return items.at(present <= 0 ? -1 : present - 1);
      case 'Home':
        return items[0];
      case 'End':
        return items.at(-1);
      default: {
        if (key.length !== 1 || key === ' ') return undefined;
        const letter = key.toLocaleLowerCase();
        return [...items.slice(present + 1), ...items].find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(letter));
      }
    }
  }

  get #button(): HTMLElement | null {
    return this.#host.renderRoot.querySelector(`#${this.#id}`);
  }

  get #items(): readonly HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>(`#${this.#id}-list > .menu-item`)];
  }
}
