import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * A popover of an element, standing by the element wherever there is room. In the
 * top layer, for a bar may clip what hangs out of it.
 */
export class PanelPopover implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #selector: string;
  readonly #opener: string;
  readonly #onClosed: () => void;
  #isOpen = false;
  /** The browser is about to show or hide it, and will tell. */
  #isChanging = false;
  #wantsFocus = false;
  #hadFocus = false;

  /**
   * @param selector - of the element with the attribute `popover`, which is always rendered
   * @param opener - of the button to which the focus goes back
   * @param onClosed - whoever closed it
   */
  constructor(host: ReactiveControllerHost & HTMLElement, selector: string, opener: string, onClosed: () => void) {
    this.#host = host;
    this.#selector = selector;
    this.#opener = opener;
    this.#onClosed = onClosed;
    host.addController(this);
  }

  /** Whether its content is to be rendered. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @param takesFocus - leads the focus into it */
  open(takesFocus = true): void {
    this.#isOpen = true;
    this.#wantsFocus = takesFocus;
    this.#host.requestUpdate();
  }

  close(): void {
    this.#element?.hidePopover();
  }

  /** For the popover's `beforetoggle` and `toggle`: a button opens it, Escape and a press elsewhere close it, of their own accord. */
  readonly onToggle = ({ type, newState }: ToggleEvent): void => {
    this.#isChanging = type === 'beforetoggle';
    if (newState === 'open') {
      if (!this.#isOpen) this.open();
      if (!this.#isChanging) this.#onShown();
    } else if (this.#isChanging) {
      this.#hadFocus = this.#hasFocus;
      this.#onClosed();
    } else {
      this.#stop();
      this.#host.requestUpdate();
      // Browsers do that by themselves only outside shadow roots.
      const isLost = this.#hasFocus || (this.#host.shadowRoot?.activeElement ?? null) === null;
      if (this.#hadFocus && isLost) this.#host.shadowRoot?.querySelector<HTMLElement>(this.#opener)?.focus();
    }
  };

  hostUpdated(): void {
    const element = this.#element;
    if (!this.#isOpen || this.#isChanging || !element?.isConnected) return;
    if (element.matches(':popover-open')) this.#place();
    else element.showPopover();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  get #hasFocus(): boolean {
    const focused = this.#host.shadowRoot?.activeElement ?? null;
    return focused !== null && this.#element?.contains(focused) === true;
  }

  get #element(): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(this.#selector) ?? null;
  }

  #onShown(): void {
    window.addEventListener('resize', this.#place);
    window.addEventListener('scroll', this.#place, { capture: true, passive: true });
    this.#place();
    if (this.#wantsFocus) this.#element?.querySelector<HTMLElement>('[tabindex="0"], button, summary')?.focus();
    this.#wantsFocus = false;
  }

  #stop(): void {
    this.#isOpen = false;
    this.#isChanging = false;
    window.removeEventListener('resize', this.#place);
    window.removeEventListener('scroll', this.#place, { capture: true });
  }

  readonly #place = (): void => {
    const element = this.#element;
    if (element === null) return;
    const { style } = element;
    const at = this.#host.getBoundingClientRect();
    const edge = 8;
    const below = innerHeight - at.bottom - 2 * edge;
    const above = at.top - 2 * edge;
    const isAbove = below < Math.min(320, above);
    style.setProperty('max-block-size', `${Math.max(isAbove ? above : below, 160)}px`);
    const { width, height } = element.getBoundingClientRect();
    const start = getComputedStyle(this.#host).direction === 'rtl' ? at.right - width : at.left;
    style.setProperty('left', `${Math.max(edge, Math.min(start, innerWidth - width - edge))}px`);
    style.setProperty('top', `${Math.max(edge, isAbove ? at.top - height - edge : Math.min(at.bottom + edge, innerHeight - height - edge))}px`);
  };
}
