import type { Row } from '@live-takeover/sdk';
import type { RowLook } from './row-look.js';
import { RowNode, type RowPlace } from './row-node.js';

/**
 * Row nodes in one container, one per conversation shown, recycled when their
 * conversation goes out of sight. A conversation keeps its node as long as it
 * is shown, wherever it moves, so focus and presses stay with it; and the
 * nodes stand in the document in the order in which they are seen.
 */
export class KeyedRows {
  readonly #container: HTMLElement;
  /** By conversation, in the order in which they are seen. */
  #shown: ReadonlyMap<string, RowNode> = new Map();
  /** Made once and not needed now. */
  readonly #spare: RowNode[] = [];

  constructor(container: HTMLElement) {
    this.#container = container;
  }

  /** The node that shows a conversation now. */
  node(conversationId: string): RowNode | undefined {
    return this.#shown.get(conversationId);
  }

  /** The conversations shown, in the order in which they are seen. */
  get rows(): readonly Row[] {
    return [...this.#shown.values()].flatMap(({ row }) => row ?? []);
  }

  /** The node that `target` belongs to. */
  nodeOf(target: EventTarget | null): RowNode | undefined {
    if (!(target instanceof Node)) return undefined;
    for (const node of this.#shown.values()) if (node.element.contains(target)) return node;
    return undefined;
  }

  /**
   * Shows exactly these, in this order.
   *
   * @param focused - never moved in the document, for moving it would take the focus away
   * @param isRushed - leaves the order in the document for later: while rows fly by, moving nodes is most of the work
   */
  show(places: readonly RowPlace[], look: RowLook, focused: Element | null, isRushed = false): void {
    const free = this.#recycle(new Set(places.map((place) => place.row.id)));
    const shown = places.map((place): [string, RowNode] => {
      const { id } = place.row;
      const node = this.#shown.get(id) ?? free.shift() ?? new RowNode();
      node.show(place, look);
      return [id, node];
    });
    for (const node of free) node.element.remove();
    this.#spare.push(...free);
    this.#shown = new Map(shown);
    const elements = shown.map(([, node]) => node.element);
    if (isRushed && elements.every((element) => element.parentNode === this.#container)) return;
    this.#arrange(elements, focused);
  }

  /** Nodes whose conversations are gone, in the order in which they stand: after a long jump nothing need be moved. */
  #recycle(wanted: ReadonlySet<string>): RowNode[] {
    const gone = [...this.#shown].filter(([id]) => !wanted.has(id)).map(([, node]) => node);
    return [...gone, ...this.#spare.splice(0)];
  }

  #arrange(nodes: readonly HTMLElement[], focused: Element | null): void {
    const fixed = focused === null ? -1 : nodes.findIndex((node) => node.contains(focused));
    let next: Element | null = fixed < 0 ? null : (nodes[fixed] ?? null);
    for (let index = (fixed < 0 ? nodes.length : fixed) - 1; index >= 0; index -= 1) {
      const node = nodes[index];
      if (node === undefined) continue;
      if (node.parentNode !== this.#container || node.nextElementSibling !== next) this.#container.insertBefore(node, next);
      next = node;
    }
    if (fixed < 0) return;
    let previous = nodes[fixed];
    for (const node of nodes.slice(fixed + 1)) {
      if (previous?.nextElementSibling !== node) previous?.after(node);
      previous = node;
    }
  }
}
