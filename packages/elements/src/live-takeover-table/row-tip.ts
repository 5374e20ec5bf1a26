import type { Clock, ConversationId } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';

/** How long a pointer rests on something before its tip comes, where many cross it on their way. */
const restMs = 400;

/** What a tip says, and of what. */
export interface Tip {
  readonly anchor: HTMLElement;
  readonly conversationId: ConversationId;
  /** What the anchor's own words do not say: read out with it. */
  readonly isDescription: boolean;
  /** Comes only when the pointer rests there. */
  readonly isPatient: boolean;
  readonly lines: readonly TipLine[];
}

/** One line of a tip. */
export interface TipLine {
  readonly text: string;
  readonly kind: 'text' | 'label' | 'reference' | 'hint';
}

/** What tips need of the table. */
export interface RowTipHost {
  words(): Words;
  clock(): Clock;
  /** The tip of what lies there; undefined where nothing is to be said. */
  tipFor(target: EventTarget | null): Tip | undefined;
  announce(text: string): void;
}

/**
 * What there is to know beyond what a row shows, on hover and on focus: why a
 * status is what it is, the internal reference, who else looks. One tip serves
 * every row; it stays while the pointer is on it, or the focus on what it is
 * about, and goes at Escape (WCAG 1.4.13).
 */
export class RowTip {
  readonly #host: RowTipHost;
  readonly #element: HTMLElement;
  #shown: Tip | undefined;
  /** What the focus brought; the pointer's tips come before it and leave it. */
  #focused: HTMLElement | undefined;
  #hint: string | undefined;
  #cancel: (() => void) | undefined;

  /** @param element - an empty one with `popover="manual"` and the id that anchors are described by */
  constructor(host: RowTipHost, element: HTMLElement) {
    this.#host = host;
    this.#element = element;
    element.setAttribute('role', 'tooltip');
    element.addEventListener('pointerleave', (event) => this.leave(event.relatedTarget));
  }

  /** The focus came to something. */
  focus(target: EventTarget | null): void {
    const tip = this.#host.tipFor(target);
    this.#focused = tip?.anchor;
    if (tip === undefined) this.hide();
    else this.#show(tip);
  }

  /** The focus left. */
  blur(): void {
    this.#focused = undefined;
    this.hide();
  }

  /** The pointer came to something. */
  point(target: EventTarget | null): void {
    const tip = this.#host.tipFor(target);
    if (tip === undefined || tip.anchor === this.#shown?.anchor) return;
    this.#cancel?.();
    if (tip.isPatient) this.#cancel = this.#host.clock().schedule(restMs, () => this.#show(tip));
    else this.#show(tip);
  }

  /** The pointer left something for something else. */
  leave(to: EventTarget | null): void {
    this.#cancel?.();
    const { anchor } = this.#shown ?? {};
    if (anchor === undefined || anchor === this.#focused) return;
    if (to instanceof Node && (this.#element.contains(to) || anchor.contains(to))) return;
    this.hide();
    const focused = this.#host.tipFor(this.#focused ?? null);
    if (focused !== undefined) this.#show(focused);
  }

  /** Rows were drawn anew: the tip says what holds now, or goes with its row. */
  refresh(): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const tip = this.#host.tipFor(shown.anchor);
    if (tip?.conversationId !== shown.conversationId) return this.hide();
    const isSame = tip.lines.length === shown.lines.length && tip.lines.every(({ text }, index) => text === shown.lines[index]?.text);
    if (isSame) return;
    this.#shown = tip;
    this.#write(tip);
    this.#place(tip.anchor);
  }

  hide(): void {
    this.#cancel?.();
    const shown = this.#shown;
    if (shown === undefined) return;
    this.#shown = undefined;
    this.#hint = undefined;
    shown.anchor.removeAttribute('aria-describedby');
    document.removeEventListener('keydown', this.#onKeyDown, { capture: true });
    if (this.#element.matches(':popover-open')) this.#element.hidePopover();
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
    this.#hint = words('reference.copied');
    if (this.#shown !== undefined) this.#write(this.#shown);
    this.#host.announce(words('reference.copied-announcement', { reference }));
  }

  #show(tip: Tip): void {
    this.hide();
    this.#shown = tip;
    this.#write(tip);
    if (tip.isDescription) tip.anchor.setAttribute('aria-describedby', this.#element.id);
    document.addEventListener('keydown', this.#onKeyDown, { capture: true });
    this.#element.showPopover();
    this.#place(tip.anchor);
  }

  /** Wherever the focus is: the pointer alone may have brought the tip. Nothing else goes by the same press. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#focused = undefined;
    this.hide();
  };

  #write({ lines }: Tip): void {
    const parts = lines.map(({ text, kind }) => {
      const line = document.createElement('span');
      line.className = `tip-${kind}`;
      line.dir = 'auto';
      line.textContent = kind === 'hint' ? (this.#hint ?? text) : text;
      return line;
    });
    this.#element.replaceChildren(...parts);
  }

  #place(anchor: HTMLElement): void {
    const { style } = this.#element;
    const at = anchor.getBoundingClientRect();
    const own = this.#element.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left + at.width / 2 - own.width / 2, innerWidth - own.width - 8));
    const above = at.top - own.height - 2;
    style.setProperty('left', `${left}px`);
    style.setProperty('top', `${above < 8 ? at.bottom + 2 : above}px`);
  }
}
