import type { Words } from '../language/words.js';

/** What the tip needs of the table. */
export interface ReferenceTipHost {
  words(): Words;
  /** The internal reference behind an information icon; undefined where the target is none. */
  referenceOf(target: EventTarget | null): { readonly button: HTMLElement; readonly reference: string } | undefined;
  announce(text: string): void;
}

/**
 * The internal reference, shown beside an information icon on hover and on
 * focus, and copied by a press. One tip serves every row; it stays while the
 * pointer is on it and goes at Escape (WCAG 1.4.13). It is for the eye alone: the
 * icon's own name says the same.
 */
export class ReferenceTip {
  readonly #host: ReferenceTipHost;
  readonly #tip: HTMLElement;
  #shownFor: HTMLElement | undefined;

  /** @param tip - an empty element with `popover="manual"` */
  constructor(host: ReferenceTipHost, tip: HTMLElement) {
    this.#host = host;
    this.#tip = tip;
  }

  /** Shows the tip if the pointer or the focus came to an icon, hides it if it went elsewhere. */
  follow(target: EventTarget | null): void {
    const found = this.#host.referenceOf(target);
    if (found === undefined) return this.hide();
    if (found.button === this.#shownFor) return;
    this.#shownFor = found.button;
    const words = this.#host.words();
    this.#write(words('reference.label'), found.reference, words('reference.hint'));
    document.addEventListener('keydown', this.#onKeyDown, { capture: true });
    this.#tip.showPopover();
    this.#place(found.button);
  }

  /** Hides the tip, unless the pointer went onto the tip itself. */
  leave(to: EventTarget | null): void {
    if (to instanceof Node && (this.#tip.contains(to) || this.#shownFor?.contains(to) === true)) return;
    this.hide();
  }

  hide(): void {
    if (this.#shownFor === undefined) return;
    this.#shownFor = undefined;
    document.removeEventListener('keydown', this.#onKeyDown, { capture: true });
    if (this.#tip.matches(':popover-open')) this.#tip.hidePopover();
  }

  /** Copies a reference and says how that went. */
  async copy(reference: string): Promise<void> {
    const words = this.#host.words();
    try {
      await navigator.clipboard.writeText(reference);
    } catch {
      // Not allowed here, or no secure context: the reference is in the tip to be read or selected.
      this.#host.announce(words('reference.copy-failed', { reference }));
      return;
    }
    if (this.#shownFor !== undefined) this.#write(words('reference.label'), reference, words('reference.copied'));
    this.#host.announce(words('reference.copied-announcement', { reference }));
  }

  /** Wherever the focus is: the pointer alone may have brought the tip. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.hide();
  };

  #write(label: string, reference: string, hint: string): void {
    const parts = [label, reference, hint].map((text, index) => {
      const line = document.createElement('span');
      line.className = ['tip-label', 'tip-reference', 'tip-hint'][index] ?? '';
      line.textContent = text;
      return line;
    });
    this.#tip.replaceChildren(...parts);
  }

  #place(button: HTMLElement): void {
    const { style } = this.#tip;
    const at = button.getBoundingClientRect();
    const own = this.#tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left + at.width / 2 - own.width / 2, innerWidth - own.width - 8));
    const above = at.top - own.height - 2;
    style.setProperty('left', `${left}px`);
    style.setProperty('top', `${above < 8 ? at.bottom + 2 : above}px`);
  }
}
