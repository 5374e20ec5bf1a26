import type { Clock, ConversationId, Row, RowSource } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';
import { GridKeys } from './grid-keys.js';
import { rowLastsMs } from './row-ages.js';
import { RowPress, type PressTarget } from './row-press.js';
import { RowTip, type Tip } from './row-tip.js';
import { tipOf } from './row-tips.js';
import { tableParts } from './table-parts.js';
import type { TableLook } from './table-look.js';
import { TableRows } from './table-rows.js';

/** How long after the last scroll the hand counts as resting. */
const rushMs = 120;

/** What the surface needs of the table around it. */
export interface SurfaceHost {
  words(): Words;
  clock(): Clock;
  /**
   * The agent opened a conversation.
   *
   * @param isByKey - by the keyboard or assistive technology, and not by a pointer
   */
  open(conversationId: ConversationId, isByKey: boolean): void;
  /** The hand did something in the rows. */
  touch(): void;
  /** The rows must be drawn again, for the window moved. */
  repaint(): void;
  /** The room for rows is another. */
  resized(): void;
  announce(topic: string, text: string): void;
}

/**
 * The rows and everything a hand or a keyboard can do to them. Made once, when
 * the frame around them has been rendered for the first time.
 */
export class TableSurface {
  readonly #host: SurfaceHost;
  readonly #grid: HTMLElement;
  readonly #sized: readonly HTMLElement[];
  readonly #rows: TableRows;
  readonly #tip: RowTip;
  readonly #press = new RowPress();
  #source: RowSource | undefined;
  #now = 0;
  #endRush: (() => void) | undefined;

  constructor(root: ParentNode, host: SurfaceHost) {
    this.#host = host;
    const parts = tableParts(root);
    this.#grid = parts.scroller;
    this.#sized = [parts.scroller, parts.head, parts.probe];
    this.#rows = new TableRows(parts, {
      onFocusedRowLeft: () => host.announce('row', host.words()('table.row-left')),
      onBandGrew: () => this.#press.cover(host.clock().now()),
    });
    const tips = { words: host.words, clock: host.clock, tipFor: (target: EventTarget | null) => this.#tipFor(target) };
    this.#tip = new RowTip({ ...tips, announce: (text) => host.announce('reference', text) }, parts.tip);
    for (const area of [parts.spacer, parts.band]) this.#listenTo(area);
    this.#listenToGrid(parts.band);
  }

  /**
   * Draws anew whenever the room for rows changes.
   *
   * @returns stops
   */
  watchSize(): () => void {
    const sizes = new ResizeObserver(() => {
      this.#rows.measure();
      this.#host.resized();
    });
    for (const sized of this.#sized) sizes.observe(sized);
    return () => sizes.disconnect();
  }

  paint(source: RowSource, look: TableLook): void {
    this.#source = source;
    this.#now = look.now;
    this.#rows.paint(source, look, this.#endRush !== undefined);
    this.#tip.refresh();
  }

  /** Rows shown in the band at most. */
  get bandLimit(): number {
    return this.#rows.bandLimit;
  }

  /** Draws no row. */
  clear(): void {
    this.#source = undefined;
    this.#rows.clear();
  }

  /**
   * How long the rows drawn say the same if nothing happens, in ms: until one of their ages is another.
   *
   * @param others - rows shown elsewhere
   */
  lastsMs(others: readonly Row[], now: number): number {
    return Math.min(...[...this.#rows.drawn, ...others].map((row) => rowLastsMs(row, now)));
  }

  /** The row that has the focus; undefined for none. */
  get focusedId(): string | undefined {
    return this.#rows.focusedId;
  }

  /** Takes the keyboard to a row; to the one that Tab reaches if that is not on the page, or none is named. */
  focus(conversationId: ConversationId | null): void {
    this.#rows.focus(conversationId);
  }

  /** Ends whatever goes on by itself; the table left the page. */
  rest(): void {
    this.#tip.hide();
    this.#endRush?.();
    this.#endRush = undefined;
  }

  #listenTo(area: HTMLElement): void {
    area.addEventListener('pointerdown', (event) => {
      this.#press.down(event.button === 0 ? this.#pressed(event.target) : undefined, event, this.#host.clock().now());
      this.#host.touch();
    });
    area.addEventListener('click', (event) => this.#click(event));
    area.addEventListener('pointermove', (event) => {
      this.#press.move(this.#pressed(event.target), event);
      this.#host.touch();
    });
  }

  #listenToGrid(band: HTMLElement): void {
    const grid = this.#grid;
    const keys = new GridKeys(grid, this.#rows, this.#host);
    grid.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    grid.addEventListener('wheel', () => this.#host.touch(), { passive: true });
    grid.addEventListener('keydown', (event) => keys.press(event));
    grid.addEventListener('focusin', (event) => {
      this.#rows.noteFocus(event.target);
      this.#tip.focus(event.target);
    });
    grid.addEventListener('focusout', () => this.#tip.blur());
    grid.addEventListener('pointerover', (event) => {
      if (event.pointerType !== 'touch') this.#tip.point(event.target);
    });
    grid.addEventListener('pointerout', (event) => this.#tip.leave(event.relatedTarget));
    band.addEventListener('pointerleave', () => this.#host.touch());
  }

  #scrolled(): void {
    this.#tip.hide();
    if (!this.#rows.isOwnScroll) this.#rush();
    this.#host.repaint();
  }

  /** The hand scrolls: rows are put in the document's order when it rests. */
  #rush(): void {
    this.#host.touch();
    this.#endRush?.();
    this.#endRush = this.#host.clock().schedule(rushMs, () => {
      this.#endRush = undefined;
      this.#rows.rest();
      this.#host.repaint();
    });
  }

  #click(event: MouseEvent): void {
    const pressed = this.#press.click(this.#pressed(event.target), event);
    if (pressed === undefined) return;
    const { conversationId, isReference } = pressed;
    if (!isReference) return this.#host.open(conversationId, event.detail === 0);
    const reference = this.#source?.row(conversationId)?.reference;
    if (reference !== undefined) void this.#tip.copy(reference);
  }

  #pressed(target: EventTarget | null): PressTarget | undefined {
    const conversationId = this.#rows.idOf(target);
    if (conversationId === undefined) return undefined;
    return { conversationId, isReference: target instanceof Element && target.closest('.reference') !== null };
  }

  #tipFor(target: EventTarget | null): Tip | undefined {
    const id = this.#rows.idOf(target);
    const row = id === undefined ? undefined : this.#source?.row(id);
    return row === undefined || !(target instanceof Element) ? undefined : tipOf(this.#host.words(), row, target, this.#now);
  }
}
