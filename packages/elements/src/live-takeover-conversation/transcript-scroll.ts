import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How near the end still counts as being there, in CSS pixels. */
const endTolerancePx = 32;
/** How near an edge more is asked for. */
const edgePx = 400;

/** An edge of what is rendered that the reader comes near to. */
export type TranscriptEdge = 'start' | 'end';

/** What is scrolled. */
export interface ScrolledTranscript {
  /** The scrolling element; null while it is not rendered. */
  scroller(): HTMLElement | null;
  /** Whether the newest message is among what is rendered. */
  hasNewest(): boolean;
  /** More is wanted at this edge. Called often. */
  onEdge(edge: TranscriptEdge): void;
}

interface Anchor {
  readonly key: string;
  readonly topPx: number;
}

/**
 * Keeps the reader's place in the transcript: at the end it stays at the end;
 * anywhere else the message under the eye stays under the eye, whatever is
 * added or removed around it. The scroller's items carry `data-key`.
 */
export class TranscriptScroll implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #transcript: ScrolledTranscript;
  readonly #resized = new ResizeObserver(() => this.#onResize());
  #scroller: HTMLElement | undefined;
  #anchor: Anchor | undefined;
  #isAtEnd = true;
  /** Where this put the scroller last; above it, the reader moved. */
  #placedPx = 0;

  constructor(host: ReactiveControllerHost, transcript: ScrolledTranscript) {
    this.#host = host;
    this.#transcript = transcript;
    host.addController(this);
  }

  /** Whether the newest message is in view and stays there. */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Goes to the end, and stays there. */
  toEnd(): void {
    this.#isAtEnd = true;
    this.#placedPx = 0;
    this.#anchor = undefined;
    this.#host.requestUpdate();
  }

  /** Brings an item into the middle of the view, once it is rendered. */
  toItem(key: string): void {
    this.#isAtEnd = false;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => {
      const scroller = this.#scroller;
      const item = scroller?.querySelector(`[data-key="${CSS.escape(key)}"]`)?.getBoundingClientRect();
      if (scroller === undefined || item === undefined) return;
      const view = scroller.getBoundingClientRect();
      scroller.scrollTop += item.top + item.height / 2 - view.top - view.height / 2;
    });
  }

  hostUpdate(): void {
    this.#noticeLeaving();
    this.#anchor = this.#isAtEnd ? undefined : this.#findAnchor();
  }

  hostUpdated(): void {
    const scroller = this.#transcript.scroller() ?? undefined;
    if (scroller !== this.#scroller) this.#attach(scroller);
    this.#stayAtEnd();
    this.#returnToAnchor();
    if (scroller !== undefined && scroller.clientHeight > 0 && scroller.scrollHeight <= scroller.clientHeight)
      queueMicrotask(() => this.#transcript.onEdge('start'));
  }

  hostDisconnected(): void {
    this.#attach(undefined);
  }

  #attach(scroller: HTMLElement | undefined): void {
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#resized.disconnect();
    this.#scroller = scroller;
    this.#placedPx = 0;
    scroller?.addEventListener('scroll', this.#onScroll, { passive: true });
    if (scroller !== undefined) this.#resized.observe(scroller);
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller;
    if (scroller === undefined) return;
    const belowPx = belowOf(scroller);
    const isAtEnd = belowPx <= endTolerancePx && this.#transcript.hasNewest();
    if (isAtEnd !== this.#isAtEnd) {
      this.#isAtEnd = isAtEnd;
      this.#host.requestUpdate();
    }
    if (scroller.scrollTop < edgePx) this.#transcript.onEdge('start');
    if (belowPx < edgePx) this.#transcript.onEdge('end');
  };

  #onResize(): void {
    this.#noticeLeaving();
    this.#stayAtEnd();
  }

  /** The reader may have scrolled and the event not have come yet. */
  #noticeLeaving(): void {
    const scroller = this.#scroller;
    if (!this.#isAtEnd || scroller === undefined) return;
    if (scroller.scrollTop < this.#placedPx && belowOf(scroller) > endTolerancePx) this.#isAtEnd = false;
  }

  #stayAtEnd(): void {
    if (!this.#isAtEnd || this.#scroller === undefined) return;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#placedPx = this.#scroller.scrollTop;
  }

  #returnToAnchor(): void {
    const anchor = this.#anchor;
    this.#anchor = undefined;
    const scroller = this.#scroller;
    if (anchor === undefined || scroller === undefined) return;
    const item = scroller.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
    if (item !== null) scroller.scrollTop += item.getBoundingClientRect().top - anchor.topPx;
  }

  /** The first item that reaches into view. */
  #findAnchor(): Anchor | undefined {
    const scroller = this.#scroller;
    if (scroller === undefined) return undefined;
    const topPx = scroller.getBoundingClientRect().top;
    for (const item of scroller.querySelectorAll<HTMLElement>('[data-key]')) {
      const bounds = item.getBoundingClientRect();
      if (bounds.bottom > topPx && item.dataset['key'] !== undefined) return { key: item.dataset['key'], topPx: bounds.top };
    }
    return undefined;
  }
}

/** How much of the content is below what is in view, in CSS pixels. */
function belowOf(scroller: HTMLElement): number {
  return scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
}
