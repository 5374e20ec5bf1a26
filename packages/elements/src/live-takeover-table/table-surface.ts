import type { Clock, ConversationId, RowSource } from '@live-takeover/sdk';
import { directionOf } from '../language/locale.js';
import type { Words } from '../language/words.js';
import { ReferenceTip } from './reference-tip.js';
import { RowPress, type PressTarget } from './row-press.js';
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
  readonly #tip: ReferenceTip;
  readonly #press = new RowPress();
  #source: RowSource | undefined;
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
    this.#tip = new ReferenceTip(
      {
        words: () => host.words(),
        referenceOf: (target) => this.#referenceOf(target),
        announce: (text) => host.announce('reference', text),
      },
      parts.tip,
    );
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
    this.#rows.paint(source, look, this.#endRush !== undefined);
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
    grid.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    grid.addEventListener('wheel', () => this.#host.touch(), { passive: true });
    grid.addEventListener('keydown', (event) => this.#key(event));
    grid.addEventListener('focusin', (event) => {
      this.#rows.noteFocus(event.target);
      this.#tip.follow(event.target);
    });
    grid.addEventListener('focusout', (event) => this.#tip.leave(event.relatedTarget));
    grid.addEventListener('pointerover', (event) => {
      if (event.pointerType !== 'touch') this.#tip.follow(event.target);
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
    return { conversationId, isReference: this.#referenceOf(target) !== undefined };
  }

  #key(event: KeyboardEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.row[data-id]') : null;
    if (row === null || event.altKey || event.metaKey) return;
    this.#host.touch();
    const move = this.#moves(event.key);
    if (move !== undefined) {
      event.preventDefault();
      return move();
    }
    if (event.target !== row || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    const { id } = row.dataset;
    if (id !== undefined) this.#host.open(id, true);
  }

  #moves(key: string): (() => void) | undefined {
    const rows = this.#rows;
    const isRightToLeft = directionOf(this.#grid) === 'rtl';
    switch (key) {
      case 'ArrowDown':
        return () => rows.moveBy(1);
      case 'ArrowUp':
        return () => rows.moveBy(-1);
      case 'PageDown':
        return () => rows.moveBy(rows.pageRows);
      case 'PageUp':
        return () => rows.moveBy(-rows.pageRows);
      case 'Home':
        return () => rows.moveTo(-Infinity);
      case 'End':
        return () => rows.moveTo(Infinity);
      case 'ArrowRight':
        return () => rows.focusInRow(isRightToLeft ? 'row' : 'reference');
      case 'ArrowLeft':
        return () => rows.focusInRow(isRightToLeft ? 'reference' : 'row');
      default:
        return undefined;
    }
  }

  #referenceOf(target: EventTarget | null): { readonly button: HTMLElement; readonly reference: string } | undefined {
    const button = target instanceof Element ? target.closest<HTMLElement>('.reference') : null;
    const id = button === null ? undefined : this.#rows.idOf(button);
    const reference = id === undefined ? undefined : this.#source?.row(id)?.reference;
    return button === null || reference === undefined ? undefined : { button, reference };
  }
}
