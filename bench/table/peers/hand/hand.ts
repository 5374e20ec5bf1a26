/**
 * The practical limit: the least that a table for this page alone would do. A map, deadlines in buckets, counted
 * sorted chunks and 27 row nodes, moved and rewritten. No keyboard, no screen reader, no hold, no words.
 */
import { textOf, type Column, type PlainRow } from '../../rows/plain-row.js';
import { columns, rowHeight } from '../peer.js';
import { headings, perFrame, PlainPeer } from '../plain-peer.js';
import { HandOrder } from './hand-order.js';

const nodeCount = 27;
const overscan = 5;

interface RowNode {
  readonly element: HTMLElement;
  readonly texts: readonly Text[];
  index: number;
}

export class Hand extends PlainPeer {
  readonly #scroller = document.createElement('div');
  readonly #spacer = document.createElement('div');
  readonly #nodes: RowNode[] = [];
  readonly #paintSoon = perFrame(() => this.#paint());
  #order!: HandOrder;

  show(place: HTMLElement): void {
    this.#order = new HandOrder(this.store.rows, this.column);
    this.#scroller.className = 'plain-scroller';
    this.#spacer.className = 'plain-rows';
    this.#spacer.style.height = `${this.#order.total * rowHeight}px`;
    for (let index = 0; index < nodeCount; index += 1) this.#nodes.push(rowNode());
    this.#spacer.append(...this.#nodes.map(({ element }) => element));
    this.#scroller.append(this.#spacer);
    this.#scroller.addEventListener('scroll', () => this.#paint(), { passive: true });
    place.append(headings(), this.#scroller);
    this.#paint();
  }

  scroller(): HTMLElement {
    return this.#scroller;
  }

  protected update(changed: ReadonlySet<PlainRow>): void {
    for (const row of changed) this.#order.update(row);
    this.#paintSoon();
  }

  protected resort(): void {
    this.#order = new HandOrder(this.store.rows, this.column);
    this.#paintSoon();
  }

  #paint(): void {
    const at = Math.floor(this.#scroller.scrollTop / rowHeight) - overscan;
    const first = Math.max(0, Math.min(at, this.#order.total - nodeCount));
    for (const [offset, row] of this.#order.slice(first, first + nodeCount, this.isDescending).entries()) {
      const index = first + offset;
      const node = this.#nodes[index % nodeCount] as RowNode;
      if (node.index !== index) {
        node.index = index;
        node.element.style.transform = `translateY(${index * rowHeight}px)`;
      }
      for (const [place, { column }] of columns.entries()) write(node.texts[place] as Text, textOf(row, column as Column));
    }
  }
}

function write(node: Text, text: string): void {
  if (node.data !== text) node.data = text;
}

function rowNode(): RowNode {
  const element = document.createElement('div');
  element.className = 'plain-row';
  const texts = columns.map(({ width }) => {
    const cell = document.createElement('div');
    cell.style.width = `${width}px`;
    const text = document.createTextNode('');
    cell.append(text);
    element.append(cell);
    return text;
  });
  return { element, texts, index: -1 };
}
